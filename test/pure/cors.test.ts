// Read by the Serverless Framework as it is, so it has no types.
const cors = jest.requireActual<() => unknown>('../../lib/config/cors.cjs');

describe('other origins', () => {
  const before = process.env;
  afterEach(() => {
    process.env = before;
  });

  it.each([undefined, '', ' , '])('may not call the API from a browser, if CORS_ORIGINS is %j', (CORS_ORIGINS) => {
    process.env = { ...before, ...(CORS_ORIGINS !== undefined && { CORS_ORIGINS }) };
    expect(cors()).toBe(false);
  });

  it('may if they are named, without cookies, and see what stands in headers', () => {
    process.env = { ...before, CORS_ORIGINS: 'https://a.example, https://b.example' };
    expect(cors()).toMatchObject({
      allowedOrigins: ['https://a.example', 'https://b.example'],
      allowCredentials: false,
      exposedResponseHeaders: expect.arrayContaining(['RateLimit', 'RateLimit-Policy', 'Retry-After', 'Link']),
    });
  });
});
