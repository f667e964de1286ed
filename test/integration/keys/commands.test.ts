import { PrivateKeySet, PublicKeySet } from '../../../lib/auth/keys.ts';
import { createKeys, listKeys, retireKeys, revokeKey, rotateKeys } from '../../../lib/cli/operator/keys/actions.ts';
import { KEY_SETS, type KeySetName, signingPlace, verifiersOf } from '../../../lib/cli/operator/keys/parameters.ts';
import { forgottenAfterMs, verifiesAfterMs } from '../../../lib/cli/operator/keys/rotation.ts';
import { StoredKeys } from '../../../lib/cli/operator/keys/store.ts';
import { ConfigurationError } from '../../../lib/config/configuration-error.ts';
import { MemoryParameters } from './memory-parameters.ts';

const HOME = 'eu-central-1';
const REGIONS = [HOME, 'us-west-2'];
const STAGE = { stage: 'test', region: HOME };

/**
 * One set of keys of a stage with two shards, the second in another region. The test moves its
 * clock.
 */
async function stage(name: KeySetName) {
  const parameters = new MemoryParameters();
  const stored = new StoredKeys(parameters, STAGE, name);
  const clock = { now: Date.UTC(2026, 0, 1) };
  const now = () => clock.now;
  await createKeys(stored, REGIONS, now);
  const place = signingPlace(name, STAGE);
  const verifiers = verifiersOf(name, STAGE, REGIONS);
  const last = verifiers.at(-1);
  if (!last) throw new Error('there is no verifier');
  const read = ({ place }: (typeof verifiers)[number]) => parameters.in(place.region).get(place.name);
  const signing = async () => PrivateKeySet.parse(JSON.parse(await parameters.in(HOME).get(place.name)));
  return {
    parameters,
    stored,
    clock,
    now,
    place,
    verifiers,
    last,
    read,
    signing: async () => (await signing()).keys.map(({ kid }) => kid),
    verifying: () =>
      Promise.all(
        verifiers.map(async (one) => PublicKeySet.parse(JSON.parse(await read(one))).keys.map(({ kid }) => kid)),
      ),
    secrets: async () => (await signing()).keys.map(({ d }) => d),
    roles: async () => (await listKeys(stored)).map(({ kid, role }) => [kid, role]),
    rotate: (force = false) => rotateKeys(stored, { now, force }),
    retire: (force = false) => retireKeys(stored, { now, force }),
  };
}

const refuses = (promise: Promise<unknown>, reason: RegExp) =>
  expect(promise).rejects.toThrow(
    expect.objectContaining({ name: ConfigurationError.name, message: expect.stringMatching(reason) }),
  );

