import { orchestratorDocument } from '../../lib/api/orchestrator.ts';

const document = orchestratorDocument();
const described = Object.entries(document.paths ?? {}).flatMap(([path, { get, post }]) =>
  Object.entries({ GET: get, POST: post }).flatMap(([method, operation]) =>
    operation ? [[`${method} ${path}`, operation] as const] : [],
  ),
);

describe.each(described)('the description of %s', (_route, { responses = {} }) => {
  it('has its limit on every response of its function, and the refusal above it', () => {
    // 503 says that no function was called.
    const { 503: unavailable, ...ofTheFunction } = responses;
    expect(Object.keys(Object(unavailable).headers)).toEqual(['Retry-After']);
    for (const response of Object.values(ofTheFunction)) {
      expect(Object.keys(Object(response).headers)).toEqual(expect.arrayContaining(['RateLimit-Policy', 'RateLimit']));
    }
    expect(JSON.stringify(responses['429'])).toContain('"too_many_requests"');
    expect(JSON.stringify(responses['431'])).toContain('"headers_too_large"');
  });
});
