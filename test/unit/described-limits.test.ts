import { orchestratorDocument } from '../../lib/api/orchestrator.ts';
import { ORCHESTRATOR_ROUTES } from '../../lib/api/orchestrator-routes.ts';

const document = orchestratorDocument();
const described = Object.entries(document.paths ?? {}).flatMap(([path, { get, post, patch, delete: remove }]) =>
  Object.entries({ GET: get, POST: post, PATCH: patch, DELETE: remove }).flatMap(([method, operation]) =>
    operation ? [[`${method} ${path}`, operation] as const] : [],
  ),
);

/** Their functions give a 503 themselves. test/project/architecture/thrown-errors.test.ts finds them. */
const MAY_BE_LATE: readonly string[] = ORCHESTRATOR_ROUTES.filter(({ errors = [] }) =>
  errors.includes('unavailable'),
).map(({ route }) => route);

describe.each(described)('The description of %s', (route, { responses = {} }) => {
  it('has the rate limit on every response of its function, and the error above the limit', () => {
    // Any other 503 is a response of the gateway, before the function.
    const { 503: unavailable, ...ofTheFunction } = responses;
    const counted = MAY_BE_LATE.includes(route) ? ['RateLimit-Policy', 'RateLimit'] : [];
    expect(Object.keys(Object(unavailable).headers)).toEqual(['Retry-After', ...counted]);
    for (const response of Object.values(ofTheFunction)) {
      expect(Object.keys(Object(response).headers)).toEqual(expect.arrayContaining(['RateLimit-Policy', 'RateLimit']));
    }
    expect(JSON.stringify(responses['429'])).toContain('"too_many_requests"');
    expect(JSON.stringify(responses['431'])).toContain('"headers_too_large"');
  });
});
