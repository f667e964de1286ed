import type { SecondFactorMeans } from './second-factor.ts';

/**
 * Every error that is not a bug: a code that clients may rely on, and the sentence that people
 * read. The OpenAPI documents have the same sentences. Nothing here knows HTTP: lib/api/errors.ts
 * has the status of each code.
 */
export const ERRORS = {
  invalid_input: 'The request breaks the rules listed in errors.',
  unauthenticated: 'A valid bearer token is required.',
  insufficient_scope: 'This token is for another request.',
  wrong_credentials: 'Login or password is wrong.',
  user_blocked: 'This user is blocked. Only the operator of the service can lift that.',
  wrong_password: 'The current password is wrong.',
  second_factor_required: 'The password is right. Complete the login with a code: POST /auth/login/code.',
  challenge_ended: 'This login took too long, or the password has changed. Log in again.',
  wrong_code: 'This code is wrong, or was used before.',
  step_up_required: 'Confirm who you are first: POST /auth/step_up.',
  add_second_factor:
    'This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session.',
  last_factor: 'This service requires a second factor, and you have no other one. Add another one before.',
  factor_exists: 'You have an authenticator app already.',
  factor_not_found: 'You have no such second factor.',
  wrong_passkey: 'This passkey is not yours, or its answer is wrong, late or used.',
  passkey_exists: 'You have this passkey already.',
  passkey_not_found: 'You have no such passkey.',
  too_many_passkeys: 'You have the maximum number of passkeys.',
  wrong_reset_code: 'The code is wrong, used or expired, or it is for another login.',
  session_ended: 'This session has ended. Log in again.',
  session_not_found: 'You have no such session.',
  member_scope: 'This wallet is shared with you. Only its owner may do this.',
  user_not_found: 'There is no such user.',
  member_not_found: 'This wallet is not shared with such a user.',
  too_many_members: 'The wallet has the maximum number of members.',
  key_scope: 'The scope of this key does not allow this request.',
  key_not_found: 'You have no such key.',
  key_in_use: 'This key is in use. Its secret was shown once.',
  too_many_keys: 'You have the maximum number of keys.',
  wallet_not_found: 'You have no such wallet.',
  transaction_not_found: 'This wallet has no such transaction.',
  webhook_not_found: 'You have no such webhook.',
  delivery_not_found: 'This webhook has no such delivery.',
  no_such_wallet: 'There is no such wallet on this shard.',
  route_not_found: 'There is no such route.',
  not_acceptable: 'This file is available with gzip compression only, which Accept-Encoding refuses.',
  method_not_allowed: 'This path does not have this method. The header Allow lists the methods that it has.',
  login_taken: 'This login is taken.',
  wallet_taken: 'This wallet belongs to another user.',
  schedule_not_found: 'This wallet has no such scheduled transfer.',
  too_many_schedules: 'The wallet has the maximum number of active scheduled transfers.',
  already_started: 'Its last payment has started.',
  already_cancelled: 'It is cancelled already.',
  too_many_wallets: 'You have the maximum number of wallets.',
  too_many_webhooks: 'You have the maximum number of webhooks.',
  webhook_blocked: 'An operator has disabled this webhook.',
  transaction_mismatch: 'This transaction holds another amount or deadline here.',
  not_authorised: 'This transaction is not held, or this wallet is not its payee.',
  already_captured: 'This transaction is captured already, or is being captured with another amount.',
  already_voided: 'This transaction is voided already.',
  hold_expired: 'The authorisation of this transaction has expired.',
  capture_in_progress: 'This transaction is being captured. It can be voided if that does not succeed.',
  not_refundable: 'This transaction is no successful payment that this wallet received. A refund cannot be refunded.',
  refund_exceeds: 'The refunds of this transaction would exceed what was received.',
  transaction_not_final: 'This transaction is not final yet. A receipt states what is final.',
  root_not_kept: 'No root that was kept has this entry yet. One is kept every hour.',
  transaction_settled: 'This transaction is settled here already.',
  deadline_passed: 'The deadline of this transaction has passed.',
  headers_too_large: 'The headers together are larger than 8 KB.',
  payload_too_large: 'The body is too large.',
  unsupported_media_type: 'The body is compressed, or its charset is not UTF-8.',
  wrong_shard: 'This wallet belongs to another shard.',
  wallet_moving: 'This wallet is moving to another shard.',
  wallet_moved: 'This wallet has moved to another shard.',
  entries_behind: 'The entries of this wallet here do not end with the last one of its statement.',
  wallet_closed: 'The wallet is closed.',
  wallet_frozen: 'The wallet is frozen.',
  account_in_use:
    'An account is deleted only when its wallets are closed, without active scheduled transfers and without payments that wait for a capture.',
  wallet_not_empty: 'A wallet is closed only without money and without transactions in flight.',
  controls_changed: 'The freezes and limits of this wallet have changed meanwhile.',
  approval_required: 'The amount is more than the wallet pays without an approval.',
  approval_excludes_capture:
    'A payment that needs an approval is captured by it. Its payee cannot capture it: leave out capture.',
  own_request: 'You have asked for this. Another person has to approve it.',
  not_awaiting_approval: 'This transaction does not wait for an approval.',
  already_approved: 'This is approved already.',
  already_rejected: 'This is rejected already.',
  approval_expired: 'The time to approve this is over.',
  change_not_found: 'This wallet has no such change of its approvals.',
  limits_by_operator: 'An operator has set the limits of this wallet.',
  idempotency_key_reused: 'This Idempotency-Key was used with another request.',
  wrong_currency: 'The wallet has another currency.',
  currency_differs: 'You have this wallet already, in another currency.',
  insufficient_funds: 'The wallet has not enough available funds.',
  payment_limit_exceeded: 'The amount is more than the limit of one payment.',
  daily_limit_exceeded: 'The amount is more than the limit of a day leaves.',
  spending_limit_exceeded: 'The amount is more than the sum of a day leaves.',
  below_minimum_balance: 'The wallet would be below its minimum balance.',
  too_many_requests: 'Too many requests from this user or this address. Try again later.',
  too_many_attempts: 'Too many failed attempts. Try again later.',
  unavailable: 'The service cannot take this request now. Nothing was done. Try again shortly.',
  too_many_open_transactions: 'The wallet has too many transactions in flight. Try again shortly.',
  internal_error: 'Something went wrong on our side.',
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** The rule that one field of the input breaks. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** The name of a field: `to[3].amount` is a member of an element of a list. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part, n) => (typeof part === 'number' ? `[${part}]` : `${n > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/** A right password that waits for a second factor. */
export interface Challenge {
  readonly token: string;
  /** in s */
  readonly expiresIn: number;
  /** What completes the login. Missing: a code. */
  readonly methods?: readonly SecondFactorMeans[] | undefined;
}

/** What one error says beside its code. */
export interface ErrorDetails {
  /** Says more than the sentence of the code. */
  readonly detail?: string;
  /** When the same request has a chance again. The default of `unavailable` is 1. */
  readonly retryAfterSeconds?: number;
  /** The fields that break a rule. */
  readonly problems?: readonly FieldProblem[];
  /** The methods that a path has. */
  readonly allowed?: readonly string[];
  /** What completes the login. Only `second_factor_required` has it. */
  readonly challenge?: Challenge;
  /** The number of the shard to ask next. Only `wallet_moving` and `wallet_moved` have it. */
  readonly shard?: number;
  /** For the log. No caller sees it. */
  readonly cause?: unknown;
}

/** The response to a bug or an outage. No code throws it. */
type NotThrown = 'internal_error';

/** What is unavailable is back within seconds, such as a shard that restarts. */
const BACK_SECONDS = 1;

/** An error with a code. The details are for the caller. */
export class MibError extends Error {
  // A literal: bundlers rename classes.
  override readonly name = 'MibError';
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;
  readonly problems: readonly FieldProblem[] | undefined;
  readonly allowed: readonly string[] | undefined;
  readonly challenge: Challenge | undefined;
  readonly shard: number | undefined;

  constructor(
    code: Exclude<ErrorCode, NotThrown>,
    { detail, cause, retryAfterSeconds, problems, allowed, challenge, shard }: ErrorDetails = {},
  ) {
    super(detail ?? ERRORS[code], { cause });
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds ?? (code === 'unavailable' ? BACK_SECONDS : undefined);
    this.problems = problems;
    this.allowed = allowed;
    this.challenge = challenge;
    this.shard = shard;
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** People read the list of problems: the first few are listed, the others are counted. */
const MAX_PROBLEMS = 20;
/** The caller chooses the names of unknown fields, and they can be long. */
const MAX_FIELD_CHARACTERS = 64;

/** The input breaks the rules named in `problems`. Nothing was changed. */
export function invalidInput(problems: readonly FieldProblem[]): MibError {
  const more = problems.length - MAX_PROBLEMS;
  const listed = problems.slice(0, MAX_PROBLEMS);
  return new MibError('invalid_input', {
    ...(more > 0 && { detail: `The request breaks the rules listed in errors, and ${more} more.` }),
    problems: listed.map(({ field, message }) => ({ field: shortened(field), message })),
  });
}

function shortened(field: string): string {
  const characters = [...field];
  return characters.length > MAX_FIELD_CHARACTERS ? `${characters.slice(0, MAX_FIELD_CHARACTERS).join('')}…` : field;
}
