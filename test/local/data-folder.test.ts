import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepShardCount, keptSecrets, publicKeysFile, readPublicKeys } from '../../lib/local/data-folder.ts';
import { startOptions } from '../../lib/local/options.ts';
import { problemsOf } from '../environment/problems-of.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the data folder', () => {
  it('keeps the keys and the password of the first start', async () => {
    const first = await keptSecrets(folder, undefined);
    expect(await keptSecrets(folder, undefined)).toEqual(first);
  });

  it.each(['treasuryPassword', 'webhookSecret'] as const)(
    'keeps the %s that is its own, whichever is given for one start',
    async (secret) => {
      const own = await keptSecrets(folder);
      expect((await keptSecrets(folder, { [secret]: 'given for once' }))[secret]).toBe('given for once');
      expect(await keptSecrets(folder)).toEqual(own);
    },
  );

  it('makes a secret for the webhook as the configuration would take it', async () => {
    const { webhookSecret } = await keptSecrets(folder);
    expect(problemsOf(() => startOptions({}, { WEBHOOK_SECRET: webhookSecret }))).toEqual([]);
  });

  it.each(['signing-keys.json', 'treasury-password'])('lets only its owner read %s', async (file) => {
    await keptSecrets(folder, undefined);
    expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
  });

  it('has a file of public keys for shards, without what signs', async () => {
    const { publicKeys } = await keptSecrets(folder, undefined);
    const file = publicKeysFile(folder);
    expect(await readPublicKeys(file)).toEqual(publicKeys);
    expect(await readFile(file, 'utf8')).not.toMatch(/"d":/);
  });

  it.each([
    ['is missing', async () => {}],
    ['holds no public keys', (file: string) => writeFile(file, '{"keys": []}')],
    ['holds no public keys', (file: string) => writeFile(file, 'not JSON')],
  ])('says that a file of keys %s', async (what, make) => {
    const file = publicKeysFile(folder);
    await make(file);
    await expect(readPublicKeys(file)).rejects.toThrow(`${file} ${what}`);
  });

  it('remembers the number of shards and refuses another', async () => {
    await keepShardCount(folder, 2);
    await keepShardCount(folder, 2);
    await expect(keepShardCount(folder, 3)).rejects.toThrow('holds the data of 2 shards, not 3');
  });
});

it('without a data folder the keys and the password are new each time', async () => {
  const [one, other] = await Promise.all([keptSecrets(undefined, undefined), keptSecrets(undefined, undefined)]);
  expect(one.signingKeys).not.toEqual(other.signingKeys);
  expect(one.treasuryPassword).not.toBe(other.treasuryPassword);
  expect(one.webhookSecret).not.toBe(other.webhookSecret);
});
