import type { ShardRefusal } from '../domain/errors.ts';

interface Refusal {
  readonly status: number;
  /** For people who read the documentation. */
  readonly when: string;
}

/** The one place where a failure gets its HTTP status: by its code, which clients may rely on. */
export const REFUSALS = {
  invalid_input: { status: 400, when: 'The request breaks the rules listed in errors.' },
  unauthenticated: { status: 401, when: 'A valid bearer token is required.' },
  insufficient_scope: { status: 403, when: 'The token is for another request.' },
  wrong_credentials: { status: 401, when: 'Login or password is wrong.' },
  wallet_not_found: { status: 404, when: 'You have no such wallet.' },
  transaction_not_found: { status: 404, when: 'This wallet has no such transaction.' },
  no_such_wallet: { status: 404, when: 'There is no such wallet on this shard.' },
  route_not_found: { status: 404, when: 'There is no such route.' },
  not_acceptable: { status: 406, when: 'The file is sent compressed by gzip only, which Accept-Encoding refuses.' },
  method_not_allowed: { status: 405, when: 'The path does not have this method; Allow lists those that it has.' },
  login_taken: { status: 409, when: 'This login is taken.' },
  wallet_taken: { status: 409, when: 'This wallet belongs to another user.' },
  too_many_wallets: { status: 409, when: 'You have as many wallets as a user may open.' },
  transaction_mismatch: { status: 409, when: 'The transaction holds another amount or deadline here.' },
  transaction_settled: { status: 409, when: 'The transaction is settled here already.' },
  deadline_passed: { status: 410, when: "The transaction's deadline has passed." },
  headers_too_large: { status: 431, when: 'The headers together are larger than 8 KB.' },
  payload_too_large: { status: 413, when: 'The body is larger than 64 KB.' },
  unsupported_media_type: { status: 415, when: 'The body is compressed, or in another charset than UTF-8.' },
  wrong_shard: { status: 421, when: 'The wallet belongs to another shard.' },
  idempotency_key_reused: { status: 422, when: 'The Idempotency-Key was used with another request.' },
  insufficient_funds: { status: 422, when: 'The wallet has not enough available funds.' },
  too_many_requests: { status: 429, when: 'More requests than this user or this address may make for now.' },
  too_many_attempts: { status: 429, when: 'Too many failed attempts.' },
  unavailable: { status: 503, when: 'More requests than can be served now. Nothing was done of this one.' },
  too_many_open_transactions: { status: 429, when: 'The wallet has too many open transactions.' },
} as const satisfies Record<ShardRefusal, Refusal> & Record<string, Refusal>;

export type RefusalCode = keyof typeof REFUSALS;

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code);
}
