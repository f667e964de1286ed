import { PrivateKeySet, PublicKeySet } from '../../lib/auth/keys.ts';
import { ConfigurationError } from '../../lib/config/configuration-error.ts';
import { KeptKeys, publicKeysParameter, signingKeysParameter } from '../../lib/operator/kept-keys.ts';
import { EVERYWHERE_AFTER_MS, FORGOTTEN_AFTER_MS } from '../../lib/operator/key-rotation.ts';
import { createKeys, listKeys, retireKeys, rotateKeys } from '../../lib/operator/keys.ts';
import { MemoryParameters } from './memory-parameters.ts';

const HOME = 'eu-central-1';
const REGIONS = [HOME, 'us-west-2'];
const SIGNING = signingKeysParameter('test');

/** A stage with two shards, the second in another region, whose clock the test moves. */
async function stage() {
  const parameters = new MemoryParameters();
  const kept = new KeptKeys(parameters, { stage: 'test', region: HOME });
  const clock = { now: Date.UTC(2026, 0, 1) };
  const now = () => clock.now;
  await createKeys(kept, REGIONS, now);
  const signing = async () => PrivateKeySet.parse(JSON.parse(await parameters.in(HOME).get(SIGNING)));
  return {
    parameters,
    kept,
    clock,
    now,
    signing: async () => (await signing()).keys.map(({ kid }) => kid),
    atShard: async (n: number) => {
      const value = await parameters.in(REGIONS[n] ?? '').get(publicKeysParameter('test', n));
      return PublicKeySet.parse(JSON.parse(value)).keys.map(({ kid }) => kid);
    },
    secrets: async () => (await signing()).keys.map(({ d }) => d),
    roles: async () => (await listKeys(kept)).map(({ kid, role }) => [kid, role]),
    rotate: (atOnce = false) => rotateKeys(kept, { now, atOnce }),
    retire: (atOnce = false) => retireKeys(kept, { now, atOnce }),
  };
}

const refuses = (promise: Promise<unknown>, reason: RegExp) =>
  expect(promise).rejects.toThrow(
    expect.objectContaining({ name: ConfigurationError.name, message: expect.stringMatching(reason) }),
  );

describe('creating keys', () => {
  it('makes one that signs, known to every shard in its region', async () => {
    const { signing, atShard } = await stage();
    const [kid] = await signing();
    expect([await signing(), await atShard(0), await atShard(1)]).toEqual([[kid], [kid], [kid]]);
  });

  it('again writes nothing', async () => {
    const { parameters, kept, now } = await stage();
    const before = parameters.written.length;
    expect(await createKeys(kept, REGIONS, now)).toBe(false);
    expect(parameters.written.length).toBe(before);
  });

  it('keeps no key if a shard cannot be given it', async () => {
    const parameters = new MemoryParameters();
    parameters.broken = publicKeysParameter('test', 1);
    const kept = new KeptKeys(parameters, { stage: 'test', region: HOME });
    await expect(createKeys(kept, REGIONS, Date.now)).rejects.toThrow('cannot be written');
    expect(await kept.find()).toBeUndefined();
  });

  it('refuses another number of shards, or other regions', async () => {
    const { kept, now } = await stage();
    await refuses(createKeys(kept, [HOME], now), /for 2 shards/);
    await refuses(createKeys(kept, [HOME, HOME], now), /in eu-central-1, us-west-2; not/);
  });

  it('takes over keys that say nothing of their shards', async () => {
    const { parameters, kept, now, signing } = await stage();
    const [kid] = await signing();
    const bare = PrivateKeySet.parse(JSON.parse(await parameters.in(HOME).get(SIGNING)));
    await parameters.write({ name: SIGNING, region: HOME }, JSON.stringify(bare), 'secret');
    await refuses(rotateKeys(kept, { now }), /do not say for which shards/);
    expect(await createKeys(kept, REGIONS, now)).toBe(false);
    await rotateKeys(kept, { now });
    expect((await signing())[0]).toBe(kid);
  });
});