describe.each(KEY_SETS)('the keys of %s', (name) => {
  const all = <T>({ verifiers }: { verifiers: readonly unknown[] }, kids: T) => verifiers.map(() => kids);

  it('are created once, and published to every verifier', async () => {
    const one = await stage(name);
    const [kid] = await one.signing();
    expect([await one.signing(), await one.verifying()]).toEqual([[kid], all(one, [kid])]);
    const before = one.parameters.written.length;
    expect(await createKeys(one.stored, REGIONS, one.now)).toBe(false);
    expect(one.parameters.written.length).toBe(before);
  });

  it('are not stored if a verifier cannot be given them', async () => {
    const parameters = new MemoryParameters();
    parameters.broken = verifiersOf(name, STAGE, REGIONS).at(-1)?.place.name;
    const stored = new StoredKeys(parameters, STAGE, name);
    await expect(createKeys(stored, REGIONS, Date.now)).rejects.toThrow('cannot be written');
    expect(await stored.find()).toBeUndefined();
  });

  it('rotate in three safe steps: a new key verifies, it signs, the old key is retired', async () => {
    const one = await stage(name);
    const { clock, rotate, retire, roles, signing, verifying } = one;
    const [old] = await signing();
    const { kid } = await rotate();
    expect(await roles()).toEqual([
      [old, 'signs'],
      [kid, 'next'],
    ]);
    expect(await verifying()).toEqual(all(one, [old, kid]));

    clock.now += verifiesAfterMs(name) - 1;
    await refuses(
      rotate(),
      /verifiers may not have read key .* wait until 2026-01-01T00:(06|11):00.000Z \(1 s\), or use --force/,
    );
    clock.now += 1;
    expect(await rotate()).toEqual({ kid, role: 'signs' });
    expect(await roles()).toEqual([
      [kid, 'signs'],
      [old, 'old'],
    ]);

    clock.now += forgottenAfterMs(name) - 1;
    await refuses(retire(), /may still be in use/);
    clock.now += 1;
    expect(await retire()).toEqual([old]);
    const still = name === 'receipts' ? [kid, old] : [kid];
    expect([await signing(), await verifying()]).toEqual([[kid], all(one, still)]);
  });

  it('rotate without waiting when forced', async () => {
    const { rotate, retire, signing } = await stage(name);
    const [old] = await signing();
    const { kid } = await rotate();
    await rotate(true);
    expect(await retire(true)).toEqual([old]);
    expect(await signing()).toEqual([kid]);
  });

  it('are published to verifiers before they sign, and stop signing before verifiers lose them', async () => {
    const { parameters, rotate, retire, place, verifiers } = await stage(name);
    const writes = async (job: () => Promise<unknown>) => {
      const before = parameters.written.length;
      await job();
      return parameters.written.slice(before).map((one) => `${one.region} ${one.name}`);
    };
    const [signs, verify] = [
      `${place.region} ${place.name}`,
      verifiers.map((v) => `${v.place.region} ${v.place.name}`),
    ];
    expect(await writes(() => rotate())).toEqual([...verify, signs]);
    await rotate(true);
    expect(await writes(() => retire(true))).toEqual([signs, ...verify]);
  });

  it('do not begin to rotate if a verifier cannot be given the new key, and can be rotated again', async () => {
    const one = await stage(name);
    const [old] = await one.signing();
    one.parameters.broken = one.last.place.name;
    await expect(one.rotate()).rejects.toThrow('cannot be written');
    expect(await one.signing()).toEqual([old]);
    one.parameters.broken = undefined;
    const { kid } = await one.rotate();
    expect([await one.signing(), await one.verifying()]).toEqual([[old, kid], all(one, [old, kid])]);
  });

  it('wait for a verifier that lacks the next key, counted from when it has it', async () => {
    const { parameters, stored, clock, now, rotate, signing, last, read } = await stage(name);
    const before = await read(last);
    const { kid } = await rotate();
    await parameters.write(last.place, before, 'public');
    clock.now += verifiesAfterMs(name);
    await refuses(rotate(), new RegExp(`${last.title} does not have key ${kid}`));
    await createKeys(stored, REGIONS, now);
    await refuses(rotate(), /verifiers may not have read/);
    clock.now += verifiesAfterMs(name);
    await rotate();
    expect((await signing())[0]).toBe(kid);
  });

  it('do not begin to rotate before the last rotation has ended', async () => {
    const { clock, rotate } = await stage(name);
    await rotate();
    clock.now += verifiesAfterMs(name);
    await rotate();
    await refuses(rotate(), /retire it first/);
  });

  it('are retired by the same command again if it was interrupted', async () => {
    const one = await stage(name);
    const [old] = await one.signing();
    const { kid } = await one.rotate();
    await one.rotate(true);
    one.parameters.broken = one.last.place.name;
    await expect(one.retire(true)).rejects.toThrow('cannot be written');
    one.parameters.broken = undefined;
    expect(await one.retire()).toEqual([]);
    expect(await one.verifying()).toEqual(all(one, name === 'receipts' ? [kid, old] : [kid]));
  });

  it('report a concurrent write by another operator', async () => {
    const { parameters, rotate, place: signs } = await stage(name);
    const { write } = parameters;
    parameters.write = async (place, value, kind) => {
      if (place.name === signs.name) await write.call(parameters, place, value, kind);
      return write.call(parameters, place, value, kind);
    };
    await refuses(rotate(), /another operator changed/);
  });

  it('keep private halves in one encrypted parameter, never published to verifiers or listed', async () => {
    const { parameters, stored, secrets, rotate, place: signs } = await stage(name);
    await rotate();
    const listed = JSON.stringify(await listKeys(stored));
    for (const secret of await secrets()) {
      expect(listed).not.toContain(secret);
      const places = parameters.written.filter(({ value }) => value.includes(secret));
      expect([...new Set(places.map((one) => `${one.kind} ${one.name}`))]).toEqual([`secret ${signs.name}`]);
    }
  });
});

