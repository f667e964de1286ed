import { MibError } from './errors.ts';
import type { PaidBy } from './paid-by.ts';
import type { Spender } from './spending.ts';

/** The most keys of a user. */
export const MAX_KEYS = 10;
/** The most wallets that one list of a key names. */
export const MAX_KEY_WALLETS = 20;
/** The length of the name of a key, in characters. */
export const MAX_KEY_NAME_CHARACTERS = 60;

/** A wallet that a key pays from. */
export interface PayScope {
  readonly walletId: string;
  /** The most that the payments of one day, in UTC, may take together. */
  readonly maxPerDay: bigint;
}

/** What a key may do. Nothing else. */
export interface KeyScope {
  /** The wallets that it reads: all that are its owner's at the time of a request, or these. */
  readonly read: 'all' | readonly string[];
  readonly pay: readonly PayScope[];
}

/** A key of a program, without its secret. Times are RFC 3339. */
export interface ApiKey extends KeyScope {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** From when on it is refused. */
  readonly expiresAt?: string | undefined;
  /** When it was last used, or up to an hour before. */
  readonly lastUsedAt?: string | undefined;
}

/** Who sends a request: a user by a session, or by a key of a program. */
export interface Caller {
  readonly userId: string;
  /** The session of a user who sends it by one. Tokens of versions without sessions have none. */
  readonly sessionId?: string | undefined;
  /** Missing if the user sends it by a session. Then it may do what the user may. */
  readonly key?: ApiKey | undefined;
}

/** A caller who may pay, and whose payments may count against a sum of a day. */
export interface Payer extends PaidBy {
  readonly spender?: Spender | undefined;
}

/** Whether a key is refused because its time is over. @param now ms since 1970 */
export function isExpired({ expiresAt }: Pick<ApiKey, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now;
}

/** Whether the caller may read the wallet, if it is the user's. */
export function reads({ key }: Caller, walletId: string): boolean {
  return !key || key.read === 'all' || key.read.includes(walletId);
}

/**
 * The user, if the caller may read the wallet.
 * @throws MibError key_scope
 */
export function readerOf(caller: Caller, walletId: string): string {
  if (!reads(caller, walletId))
    throw new MibError('key_scope', { detail: `This key does not read wallet ${shown(walletId)}.` });
  return caller.userId;
}

/**
 * The user, if the caller may pay from the wallet, and what it counts against.
 * @throws MibError key_scope
 */
export function payerOf({ userId, key }: Caller, walletId: string): Payer {
  if (!key) return { userId };
  const scope = key.pay.find((one) => one.walletId === walletId);
  if (!scope) throw new MibError('key_scope', { detail: `This key does not pay from wallet ${shown(walletId)}.` });
  return { userId, key, spender: { id: key.id, maxPerDay: scope.maxPerDay } };
}

const SHOWN_DIGITS = 64;

/** The path has it, so it may be any text of any length. */
function shown(walletId: string): string {
  return walletId.length > SHOWN_DIGITS ? `${walletId.slice(0, SHOWN_DIGITS)}…` : walletId;
}
