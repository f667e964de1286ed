import { ConfigurationError } from '../../lib/config/configuration-error.ts';
import {
  IdempotencyKeyReused,
  InvalidInput,
  LoginTaken,
  MibError,
  PayloadTooLarge,
  Refused,
  RouteNotFound,
  TooManyAttempts,
  TransactionNotFound,
  Unauthenticated,
  WalletNotFound,
  WalletTaken,
  WrongCredentials,
  WrongShard,
} from '../../lib/domain/errors.ts';
import { problem } from '../../lib/lambda/http/problem.ts';
import { ShardUnavailable } from '../../lib/remote/shards.ts';

const bodyOf = (error: unknown) => JSON.parse(problem(error).body ?? '');

describe('the answer to a failure', () => {
  it.each<[MibError, number, string, string]>([
    [new InvalidInput([]), 400, 'invalid_input', 'Bad Request'],
    [new PayloadTooLarge('The body is larger than 65536 bytes.'), 413, 'payload_too_large', 'Payload Too Large'],
    [new Unauthenticated(), 401, 'unauthenticated', 'Unauthorized'],
    [new WrongCredentials(), 401, 'wrong_credentials', 'Unauthorized'],
    [new LoginTaken(), 409, 'login_taken', 'Conflict'],
    [new TooManyAttempts(7), 429, 'too_many_attempts', 'Too Many Requests'],
    [new WalletTaken(), 409, 'wallet_taken', 'Conflict'],
    [new WalletNotFound(), 404, 'wallet_not_found', 'Not Found'],
    [new TransactionNotFound(), 404, 'transaction_not_found', 'Not Found'],
    [new IdempotencyKeyReused(), 422, 'idempotency_key_reused', 'Unprocessable Entity'],
    [new RouteNotFound(), 404, 'route_not_found', 'Not Found'],
    [new WrongShard(), 421, 'wrong_shard', 'Misdirected Request'],
    [new Refused('no_such_wallet'), 404, 'no_such_wallet', 'Not Found'],
    [new Refused('insufficient_funds'), 422, 'insufficient_funds', 'Unprocessable Entity'],
    [new Refused('transaction_mismatch'), 409, 'transaction_mismatch', 'Conflict'],
    [new Refused('transaction_settled'), 409, 'transaction_settled', 'Conflict'],
    [new Refused('deadline_passed'), 410, 'deadline_passed', 'Gone'],
    [new Refused('too_many_open_transactions'), 429, 'too_many_open_transactions', 'Too Many Requests'],
  ])('%p is %i %s', (error, status, code, title) => {
    const reply = problem(error);
    expect(reply.statusCode).toBe(status);
    expect(reply.headers['Content-Type']).toBe('application/problem+json');
    expect(bodyOf(error)).toMatchObject({ type: 'about:blank', title, status, code, detail: error.message });
    expect(error.message).not.toBe('');
  });

  it('lists the fields that are wrong', () => {
    const problems = [{ field: 'amount', message: 'is required' }];
    expect(bodyOf(new InvalidInput(problems)).errors).toEqual(problems);
  });

  it('says how to prove who you are after a 401', () => {
    expect(problem(new Unauthenticated()).headers['WWW-Authenticate']).toBe('Bearer');
  });

  it('says after a 429 when to try again', () => {
    expect(problem(new TooManyAttempts(7)).headers['Retry-After']).toBe('7');
    expect(problem(new Refused('too_many_open_transactions')).headers['Retry-After']).toBe('1');
  });

  it('does not say why a token is refused', () => {
    expect(bodyOf(new Unauthenticated(new Error('"exp" claim timestamp check failed')))).toEqual(
      bodyOf(new Unauthenticated()),
    );
  });

  class UnknownFailure extends MibError {
    readonly code = 'constructor';
  }
  it.each<[string, unknown]>([
    ['an error', new Error('connect ECONNREFUSED 10.0.0.7:8000 secret')],
    [
      'an error with a status of its own',
      Object.assign(new Error('secret'), { statusCode: 404, code: 'invalid_input' }),
    ],
    ['an error with a cause', new Error('outer secret', { cause: new Error('inner secret') })],
    ['a shard that gives no answer', new ShardUnavailable('secret')],
    ['a wrong configuration', new ConfigurationError(['secret'])],
    ['a failure without a status', new UnknownFailure('secret')],
    ['a string', 'secret'],
    ['nothing', undefined],
    ['null', null],
  ])('is an opaque 500 for %s', (_what, thrown) => {
    const reply = problem(thrown);
    expect(reply.statusCode).toBe(500);
    expect(JSON.parse(reply.body ?? '')).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal_error',
      detail: 'Something went wrong on our side.',
    });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });
});
