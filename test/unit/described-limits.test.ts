import { orchestratorDocument } from '../../lib/api/orchestrator.ts';

const document = orchestratorDocument();
const described = Object.entries(document.paths ?? {}).flatMap(([path, { get, post }]) =>
  Object.entries({ GET: get, POST: post }).flatMap(([method, operation]) =>
    operation ? [[`${method} ${path}`, operation] as const] : [],
  ),
);

describe.each(described)('The description of %s', (_route, { responses = {} }) => {
  it('has the rate limit on every response of its function, and the error above the limit', () => {
    // A 503 is a response of the gateway, before the function.
    const { 503: unavailable, ...ofTheFunction } = responses;
    expect(Object.keys(Object(unavailable).headers)).toEqual(['Retry-After']);
    for (const response of Object.values(ofTheFunction)) {
      expect(Object.keys(Object(response).headers)).toEqual(expect.arrayContaining(['RateLimit-Policy', 'RateLimit']));
    }
    expect(JSON.stringify(responses['429'])).toContain('"too_many_requests"');
    expect(JSON.stringify(responses['431'])).toContain('"headers_too_large"');
  });
});
