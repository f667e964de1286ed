import { isSecretOf, parseKey } from '../auth/api-keys.ts';
import { type Caller, isExpired } from '../domain/api-key.ts';
import { MibError } from '../domain/errors.ts';
import { addLogFields } from '../observability/log-fields.ts';
import { asError, logger } from '../observability/logger.ts';
import type { ApiKeys } from '../store/api-keys.ts';

/** The last use of a key is written at most once in this time, in ms. */
export const LAST_USED_MS = 3_600_000;

/**
 * Who sends a key, by one strongly consistent read: what was revoked before the request is refused.
 * @param now ms since 1970
 * @throws MibError unauthenticated for every key that is not valid now
 */
export async function verifyKey(keys: Pick<ApiKeys, 'of' | 'used'>, token: string, now: number): Promise<Caller> {
  const parsed = parseKey(token);
  if (!parsed) throw new MibError('unauthenticated');
  const { userId, keyId, secret } = parsed;
  const { keys: stored, isBlocked } = await keys.of(userId);
  const found = stored.find(({ key }) => key.id === keyId);
  if (!found || isBlocked || !isSecretOf(secret, found.secretHash) || isExpired(found.key, now))
    throw new MibError('unauthenticated');
  addLogFields({ key_id: keyId });
  await remember(keys, { userId, keyId, lastUsedAt: found.key.lastUsedAt }, now);
  return { userId, key: found.key };
}

/** A failure does not fail the request. The next one writes it. */
async function remember(
  keys: Pick<ApiKeys, 'used'>,
  { userId, keyId, lastUsedAt }: { userId: string; keyId: string; lastUsedAt: string | undefined },
  now: number,
): Promise<void> {
  const before = now - LAST_USED_MS;
  if (lastUsedAt !== undefined && Date.parse(lastUsedAt) >= before) return;
  try {
    await keys.used(userId, keyId, { at: new Date(now).toISOString(), before: new Date(before).toISOString() });
  } catch (error) {
    logger.warn('the use of a key is not written', { error: asError(error) });
  }
}
