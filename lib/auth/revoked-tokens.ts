import { MibError } from '../domain/errors.ts';
import type { Revocation, StoredRevocation } from '../domain/revocation.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import { CLOCK_TOLERANCE_SECONDS, LONGEST_USER_TOKEN_SECONDS } from './tokens.ts';

/** A revocation reaches every instance within this time, in ms. */
export const RELOAD_AFTER_MS = 2_000;
/** If the list cannot be read, the last one is good for this time, in ms. Then requests fail. */
export const TOO_OLD_MS = 60_000;
/** Clocks may differ, and a write may take its time: a reload begins this much before the last one. */
const OVERLAP_MS = 60_000;
/** The longest token that was signed before a revocation has expired after this time, in ms. */
export const REVOKED_FOR_MS = 1_000 * (LONGEST_USER_TOKEN_SECONDS + 2 * CLOCK_TOLERANCE_SECONDS) + OVERLAP_MS;

/** The stored list. */
export interface RevocationList {
  /** What was revoked at this time or later, in ms since 1970. */
  since(at: number): Promise<readonly StoredRevocation[]>;
}

/**
 * The tokens that are refused before they expire, as one instance knows them. It reads the stored list
 * with the first request, and what is new in it with the first request after two seconds. So the cost
 * is one read in two seconds for a busy instance, and no request reads by itself.
 */
export class RevokedTokens {
  readonly #list: RevocationList;
  readonly #sessions = new Map<string, number>();
  readonly #users = new Map<string, { readonly generation: number; readonly at: number }>();
  #loadedAt = Number.NEGATIVE_INFINITY;
  #cleanedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;

  constructor(list: RevocationList) {
    this.#list = list;
  }

  /**
   * @param now ms since 1970
   * @throws MibError unauthenticated if the token is revoked
   * @throws what the list throws, if it could not be read for a minute
   */
  async assertValid(claims: UserClaims, now: number): Promise<void> {
    if (now - this.#loadedAt > RELOAD_AFTER_MS) await this.#refreshed(now);
    if (this.#has(claims)) throw new MibError('unauthenticated');
  }

  async #refreshed(now: number): Promise<void> {
    this.#loading ??= this.#load(now).finally(() => {
      this.#loading = undefined;
    });
    try {
      await this.#loading;
    } catch (error) {
      if (now - this.#loadedAt > TOO_OLD_MS) throw error;
    }
  }

  async #load(now: number): Promise<void> {
    const since = Math.max(now - REVOKED_FOR_MS, this.#loadedAt - OVERLAP_MS);
    for (const { revocation, at } of await this.#list.since(since)) this.#add(revocation, at);
    this.#loadedAt = now;
    if (now - this.#cleanedAt > OVERLAP_MS) this.#forget(now);
  }

  #add(revocation: Revocation, at: number): void {
    if ('sessionId' in revocation) {
      this.#sessions.set(revocation.sessionId, at);
      return;
    }
    const { userId, generation } = revocation;
    if ((this.#users.get(userId)?.generation ?? 0) < generation) this.#users.set(userId, { generation, at });
  }

  #has({ userId, sessionId, generation }: UserClaims): boolean {
    if (sessionId !== undefined && this.#sessions.has(sessionId)) return true;
    return (this.#users.get(userId)?.generation ?? 0) > generation;
  }

  /** Forgets what no token can be from any more. */
  #forget(now: number): void {
    this.#cleanedAt = now;
    for (const [id, at] of this.#sessions) if (at < now - REVOKED_FOR_MS) this.#sessions.delete(id);
    for (const [id, { at }] of this.#users) if (at < now - REVOKED_FOR_MS) this.#users.delete(id);
  }
}
