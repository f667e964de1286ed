import { looksLikeKey } from '../../auth/api-keys.ts';
import type { KeySource } from '../../auth/key-source.ts';
import type { PublicKeySet } from '../../auth/keys.ts';
import { RevokedTokens } from '../../auth/revoked-tokens.ts';
import { keyIdOf, verifyUserToken } from '../../auth/tokens.ts';
import type { Caller } from '../../domain/api-key.ts';
import { MibError } from '../../domain/errors.ts';
import type { UserClaims } from '../../domain/user-claims.ts';
import type { ApiKeys } from '../../store/api-keys.ts';
import { Revocations } from '../../store/revocations.ts';
import { verifyKey } from '../../usecases/verify-key.ts';
import { bearer } from './bearer.ts';

const NO_KEY = 'A key reads and pays from the wallets that it names. This request takes the token of a session.';

/** A route without a token. */
export async function anybody(): Promise<undefined> {
  return undefined;
}

/**
 * A route for users and for keys of programs. `readerOf` and `payerOf` tell what the caller may do. A
 * key costs a read, and the token of a session none.
 */
export function callerOf(keys: KeySource<PublicKeySet>, revoked: RevokedTokens, apiKeys: ApiKeys) {
  const session = sessionOf(keys, revoked);
  return async (authorization: string | undefined, now: number): Promise<Caller> => {
    const token = bearer(authorization);
    if (looksLikeKey(token)) return verifyKey(apiKeys, token, now);
    const { userId, sessionId } = await session(authorization, now);
    return { userId, sessionId };
  };
}

/** A route for users, and for no key. The caller is the user's id. */
export function userOf(keys: KeySource<PublicKeySet>, revoked: RevokedTokens) {
  const session = sessionOf(keys, revoked);
  return async (authorization: string | undefined, now: number): Promise<string> =>
    (await session(authorization, now)).userId;
}

/** A route about the session of the token. The caller is who the token says. */
export function sessionOf(keys: KeySource<PublicKeySet>, revoked: RevokedTokens) {
  const session = limitedSessionOf(keys, revoked);
  return async (authorization: string | undefined, now: number): Promise<UserClaims> => {
    const claims = await session(authorization, now);
    if (claims.limitedTo) throw new MibError('add_second_factor');
    return claims;
  };
}

/** The same for a route that a session may call which may only add a second factor. */
export function limitedSessionOf(keys: KeySource<PublicKeySet>, revoked: RevokedTokens) {
  return async (authorization: string | undefined, now: number): Promise<UserClaims> => {
    const token = bearer(authorization);
    // Not looked at further: no scope allows it.
    if (looksLikeKey(token)) throw new MibError('key_scope', { detail: NO_KEY });
    const claims = await verifyUserToken(await keys.knowing(keyIdOf(token), now), token, now);
    // Only a valid token causes a read.
    await revoked.assertValid(claims, now);
    return claims;
  };
}

/** The revoked tokens in a table. */
export function revokedTokens(documents: ConstructorParameters<typeof Revocations>[0], table: string): RevokedTokens {
  return new RevokedTokens(new Revocations(documents, table));
}
