import { STATUS_CODES } from 'node:http';
import { InvalidInput, MibError, type RefusalCode, TooManyAttempts } from '../domain/errors.ts';
import { type Reply, reply } from './reply.ts';

/** The one place where a failure gets its HTTP status. */
const STATUS = {
  invalid_input: 400,
  payload_too_large: 413,
  unauthenticated: 401,
  wrong_credentials: 401,
  login_taken: 409,
  too_many_attempts: 429,
  wallet_taken: 409,
  wallet_not_found: 404,
  transaction_not_found: 404,
  idempotency_key_reused: 422,
  route_not_found: 404,
  wrong_shard: 421,
  no_such_wallet: 404,
  insufficient_funds: 422,
  transaction_mismatch: 409,
  transaction_settled: 409,
  deadline_passed: 410,
  too_many_open_transactions: 429,
} as const satisfies Record<RefusalCode, number> & Record<string, number>;

/**
 * The answer to a failure: problem details after RFC 9457, with a stable `code`. What is not one of our own failures is a bug or an
 * outage and answers 500, without a word about the inside.
 */
export function problem(error: unknown): Reply {
  const code = refusalCode(error);
  if (!code || !(error instanceof MibError)) {
    return problemReply(500, { code: 'internal_error', detail: 'Something went wrong on our side.' });
  }
  const status = STATUS[code];
  const headers: Record<string, string> = {};
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer';
  if (error instanceof TooManyAttempts) headers['Retry-After'] = String(error.retryAfterSeconds);
  else if (status === 429) headers['Retry-After'] = '1';
  const errors = error instanceof InvalidInput ? { errors: error.problems } : {};
  return problemReply(status, { code, detail: error.message, ...errors }, headers);
}

/** The code by which a failure is refused; none of what is a bug or an outage. */
export function refusalCode(error: unknown): keyof typeof STATUS | undefined {
  return error instanceof MibError && isCode(error.code) ? error.code : undefined;
}

function problemReply(status: number, members: object, headers: Record<string, string> = {}): Reply {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, ...members };
  return reply(status, body, { ...headers, 'Content-Type': 'application/problem+json' });
}

function isCode(code: string): code is keyof typeof STATUS {
  return Object.hasOwn(STATUS, code);
}