describe('a rotation', () => {
  it('adds a key that verifies, lets it sign, and takes the old one away, each when it is safe', async () => {
    const { clock, rotate, retire, roles, signing, atShard } = await stage();
    const [old] = await signing();
    const { kid } = await rotate();
    expect(await roles()).toEqual([
      [old, 'signs'],
      [kid, 'next'],
    ]);
    expect([await atShard(0), await atShard(1)]).toEqual([
      [old, kid],
      [old, kid],
    ]);

    clock.now += EVERYWHERE_AFTER_MS - 1;
    await refuses(
      rotate(),
      /not every function knows key .* wait until 2026-01-01T00:06:00.000Z \(1 s\), or say --at-once/,
    );
    clock.now += 1;
    expect(await rotate()).toEqual({ kid, role: 'signs' });
    expect(await roles()).toEqual([
      [kid, 'signs'],
      [old, 'old'],
    ]);

    clock.now += FORGOTTEN_AFTER_MS - 1;
    await refuses(retire(), /may be in use/);
    clock.now += 1;
    expect(await retire()).toEqual([old]);
    expect([await signing(), await atShard(0), await atShard(1)]).toEqual([[kid], [kid], [kid]]);
  });

  it('goes as fast as it is told to', async () => {
    const { rotate, retire, signing } = await stage();
    const [old] = await signing();
    const { kid } = await rotate();
    await rotate(true);
    expect(await retire(true)).toEqual([old]);
    expect(await signing()).toEqual([kid]);
  });

  it('gives the shards a key before the orchestrator has it', async () => {
    const { parameters, rotate } = await stage();
    const before = parameters.written.length;
    await rotate();
    expect(parameters.written.slice(before).map(({ name, region }) => `${region} ${name}`)).toEqual([
      'eu-central-1 /mib-shard-0/test/public-keys',
      'us-west-2 /mib-shard-1/test/public-keys',
      'eu-central-1 /mib/test/signing-keys',
    ]);
  });

  it('that a shard could not be told of has not begun, and begins anew', async () => {
    const { parameters, rotate, signing, atShard } = await stage();
    const [old] = await signing();
    parameters.broken = publicKeysParameter('test', 1);
    await expect(rotate()).rejects.toThrow('cannot be written');
    expect(await signing()).toEqual([old]);
    parameters.broken = undefined;
    const { kid } = await rotate();
    expect([await signing(), await atShard(0), await atShard(1)]).toEqual([
      [old, kid],
      [old, kid],
      [old, kid],
    ]);
  });

  it('does not go on while a shard lacks the key, and waits for that one from when it has it', async () => {
    const { parameters, kept, clock, now, rotate, signing } = await stage();
    const before = await parameters.in('us-west-2').get(publicKeysParameter('test', 1));
    const { kid } = await rotate();
    const place = { name: publicKeysParameter('test', 1), region: 'us-west-2' };
    await parameters.write(place, before, 'public');
    clock.now += EVERYWHERE_AFTER_MS;
    await refuses(rotate(), new RegExp(`shard 1 does not have key ${kid}`));
    await createKeys(kept, REGIONS, now);
    await refuses(rotate(), /not every function knows/);
    clock.now += EVERYWHERE_AFTER_MS;
    await rotate();
    expect((await signing())[0]).toBe(kid);
  });

  it('does not begin before the last one is over', async () => {
    const { clock, rotate } = await stage();
    await rotate();
    clock.now += EVERYWHERE_AFTER_MS;
    await rotate();
    await refuses(rotate(), /retire it first/);
  });

  it('that ended before a shard was told is ended by the same command again', async () => {
    const { parameters, rotate, retire, atShard } = await stage();
    const { kid } = await rotate();
    await rotate(true);
    parameters.broken = publicKeysParameter('test', 1);
    await expect(retire(true)).rejects.toThrow('cannot be written');
    parameters.broken = undefined;
    expect(await retire()).toEqual([]);
    expect(await atShard(1)).toEqual([kid]);
  });

  it('says so if somebody else writes in the same moment', async () => {
    const { parameters, rotate } = await stage();
    const { write } = parameters;
    parameters.write = async (place, value, kind) => {
      if (place.name === SIGNING) await write.call(parameters, place, value, kind);
      return write.call(parameters, place, value, kind);
    };
    await refuses(rotate(), /somebody else/);
  });
});

describe('what signs', () => {
  it('is kept in one encrypted parameter, and never given to a shard or shown', async () => {
    const { parameters, kept, secrets, rotate } = await stage();
    await rotate();
    const listed = JSON.stringify(await listKeys(kept));
    for (const secret of await secrets()) {
      expect(listed).not.toContain(secret);
      const places = parameters.written.filter(({ value }) => value.includes(secret));
      expect([...new Set(places.map(({ name, kind }) => `${kind} ${name}`))]).toEqual([`secret ${SIGNING}`]);
    }
  });
});
