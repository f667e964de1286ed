import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepShardCount, keptSecrets, publicKeysFile, readPublicKeys } from '../../lib/local/data-folder.ts';

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

  it('keeps the password that is its own, whichever is given for one start', async () => {
    const own = await keptSecrets(folder, undefined);
    expect((await keptSecrets(folder, { treasuryPassword: 'given for once' })).treasuryPassword).toBe('given for once');
    expect((await keptSecrets(folder, undefined)).treasuryPassword).toBe(own.treasuryPassword);
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
});
