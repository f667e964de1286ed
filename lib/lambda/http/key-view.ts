import type { Key } from '../../api/api-keys.ts';
import { type ApiKey, isExpired } from '../../domain/api-key.ts';

/** A key for its user. @param now ms since 1970 */
export function keyView(key: ApiKey, now: number): Key {
  const { id, name, read, pay, createdAt, expiresAt, lastUsedAt } = key;
  return {
    key_id: id,
    name,
    read: read === 'all' ? read : [...read],
    pay: pay.map(({ walletId, maxPerDay }) => ({ wallet_id: walletId, max_per_day: maxPerDay.toString() })),
    status: isExpired(key, now) ? 'expired' : 'active',
    created_at: createdAt,
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(lastUsedAt !== undefined && { last_used_at: lastUsedAt }),
  };
}
