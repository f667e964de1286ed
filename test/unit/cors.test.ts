import cors from '../../lib/stack/cors.cjs';

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
    process.env = { ...before, CORS_ORIGINS: 'https://a.example, http://b.example:3000' };
    expect(cors()).toMatchObject({
      allowedOrigins: ['https://a.example', 'http://b.example:3000'],
      allowCredentials: false,
      exposedResponseHeaders: expect.arrayContaining([
        'Authorization',
        'Content-Disposition',
        'Link',
        'Preference-Applied',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'WWW-Authenticate',
      ]),
    });
  });

  it.each([
    ['https://a.example/', 'write https://a.example'],
    ['https://a.example/shop', 'write https://a.example'],
    ['HTTPS://A.example:443', 'write https://a.example'],
    ['https://ann:secret@a.example', 'write https://a.example'],
    ['a.example', 'write scheme://host or scheme://host:port'],
    ['http://localhost:*', 'write scheme://host or scheme://host:port'],
    ['*', 'write scheme://host or scheme://host:port'],
    ['null', 'write scheme://host or scheme://host:port'],
    ['ftp://a.example', 'write scheme://host or scheme://host:port'],
  ])('are refused when they are written as %s: no browser sends that', (written, advice) => {
    process.env = { ...before, CORS_ORIGINS: `https://b.example,${written}` };
    expect(cors).toThrow(`CORS_ORIGINS: "${written}" is not an origin: ${advice}`);
  });
});
