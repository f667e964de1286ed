import { ConfigurationError } from '../../lib/config/configuration-error.ts';
import { invalidInput, MibError } from '../../lib/domain/errors.ts';
import { reserveError } from '../../lib/domain/shard-wallet.ts';
import { problem } from '../../lib/lambda/http/problem.ts';
import { ShardUnavailable } from '../../lib/remote/shards.ts';

const bodyOf = (error: unknown) => JSON.parse(problem(error).body ?? '');
const FULL = reserveError('too_many_open_transactions');

describe('The problem of an error', () => {
  it.each<[MibError, number, string, string]>([
    [invalidInput([]), 400, 'invalid_input', 'Bad Request'],
    [new MibError('payload_too_large'), 413, 'payload_too_large', 'Payload Too Large'],
    [new MibError('unauthenticated'), 401, 'unauthenticated', 'Unauthorized'],
    [new MibError('wrong_credentials'), 401, 'wrong_credentials', 'Unauthorized'],
    [new MibError('login_taken'), 409, 'login_taken', 'Conflict'],
    [new MibError('too_many_attempts', { retryAfterSeconds: 7 }), 429, 'too_many_attempts', 'Too Many Requests'],
    [new MibError('wallet_taken'), 409, 'wallet_taken', 'Conflict'],
    [new MibError('wallet_not_found'), 404, 'wallet_not_found', 'Not Found'],
    [new MibError('transaction_not_found'), 404, 'transaction_not_found', 'Not Found'],
    [new MibError('idempotency_key_reused'), 422, 'idempotency_key_reused', 'Unprocessable Entity'],
    [new MibError('route_not_found'), 404, 'route_not_found', 'Not Found'],
    [new MibError('wrong_shard'), 421, 'wrong_shard', 'Misdirected Request'],
    [new MibError('wallet_moving', { shard: 3 }), 409, 'wallet_moving', 'Conflict'],
    [new MibError('wallet_moved', { shard: 3 }), 421, 'wallet_moved', 'Misdirected Request'],
    [reserveError('no_such_wallet'), 404, 'no_such_wallet', 'Not Found'],
    [reserveError('insufficient_funds'), 422, 'insufficient_funds', 'Unprocessable Entity'],
    [reserveError('transaction_mismatch'), 409, 'transaction_mismatch', 'Conflict'],
    [reserveError('transaction_settled'), 409, 'transaction_settled', 'Conflict'],
    [reserveError('deadline_passed'), 410, 'deadline_passed', 'Gone'],
    [FULL, 429, 'too_many_open_transactions', 'Too Many Requests'],
  ])('has the status, the code and the sentence of the error: %p is %i %s', (error, status, code, title) => {
    const response = problem(error);
    expect(response.statusCode).toBe(status);
    expect(response.headers['Content-Type']).toBe('application/problem+json');
    expect(bodyOf(error)).toMatchObject({ type: 'about:blank', title, status, code, detail: error.message });
    expect(error.message).not.toBe('');
  });

  it('has the detail of the error instead of the sentence of its code', () => {
    const detail = 'A body must be in UTF-8.';
    expect(bodyOf(new MibError('unsupported_media_type', { detail }))).toMatchObject({ status: 415, detail });
  });

  it('names the shard to ask next for a wallet that is elsewhere', () => {
    expect(bodyOf(new MibError('wallet_moving', { shard: 0 }))).toMatchObject({ shard: 0 });
    expect(bodyOf(new MibError('wallet_moved', { shard: 3 }))).toMatchObject({ shard: 3 });
  });

  it('lists the fields that break a rule', () => {
    const problems = [{ field: 'amount', message: 'is required' }];
    expect(bodyOf(invalidInput(problems)).errors).toEqual(problems);
  });

  it('asks for a bearer token with a 401', () => {
    expect(problem(new MibError('unauthenticated')).headers['WWW-Authenticate']).toBe('Bearer');
  });

  it('says with a 429 when to try again', () => {
    expect(problem(new MibError('too_many_attempts', { retryAfterSeconds: 7 })).headers['Retry-After']).toBe('7');
    expect(problem(FULL).headers['Retry-After']).toBe('1');
  });

  it('says with a 503 when to try again', () => {
    expect(problem(new MibError('unavailable')).headers['Retry-After']).toBe('1');
    expect(problem(new MibError('unavailable', { retryAfterSeconds: 5 })).headers['Retry-After']).toBe('5');
  });

  it('does not tell why a token is not accepted', () => {
    const cause = new Error('"exp" claim timestamp check failed');
    expect(bodyOf(new MibError('unauthenticated', { cause }))).toEqual(bodyOf(new MibError('unauthenticated')));
  });

  it.each<[string, unknown]>([
    ['an error', new Error('connect ECONNREFUSED 10.0.0.7:8000 secret')],
    [
      'an error with a status of its own',
      Object.assign(new Error('secret'), { statusCode: 404, code: 'invalid_input' }),
    ],
    ['an error with a cause', new Error('outer secret', { cause: new Error('inner secret') })],
    ['a shard that is unavailable', new ShardUnavailable('secret')],
    ['a wrong configuration', new ConfigurationError(['secret'])],
    [
      'an error that has only the name and a code of ours',
      Object.assign(new Error('secret'), { name: 'MibError', code: 'wallet_taken' }),
    ],
    ['a string', 'secret'],
    ['nothing', undefined],
    ['null', null],
  ])('is an opaque 500 for %s', (_what, thrown) => {
    const response = problem(thrown);
    expect(response.statusCode).toBe(500);
    expect(JSON.parse(response.body ?? '')).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal_error',
      detail: 'Something went wrong on our side.',
    });
    expect(JSON.stringify(response)).not.toContain('secret');
  });
});
