import { formatKey, hashOfSecret, newKeySecret } from '../auth/api-keys.ts';
import type { ApiKey, KeyScope } from '../domain/api-key.ts';
import { type FieldProblem, invalidInput, MibError } from '../domain/errors.ts';
import { TxId } from '../domain/transfer.ts';
import type { ApiKeys } from '../store/api-keys.ts';
import type { Directory } from '../store/directory.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { KeyChanges } from '../store/key-changes.ts';
import { idempotently } from './idempotently.ts';
import { sideBySide } from './side-by-side.ts';

/** Wallets that are looked up at the same time. */
const WIDTH = 10;
const NOT_OWN = 'must be a wallet of yours';

interface Stores {
  readonly keys: Pick<ApiKeys, 'of' | 'replaceSecret'>;
  readonly changes: Pick<KeyChanges, 'add'>;
  readonly directory: Pick<Directory, 'get'>;
  readonly idempotencyKeys: IdempotencyKeys;
}

/** A key to make. */
export interface NewKey extends KeyScope {
  readonly owner: string;
  readonly name: string;
  /** ms since 1970 */
  readonly expiresAt: number | undefined;
  readonly idempotencyKey: string | undefined;
}

/**
 * Makes a key. Its secret is in the result alone. A request that is repeated under its Idempotency-Key
 * gets the same key with another secret, as long as the key was never used: then the response before
 * was lost, and its secret ends.
 * @param fresh `now`: ms since 1970; `id`: a ULID of `now`
 * @throws MibError invalid_input; too_many_keys; key_not_found if the request is repeated and the key
 *   was revoked since; key_in_use if it was used; idempotency_key_reused
 */
export async function makeKey(
  stores: Stores,
  wanted: NewKey,
  { now, id: freshId }: { now: number; id: string },
): Promise<{ key: ApiKey; token: string }> {
  const { owner, idempotencyKey } = wanted;
  const repeatable = { userId: owner, key: idempotencyKey, route: 'make_key', fields: askedFor(wanted) };
  const standing = await stores.keys.of(owner);
  // A repeated request was right when it came first.
  if (idempotencyKey === undefined || !(await stores.idempotencyKeys.find(owner, idempotencyKey, now)))
    await assertRight(stores.directory, wanted, now);
  const id = await idempotently(stores.idempotencyKeys, repeatable, freshId, now);
  const secret = newKeySecret();
  const secretHash = hashOfSecret(secret);
  const token = formatKey({ userId: owner, keyId: id, secret });
  if (standing.revoked.has(id)) throw new MibError('key_not_found');
  const known = standing.keys.find((one) => one.key.id === id);
  const stored = known ?? (await stores.changes.add(owner, { key: keyOf(wanted, id, now), secretHash }, now));
  if (!stored) throw await notAdded(stores.keys, owner, id);
  const isOurs = stored.secretHash === secretHash;
  if (!isOurs && !(await stores.keys.replaceSecret(owner, id, secretHash))) throw new MibError('key_in_use');
  return { key: stored.key, token };
}

function keyOf({ name, read, pay, expiresAt }: NewKey, id: string, now: number): ApiKey {
  const ends = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
  return { id, name, read, pay, createdAt: new Date(now).toISOString(), ...ends };
}

/** Why a key was not added: it was revoked since it was looked for, or there are as many as allowed. */
async function notAdded(keys: Pick<ApiKeys, 'of'>, owner: string, id: string): Promise<MibError> {
  const { revoked, isBlocked } = await keys.of(owner);
  if (isBlocked) return new MibError('unauthenticated');
  return new MibError(revoked.has(id) ? 'key_not_found' : 'too_many_keys');
}

/** What a request asks for. A repeated key is compared by it. */
function askedFor({ name, read, pay, expiresAt }: NewKey): Record<string, string | undefined> {
  return {
    name,
    read: read === 'all' ? read : [...read].sort().join(' '),
    pay: pay
      .map(({ walletId, maxPerDay }) => `${walletId}:${maxPerDay}`)
      .sort()
      .join(' '),
    expires_at: expiresAt?.toString(),
    // So that a list of wallets is never the text of all.
    of: read === 'all' ? 'all' : 'listed',
  };
}

/** @throws MibError invalid_input if it has ended, or names a wallet that is not the user's */
async function assertRight(directory: Pick<Directory, 'get'>, wanted: NewKey, now: number): Promise<void> {
  const problems: FieldProblem[] = [];
  if (wanted.expiresAt !== undefined && wanted.expiresAt <= now)
    problems.push({ field: 'expires_at', message: 'must be in the future' });
  const read = wanted.read === 'all' ? [] : wanted.read;
  const named = [
    ...read.map((walletId, n) => ({ field: `read[${n}]`, walletId })),
    ...wanted.pay.map(({ walletId }, n) => ({ field: `pay[${n}].wallet_id`, walletId })),
  ];
  const owners = new Map<string, string | undefined>();
  await sideBySide(WIDTH, [...new Set(named.map(({ walletId }) => walletId))], async (walletId) => {
    owners.set(walletId, (await directory.get(walletId))?.owner);
  });
  for (const { field, walletId } of named)
    if (owners.get(walletId) !== wanted.owner) problems.push({ field, message: NOT_OWN });
  if (problems.length > 0) throw invalidInput(problems);
}

/** The keys of a user, in the order in which they were made. */
export async function ownKeys(keys: Pick<ApiKeys, 'of'>, owner: string): Promise<readonly ApiKey[]> {
  return (await keys.of(owner)).keys.map(({ key }) => key);
}

/**
 * Revokes a key: every request with it that comes later is refused.
 * @param now ms since 1970
 * @throws MibError key_not_found for a missing one, a foreign one, and a malformed id
 */
export async function revokeKey(
  { keys, changes }: { readonly keys: Pick<ApiKeys, 'of'>; readonly changes: Pick<KeyChanges, 'revoke'> },
  { owner, id }: { owner: string; id: string },
  now: number,
): Promise<void> {
  const isId = TxId.safeParse(id).success;
  const key = isId ? (await ownKeys(keys, owner)).find((one) => one.id === id) : undefined;
  if (!key) throw new MibError('key_not_found');
  await changes.revoke(owner, key, { by: 'owner', now });
}
