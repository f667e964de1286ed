/**
 * What can go wrong that is not a bug: one class a failure, each with a stable `code` that clients may rely on. They know nothing
 * of HTTP (lib/api/refusals.ts has the one table from code to status). `name` is a literal, as bundlers rename classes and state
 * machines match on names.
 */
export abstract class MibError extends Error {
  abstract readonly code: string;
}

/** Refused for now; `retryAfterSeconds` says when the next try has a chance. */
export abstract class RetryLater extends MibError {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What is wrong with one field of the input. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A list of problems is for people: what is beyond the first few is counted only, and of a name that was made up the begin is told. */
const MAX_PROBLEMS = 20;
const MAX_FIELD_CHARACTERS = 64;

/** The input breaks the rules named in `problems`; nothing was changed. */
export class InvalidInput extends MibError {
  override readonly name = 'InvalidInput';
  readonly code = 'invalid_input';
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    const more = problems.length - MAX_PROBLEMS;
    super(`The request breaks the rules listed in errors${more > 0 ? `, and ${more} more` : ''}.`);
    this.problems = problems.slice(0, MAX_PROBLEMS).map(({ field, message }) => ({ field: shortened(field), message }));
  }
}

function shortened(field: string): string {
  const characters = [...field];
  return characters.length > MAX_FIELD_CHARACTERS ? `${characters.slice(0, MAX_FIELD_CHARACTERS).join('')}…` : field;
}

/** A body in a charset or a coding that is not read here. */
export class UnsupportedMediaType extends MibError {
  override readonly name = 'UnsupportedMediaType';
  readonly code = 'unsupported_media_type';
}

export class PayloadTooLarge extends MibError {
  override readonly name = 'PayloadTooLarge';
  readonly code = 'payload_too_large';
}

/** No token, or one that this service does not accept. Which of the two is for the log, not for the caller. */
export class Unauthenticated extends MibError {
  override readonly name = 'Unauthenticated';
  readonly code = 'unauthenticated';

  constructor(cause?: unknown) {
    super('A valid bearer token is required.', { cause });
  }
}

/** A valid token, but of the orchestrator's for another request (RFC 6750, insufficient_scope). */
export class InsufficientScope extends MibError {
  override readonly name = 'InsufficientScope';
  readonly code = 'insufficient_scope';

  constructor() {
    super('This token is for another request.');
  }
}

export class WrongCredentials extends MibError {
  override readonly name = 'WrongCredentials';
  readonly code = 'wrong_credentials';

  constructor() {
    super('Login or password is wrong.');
  }
}

export class LoginTaken extends MibError {
  override readonly name = 'LoginTaken';
  readonly code = 'login_taken';

  constructor() {
    super('This login is taken.');
  }
}

/** More requests than this user or this address may make in a window: the next one is worth trying. */
export class TooManyRequests extends RetryLater {
  override readonly name = 'TooManyRequests';
  readonly code = 'too_many_requests';

  constructor(retryAfterSeconds: number) {
    super('Too many requests. Try again later.', retryAfterSeconds);
  }
}

/** More headers than any client of ours has a use for. */
export class HeadersTooLarge extends MibError {
  override readonly name = 'HeadersTooLarge';
  readonly code = 'headers_too_large';
}

export class TooManyAttempts extends RetryLater {
  override readonly name = 'TooManyAttempts';
  readonly code = 'too_many_attempts';

  constructor(retryAfterSeconds: number) {
    super('Too many failed attempts. Try again later.', retryAfterSeconds);
  }
}

export class WalletTaken extends MibError {
  override readonly name = 'WalletTaken';
  readonly code = 'wallet_taken';

  constructor() {
    super('This wallet belongs to another user.');
  }
}

/** The user has as many wallets as one may open. A wallet that is theirs already is never refused for it. */
export class TooManyWallets extends MibError {
  override readonly name = 'TooManyWallets';
  readonly code = 'too_many_wallets';

  constructor() {
    super('You have as many wallets as a user may open.');
  }
}

/** No such wallet, or one of somebody else: a caller cannot tell which. */
export class WalletNotFound extends MibError {
  override readonly name = 'WalletNotFound';
  readonly code = 'wallet_not_found';

  constructor() {
    super('You have no such wallet.');
  }
}

export class TransactionNotFound extends MibError {
  override readonly name = 'TransactionNotFound';
  readonly code = 'transaction_not_found';

  constructor() {
    super('This wallet has no such transaction.');
  }
}

/** The same idempotency key came with another request. */
export class IdempotencyKeyReused extends MibError {
  override readonly name = 'IdempotencyKeyReused';
  readonly code = 'idempotency_key_reused';

  constructor() {
    super('This Idempotency-Key was used with another request.');
  }
}

export class RouteNotFound extends MibError {
  override readonly name = 'RouteNotFound';
  readonly code = 'route_not_found';

  constructor() {
    super('There is no such route.');
  }
}

/** The client refuses every form in which there is what it asks for. */
export class NotAcceptable extends MibError {
  override readonly name = 'NotAcceptable';
  readonly code = 'not_acceptable';

  constructor() {
    super('This file is sent compressed by gzip only.');
  }
}

/** There is such a path, but not with this method. `allowed`: the methods that it has. */
export class MethodNotAllowed extends MibError {
  override readonly name = 'MethodNotAllowed';
  readonly code = 'method_not_allowed';
  readonly allowed: readonly string[];

  constructor(allowed: readonly string[]) {
    super('This path does not have this method.');
    this.allowed = allowed;
  }
}

/** More requests than can be served now. Nothing was done of this one. */
export class Unavailable extends RetryLater {
  override readonly name = 'Unavailable';
  readonly code = 'unavailable';

  constructor(retryAfterSeconds: number) {
    super('The service cannot take this request now. Nothing was done. Try again shortly.', retryAfterSeconds);
  }
}

/** The wallet's id does not belong to this shard: the caller's list of shards is wrong. */
export class WrongShard extends MibError {
  override readonly name = 'WrongShard';
  readonly code = 'wrong_shard';

  constructor() {
    super('This wallet belongs to another shard.');
  }
}

/** A shard did not do what it was asked, and why. The transfer cannot go on, but nothing is broken. */
export class Refused extends MibError {
  override readonly name = 'Refused';
  readonly code: ShardRefusal;

  constructor(code: ShardRefusal) {
    super(REFUSALS[code]);
    this.code = code;
  }
}

const REFUSALS = {
  no_such_wallet: 'There is no such wallet on this shard.',
  insufficient_funds: 'The wallet has not enough available funds.',
  transaction_mismatch: 'This transaction holds another amount or deadline here.',
  transaction_settled: 'This transaction is settled here already.',
  deadline_passed: 'The deadline of this transaction has passed.',
  too_many_open_transactions: 'The wallet has too many open transactions. Try again shortly.',
} as const;

export type ShardRefusal = keyof typeof REFUSALS;