describe('the keys of services', () => {
  it('refuse another number of shards, or other regions', async () => {
    const { stored, now } = await stage('services');
    await refuses(createKeys(stored, [HOME], now), /for 2 shards/);
    await refuses(createKeys(stored, [HOME, HOME], now), /in eu-central-1, us-west-2; not/);
  });

  it('are usable after "keys create" if they did not name their shards', async () => {
    const { parameters, stored, now, signing, place } = await stage('services');
    const [kid] = await signing();
    const bare = PrivateKeySet.parse(JSON.parse(await parameters.in(HOME).get(place.name)));
    await parameters.write(place, JSON.stringify(bare), 'secret');
    await refuses(rotateKeys(stored, { now }), /do not name their shards/);
    expect(await createKeys(stored, REGIONS, now)).toBe(false);
    await rotateKeys(stored, { now });
    expect((await signing())[0]).toBe(kid);
  });
});

describe('the keys of receipts', () => {
  it('stay published for good once they are retired, without their private halves', async () => {
    const one = await stage('receipts');
    const [first] = await one.signing();
    const [secret = ''] = await one.secrets();
    for (let rotations = 0; rotations < 3; rotations++) {
      await one.rotate();
      await one.rotate(true);
      await one.retire(true);
    }
    expect((await one.verifying())[0]).toContain(first);
    expect((await one.verifying())[0]).toHaveLength(4);
    expect(await one.parameters.in(HOME).get(one.place.name)).not.toContain(secret);
    expect((await one.roles()).map(([, role]) => role)).toEqual(['signs', 'retired', 'retired', 'retired']);
  });

  it('have room for 30 retired ones in a parameter of 8 KB', async () => {
    const one = await stage('receipts');
    for (let rotations = 0; rotations < 30; rotations++) {
      await one.rotate();
      await one.rotate(true);
      await one.retire(true);
    }
    for (const { value } of one.parameters.written) expect(value.length).toBeLessThan(8_192);
  });

  it('that are revoked are published as revoked and verify nothing, whether they sign, will sign or are retired', async () => {
    const one = await stage('receipts');
    const [retired = ''] = await one.signing();
    const { kid: signs } = await one.rotate();
    await one.rotate(true);
    await one.retire(true);
    await revokeKey(one.stored, retired, one.now);
    expect(await one.roles()).toEqual([
      [signs, 'signs'],
      [retired, 'revoked'],
    ]);
    const { kid: next } = await one.rotate();
    await revokeKey(one.stored, signs, one.now);
    expect(await one.signing()).toEqual([next]);
    await revokeKey(one.stored, next, one.now);
    const [fresh] = await one.signing();
    expect([retired, signs, next]).not.toContain(fresh);
    expect(await one.verifying()).toEqual([[fresh]]);
    const published = PublicKeySet.parse(JSON.parse(await one.read(one.last)));
    expect(published.revoked?.map(({ kid }) => kid)).toEqual([next, signs, retired]);
    await refuses(revokeKey(one.stored, next, one.now), /there is no key/);
  });
});

it('no parameter belongs to two sets of keys', () => {
  const places = KEY_SETS.flatMap((name) => [
    signingPlace(name, STAGE),
    ...verifiersOf(name, STAGE, REGIONS).map(({ place }) => place),
  ]);
  expect(new Set(places.map(({ name }) => name)).size).toBe(places.length);
});
