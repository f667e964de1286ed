import type { ErrorCode } from '../domain/errors.ts';

/** The one place where an error gets its HTTP status. A code without a status does not compile. */
export const STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  insufficient_scope: 403,
  wrong_credentials: 401,
  user_blocked: 401,
  wrong_password: 422,
  second_factor_required: 401,
  challenge_ended: 401,
  wrong_code: 422,
  step_up_required: 403,
  factor_exists: 409,
  factor_not_found: 404,
  wrong_reset_code: 401,
  session_ended: 401,
  session_not_found: 404,
  member_scope: 403,
  user_not_found: 404,
  member_not_found: 404,
  too_many_members: 409,
  key_scope: 403,
  key_not_found: 404,
  key_in_use: 409,
  too_many_keys: 409,
  wallet_not_found: 404,
  transaction_not_found: 404,
  webhook_not_found: 404,
  delivery_not_found: 404,
  no_such_wallet: 404,
  route_not_found: 404,
  not_acceptable: 406,
  method_not_allowed: 405,
  login_taken: 409,
  wallet_taken: 409,
  schedule_not_found: 404,
  too_many_schedules: 409,
  already_started: 409,
  already_cancelled: 409,
  too_many_wallets: 409,
  too_many_webhooks: 409,
  webhook_blocked: 409,
  transaction_mismatch: 409,
  not_authorised: 409,
  already_captured: 409,
  already_voided: 409,
  hold_expired: 409,
  capture_in_progress: 409,
  not_refundable: 409,
  refund_exceeds: 409,
  transaction_not_final: 409,
  root_not_kept: 409,
  transaction_settled: 409,
  wallet_closed: 409,
  wallet_frozen: 409,
  wallet_not_empty: 409,
  controls_changed: 409,
  limits_by_operator: 409,
  deadline_passed: 410,
  headers_too_large: 431,
  payload_too_large: 413,
  unsupported_media_type: 415,
  wrong_shard: 421,
  idempotency_key_reused: 422,
  wrong_currency: 422,
  currency_differs: 409,
  insufficient_funds: 422,
  payment_limit_exceeded: 422,
  daily_limit_exceeded: 422,
  spending_limit_exceeded: 422,
  below_minimum_balance: 422,
  too_many_requests: 429,
  too_many_attempts: 429,
  unavailable: 503,
  too_many_open_transactions: 429,
  internal_error: 500,
} as const satisfies Record<ErrorCode, number>;

/**
 * Errors that the same request may not get the next time: load passes, keys rotate, and a wrong
 * list of addresses is corrected. Every other error is final.
 */
const TRANSIENT = [
  'unauthenticated',
  'insufficient_scope',
  'step_up_required',
  'wrong_shard',
  'transaction_not_final',
  'capture_in_progress',
  'root_not_kept',
  'too_many_requests',
  'too_many_attempts',
  'too_many_open_transactions',
  'unavailable',
  'internal_error',
] as const satisfies readonly ErrorCode[];

/** Those of the errors that are final. */
export type FinalError<E extends ErrorCode> = Exclude<E, (typeof TRANSIENT)[number]>;

const transient: ReadonlySet<string> = new Set(TRANSIENT);

export function isFinal<E extends ErrorCode>(code: E): code is FinalError<E> {
  return !transient.has(code);
}
