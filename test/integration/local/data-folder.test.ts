import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateSigningKeys } from '../../../lib/auth/keys.ts';
import {
  publicKeysFile,
  readPublicKeys,
  storedSecrets,
  storedShards,
  storedShardsAlone,
} from '../../../lib/local/cells/data-folder.ts';
import { startOptions } from '../../../lib/local/options.ts';
import { problemsOf } from '../../support/environment/problems-of.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the data folder', () => {
  it('stores the keys and the password of the first start', async () => {
    const first = await storedSecrets(folder, undefined);
    expect(await storedSecrets(folder, undefined)).toEqual(first);
  });

  it.each(['treasuryPassword', 'webhookSecret'] as const)(
    'stores its own %s, also when a start is given another one',
    async (secret) => {
      const own = await storedSecrets(folder);
      expect((await storedSecrets(folder, { [secret]: 'given for once' }))[secret]).toBe('given for once');
      expect(await storedSecrets(folder)).toEqual(own);
    },
  );

  it('generates a secret for the webhook in the form that the configuration accepts', async () => {
    const { webhookSecret } = await storedSecrets(folder);
    expect(problemsOf(() => startOptions({}, { WEBHOOK_SECRET: webhookSecret }))).toEqual([]);
  });

  it.each([
    'user-signing-keys.json',
    'service-signing-keys.json',
    'receipt-signing-keys.json',
    'treasury-password',
    'address-key',
  ])('lets only its owner read %s', async (file) => {
    await storedSecrets(folder, undefined);
    expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
  });

  it('has a file with the public keys for shards, and no private key in it', async () => {
    const { publicKeys } = await storedSecrets(folder, undefined);
    const file = publicKeysFile(folder);
    expect(await readPublicKeys(file)).toEqual(publicKeys);
    expect(await readFile(file, 'utf8')).not.toMatch(/"d":/);
  });

  it.each([
    ['is missing', async () => {}],
    ['holds no public keys', (file: string) => writeFile(file, '{"keys": []}')],
    ['holds no public keys', (file: string) => writeFile(file, 'not JSON')],
  ])('reports that a file of keys %s', async (what, make) => {
    const file = publicKeysFile(folder);
    await make(file);
    await expect(readPublicKeys(file)).rejects.toThrow(`${file} ${what}`);
  });

  it('has different keys for users, for services and for receipts', async () => {
    const { userKeys, serviceKeys, receiptKeys } = await storedSecrets(folder);
    const kids = [...userKeys.keys, ...serviceKeys.keys, ...receiptKeys.keys].map(({ kid }) => kid);
    expect(new Set(kids).size).toBe(3);
  });

  it('of the version before gets keys of receipts, and keeps the others', async () => {
    const before = await storedSecrets(folder);
    await rm(path.join(folder, 'receipt-signing-keys.json'));
    const now = await storedSecrets(folder);
    expect(now).toEqual({ ...before, receiptKeys: expect.anything() });
    expect(now.receiptKeys).not.toEqual(before.receiptKeys);
  });

  describe('of an older version, with one key set,', () => {
    const NOW = Date.UTC(2026, 0, 1);
    const HOUR = 3_600_000;
    const kids = ({ keys }: { keys: readonly { kid: string }[] }) => keys.map(({ kid }) => kid);
    let former: string;
    beforeEach(async () => {
      const keys = await generateSigningKeys();
      former = keys.keys[0]?.kid ?? '';
      await writeFile(path.join(folder, 'signing-keys.json'), JSON.stringify(keys), { mode: 0o600 });
    });

    it('signs for shards with the same key, which shards elsewhere know', async () => {
      const { serviceKeys, publicKeys } = await storedSecrets(folder, {}, NOW);
      expect([kids(serviceKeys), kids(publicKeys)]).toEqual([[former], [former]]);
      expect(kids((await storedSecrets(folder, {}, NOW + 2 * HOUR)).serviceKeys)).toEqual([former]);
    });

    it('signs users’ tokens with a new key, and accepts tokens of the old key until they expire', async () => {
      const { userKeys } = await storedSecrets(folder, {}, NOW);
      const [key, ...others] = kids(userKeys);
      expect(key).not.toBe(former);
      expect(others).toEqual([former]);
      expect(kids((await storedSecrets(folder, {}, NOW + HOUR)).userKeys)).toEqual([key, former]);
      expect(kids((await storedSecrets(folder, {}, NOW + 2 * HOUR)).userKeys)).toEqual([key]);
    });

    it('lets only its owner read both files, and removes the old one', async () => {
      await storedSecrets(folder, {}, NOW);
      for (const file of ['user-signing-keys.json', 'service-signing-keys.json']) {
        expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
      }
      await expect(stat(path.join(folder, 'signing-keys.json'))).rejects.toThrow('ENOENT');
    });

    it('completes an interrupted start', async () => {
      const { userKeys } = await storedSecrets(folder, {}, NOW);
      await rename(path.join(folder, 'service-signing-keys.json'), path.join(folder, 'signing-keys.json'));
      const again = await storedSecrets(folder, {}, NOW);
      expect([kids(again.userKeys), kids(again.serviceKeys)]).toEqual([kids(userKeys), [former]]);
    });
  });

  describe('with a number of shards', () => {
    it('keeps the one of the first start, and the largest', async () => {
      expect(await storedShards(folder, 2)).toEqual({ count: 2, home: 2 });
      expect(await storedShards(folder, 3)).toEqual({ count: 3, home: 2 });
      expect(await storedShards(folder, 2)).toEqual({ count: 3, home: 2 });
      expect(JSON.parse(await readFile(path.join(folder, 'shards.json'), 'utf8'))).toEqual({ count: 3, home: 2 });
    });

    it('of an older version had it from the first start on', async () => {
      await writeFile(path.join(folder, 'shards.json'), '{"count":2}');
      expect(await storedShards(folder, 4)).toEqual({ count: 4, home: 2 });
    });

    it('refuses fewer for a shard that is started alone, which cannot see where its wallets are', async () => {
      await storedShardsAlone(folder, 2);
      expect(await storedShardsAlone(folder, 3)).toEqual({ count: 3, home: 2 });
      await expect(storedShardsAlone(folder, 2)).rejects.toThrow('start it with --count 3');
    });
  });
});

it('generates new keys and a new password at each start without a data folder', async () => {
  const [one, other] = await Promise.all([storedSecrets(undefined, undefined), storedSecrets(undefined, undefined)]);
  expect(one.userKeys).not.toEqual(other.userKeys);
  expect(one.serviceKeys).not.toEqual(other.serviceKeys);
  expect(one.treasuryPassword).not.toBe(other.treasuryPassword);
  expect(one.webhookSecret).not.toBe(other.webhookSecret);
});
