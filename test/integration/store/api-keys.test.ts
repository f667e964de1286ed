import { formatKey, hashOfSecret, newKeySecret } from '../../../lib/auth/api-keys.ts';
import type { ApiKey } from '../../../lib/domain/api-key.ts';
import { ApiKeys } from '../../../lib/store/api-keys.ts';
import { KeyChanges } from '../../../lib/store/key-changes.ts';
import { LAST_USED_MS, verifyKey } from '../../../lib/usecases/verify-key.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;
const REFUSED = { code: 'unauthenticated' };

let tables: FreshTables;
let keys: ApiKeys;
let changes: KeyChanges;
beforeAll(async () => {
  tables = await memoryTables();
  keys = new ApiKeys(tables.documents, tables.apiKeys);
  changes = new KeyChanges(tables.documents, tables.apiKeys, tables.walletEvents);
});
afterAll(() => tables.close());

let owners = 0;
async function made(more: Partial<ApiKey> = {}): Promise<{ owner: string; id: string; token: string }> {
  const owner = `owner-${owners++}`;
  const id = '01KABZ6D2E8V4X5R6M7N8P9QST';
  const secret = newKeySecret();
  const key: ApiKey = { id, name: 'Shop', read: 'all', pay: [], createdAt: new Date(NOW).toISOString(), ...more };
  await changes.add(owner, { key, secretHash: hashOfSecret(secret) }, NOW);
  return { owner, id, token: formatKey({ userId: owner, keyId: id, secret }) };
}

/** The writes of the last use that a request with the key makes. */
async function writesOf(token: string, now: number): Promise<number> {
  let writes = 0;
  const counting = {
    of: (owner: string) => keys.of(owner),
    used: (...of: Parameters<ApiKeys['used']>) => {
      writes++;
      return keys.used(...of);
    },
  };
  await verifyKey(counting, token, now);
  return writes;
}

describe('a key', () => {
  it('is refused from the millisecond on in which it expires', async () => {
    const { token } = await made({ expiresAt: new Date(NOW + DAY_MS).toISOString() });
    await verifyKey(keys, token, NOW + DAY_MS - 1);
    await expect(verifyKey(keys, token, NOW + DAY_MS)).rejects.toMatchObject(REFUSED);
  });

  it('is refused from the read on that follows its revocation, also if it is revoked twice', async () => {
    const { owner, id, token } = await made();
    await verifyKey(keys, token, NOW);
    await changes.revoke(owner, { id }, { by: 'owner', now: NOW });
    await changes.revoke(owner, { id }, { by: 'owner', now: NOW });
    await expect(verifyKey(keys, token, NOW)).rejects.toMatchObject(REFUSED);
    expect((await keys.of(owner)).keys).toEqual([]);
  });

  it('is refused while its user is blocked, and no other is made meanwhile', async () => {
    const { owner, token } = await made();
    await keys.block(owner, new Date(NOW).toISOString());
    await expect(verifyKey(keys, token, NOW)).rejects.toMatchObject(REFUSED);
    const other = { ...(await keys.of(owner)).keys[0]?.key, id: '01KABZ6D2E8V4X5R6M7N8P9QSV' };
    const key = { name: 'Shop', read: [], pay: [], createdAt: '', ...other };
    expect(await changes.add(owner, { key, secretHash: '' }, NOW)).toBeUndefined();
    await keys.unblock(owner);
    await verifyKey(keys, token, NOW);
  });

  it('remembers its last use by at most one write an hour', async () => {
    const { owner, token } = await made();
    const uses: [number, number][] = [
      [NOW, 1],
      [NOW + 1, 0],
      [NOW + LAST_USED_MS, 0],
      [NOW + LAST_USED_MS + 1, 1],
      [NOW + LAST_USED_MS + 2, 0],
    ];
    for (const [now, writes] of uses) {
      expect({ now, writes: await writesOf(token, now) }).toEqual({ now, writes });
    }
    const [key] = (await keys.of(owner)).keys;
    expect(key?.key.lastUsedAt).toBe(new Date(NOW + LAST_USED_MS + 1).toISOString());
  });

  it('is accepted when its last use cannot be written', async () => {
    const { owner, token } = await made();
    const failing = {
      of: () => keys.of(owner),
      used: () => Promise.reject(new Error('throttled')),
    };
    expect(await verifyKey(failing, token, NOW)).toMatchObject({ userId: owner });
  });

  it('is stored as the SHA-256 of its secret alone', async () => {
    const { token } = await made();
    const secret = token.split('.').at(-1) ?? '';
    const stored = JSON.stringify(await tables.contents());
    expect(stored).not.toContain(secret);
    expect(stored).toContain(hashOfSecret(secret));
  });

  it('leaves nothing behind a day after it was revoked, when another is made', async () => {
    const { owner, id } = await made();
    await changes.revoke(owner, { id }, { by: 'owner', now: NOW });
    const next = { id: '01KABZ6D2E8V4X5R6M7N8P9QSV', name: 'Shop', read: [], pay: [], createdAt: '' };
    await changes.add(owner, { key: next, secretHash: '' }, NOW + 2 * DAY_MS);
    expect((await keys.of(owner)).revoked.size).toBe(0);
  });
});
