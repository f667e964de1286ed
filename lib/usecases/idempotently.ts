import { createHash } from 'node:crypto';
import { MibError } from '../domain/errors.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';

/**
 * A request that may be repeated: the user, the key if there is one, and what the request asks for.
 */
export interface Repeatable {
  readonly userId: string;
  readonly key: string | undefined;
  readonly route: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/**
 * The id of what the request creates: `freshId`, or the id that the first request with the same key
 * was given. It must be safe to create under that id again. Then a repetition completes a request
 * that died half way.
 * @throws MibError idempotency_key_reused if the first request with the key was another
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

/**
 * What an earlier request with the same key was given. It claims nothing.
 * @param now ms since 1970
 * @returns its id; `another` if that request was another; undefined if there was none
 */
export async function earlierOf(
  keys: Pick<IdempotencyKeys, 'find'>,
  request: Repeatable,
  now: number,
): Promise<{ readonly id: string } | 'another' | undefined> {
  const standing = request.key === undefined ? undefined : await keys.find(request.userId, request.key, now);
  if (!standing) return undefined;
  return standing.fingerprint === fingerprintOf(request) ? { id: standing.result } : 'another';
}

/** Stored for 24 hours: another version of the code must make the same of the same request. */
function fingerprintOf({ route, fields }: Repeatable): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const sorted = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([route, sorted]))
    .digest('base64url');
}
