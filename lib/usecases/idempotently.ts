import { createHash } from 'node:crypto';
import { MibError } from '../domain/errors.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';

/** One request that may be repeated: who sends it, under which key (if any), and what it is. */
export interface Repeatable {
  readonly userId: string;
  readonly key: string | undefined;
  readonly route: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The id of what the request makes: `freshId`, or the one that the first request with the same key was given. Making under that id
 * must be safe to repeat; then a request that died half way is completed by its repetition.
 * @throws IdempotencyKeyReused if the key came first with another request
 */
export async function idempotently(
  keys: IdempotencyKeys,
  request: Repeatable,
  freshId: string,
  now: number,
): Promise<string> {
  if (request.key === undefined) return freshId;
  const claim = { fingerprint: fingerprintOf(request), result: freshId };
  const standing = await keys.claim(request.userId, request.key, claim, now);
  if (standing.fingerprint !== claim.fingerprint) throw new MibError('idempotency_key_reused');
  return standing.result;
}

function fingerprintOf({ route, fields }: Repeatable): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([route, sorted]))
    .digest('base64url');
}
