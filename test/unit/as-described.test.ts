import { orchestratorDocument } from '../../lib/api/orchestrator.ts';
import { apiResponse } from '../support/steps/api.ts';
import { asDescribed } from '../support/steps/as-described.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const RATE_LIMIT = { 'ratelimit-policy': '"logins";q=120;w=60', ratelimit: '"logins";r=119;t=60' };
const PROBLEM_TYPE = { 'content-type': 'application/problem+json' };
let next = apiResponse(200, {}, '');
const api = asDescribed({ request: async () => next }, orchestratorDocument());

/** The result of a request that gets this response: the message of the Error, or 'as described'. */
async function check(
  route: string,
  response: { status: number; body?: unknown; headers?: Record<string, string> },
  sent: unknown = {},
): Promise<string> {
  const { status, body, headers = JSON_TYPE } = response;
  const text = body === undefined ? '' : JSON.stringify(body);
  next = apiResponse(status, headers, text);
  const [method = '', path = ''] = route.split(' ');
  const got = await api.request(method, path, { body: sent }).catch((error: unknown) => error);
  return got instanceof Error ? got.message : 'as described';
}

const wallet = { wallet_id: '41', currency: 'EUR', status: 'ACTIVE', created_at: '2026-11-23T10:15:30.123Z' };
const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: 'Title',
  status,
  code,
  detail: 'Why.',
});
const session = {
  token: 'token',
  token_type: 'Bearer',
  expires_in: 900,
  refresh_token: 'another',
  refresh_expires_in: 86_400,
};

describe('A response that matches the document', () => {
  it.each<[string, Parameters<typeof check>[1]]>([
    ['GET /api/user/wallets?limit=5', { status: 200, body: [wallet], headers: { ...JSON_TYPE, ...RATE_LIMIT } }],
    ['GET /api/user/transactions/41', { status: 204, headers: RATE_LIMIT }],
    [
      'POST /auth/login',
      { status: 200, body: session, headers: { ...JSON_TYPE, ...RATE_LIMIT, authorization: 'Bearer token' } },
    ],
    [
      'DELETE /api/user/wallets',
      { status: 405, body: problem(405, 'method_not_allowed'), headers: { ...PROBLEM_TYPE, allow: 'GET' } },
    ],
    ['HEAD /api/user/wallets', { status: 405, headers: { ...PROBLEM_TYPE, allow: 'GET' } }],
    ['GET /nowhere', { status: 404, body: problem(404, 'route_not_found'), headers: PROBLEM_TYPE }],
    ['PUT /nowhere', { status: 431, body: problem(431, 'headers_too_large'), headers: PROBLEM_TYPE }],
  ])('of %s is accepted', async (route, response) => {
    expect(await check(route, response)).toBe('as described');
  });

  it('may be a 413 of API Gateway itself, for a body above 10 MB only', async () => {
    const response = { status: 413, body: { message: 'Request Entity Too Large' } };
    expect(await check('POST /auth/login', response, 'x'.repeat(10_000_001))).toBe('as described');
    expect(await check('POST /auth/login', response, 'x'.repeat(9_999_000))).toMatch('413 is not as described');
  });
});

describe('A response that does not match the document', () => {
  const wallets = 'GET /api/user/wallets';
  const list = { status: 200, body: [wallet] };
  it.each<[string, string, Parameters<typeof check>[1], string | RegExp]>([
    ['another status', wallets, { ...list, status: 201 }, 'the status is none of 200, 400, 401, 403, 413'],
    [
      'another content type',
      wallets,
      { ...list, headers: { 'content-type': 'text/html' } },
      'the content type text/html',
    ],
    ['no content type', wallets, { ...list, headers: {} }, 'the content type  is none of application/json'],
    ['an unknown field', wallets, { ...list, body: [{ ...wallet, owner: 'ann' }] }, '"additionalProperty":"owner"'],
    ['a missing field', wallets, { ...list, body: [{ wallet_id: '41', status: 'ACTIVE' }] }, "'created_at'"],
    [
      'a number instead of a string',
      wallets,
      { ...list, body: [{ ...wallet, wallet_id: 41 }] },
      '/0/wallet_id must be string',
    ],
    [
      'an unknown enum value',
      wallets,
      { ...list, body: [{ ...wallet, status: 'OPEN' }] },
      '/0/status must be equal to one',
    ],
    ['an invalid date', wallets, { ...list, body: [{ ...wallet, created_at: 'today' }] }, /\/0\/created_at must match/],
    ['a body that is not JSON', wallets, { status: 200 }, 'the body'],
    ['a body of a 204', 'GET /api/user/transactions/41', { status: 204, body: [] }, 'there is a body'],
    ['a missing header', 'POST /auth/login', { status: 200, body: session }, 'the header Authorization is missing'],
    [
      'a header of other responses',
      wallets,
      { ...list, headers: { ...JSON_TYPE, 'retry-after': '1' } },
      'the header Retry-After is not described here',
    ],
    [
      'an unknown code',
      wallets,
      { status: 401, body: problem(401, 'go_away'), headers: { ...PROBLEM_TYPE, 'www-authenticate': 'Bearer' } },
      '/code must be equal to one',
    ],
    ['success on an unknown route', 'GET /nowhere', { status: 200, body: {} }, 'there is no such route'],
    [
      'another 404 on an unknown route',
      'GET /nowhere',
      { status: 404, body: problem(404, 'wallet_not_found'), headers: PROBLEM_TYPE },
      'there is no such route',
    ],
  ])('is reported with its request: %s', async (_, route, response, what) => {
    const message = await check(route, response);
    expect(message).toMatch(`${route}: ${response.status} is not as described\n`);
    expect(message).toMatch(what);
  });
});
