import { KeySource } from '../../lib/auth/key-source.ts';
import { generateSigningKeys, PrivateKeySet, publicKeySet } from '../../lib/auth/keys.ts';

const MINUTE = 60_000;

/** Parameters with successive values; an Error is thrown. The last value stays. */
function parametersOf(...values: (string | Error)[]) {
  const names: string[] = [];
  return {
    names,
    async get(name: string): Promise<string> {
      names.push(name);
      const value = values.length > 1 ? values.shift() : values[0];
      if (value instanceof Error) throw value;
      return value ?? '';
    },
  };
}

describe('KeySource', () => {
  let first: PrivateKeySet;
  let second: PrivateKeySet;
  beforeAll(async () => {
    first = await generateSigningKeys();
    second = await generateSigningKeys();
  });

  it('reads its parameter once for many calls', async () => {
    const parameters = parametersOf(JSON.stringify(first));
    const source = new KeySource(parameters, '/keys', PrivateKeySet);
    expect(await Promise.all([source.get(0), source.get(1), source.get(4 * MINUTE)])).toEqual([first, first, first]);
    expect(parameters.names).toEqual(['/keys']);
  });

  it('reads its parameter again after five minutes', async () => {
    const source = new KeySource(parametersOf(JSON.stringify(first), JSON.stringify(second)), '/keys', PrivateKeySet);
    expect(await source.get(0)).toEqual(first);
    expect(await source.get(5 * MINUTE - 1)).toEqual(first);
    expect(await source.get(5 * MINUTE)).toEqual(second);
  });

  it.each<[string, string | Error]>([
    ['fails', new Error('throttled')],
    ['returns no JSON', 'x'],
    ['returns no keys', '{"keys":[]}'],
  ])('keeps the old keys if the next read %s, and reads again later', async (_what, broken) => {
    const parameters = parametersOf(JSON.stringify(first), broken, JSON.stringify(second));
    const source = new KeySource(parameters, '/keys', PrivateKeySet);
    await source.get(0);
    expect(await Promise.all([source.get(5 * MINUTE), source.get(6 * MINUTE)])).toEqual([first, first]);
    expect(await source.get(10 * MINUTE)).toEqual(second);
  });

  it('throws without keys, and reads again at the next call', async () => {
    const parameters = parametersOf(new Error('throttled'), JSON.stringify(first));
    const source = new KeySource(parameters, '/keys', PrivateKeySet);
    await expect(source.get(0)).rejects.toThrow('throttled');
    expect(await source.get(1)).toEqual(first);
  });

  it('refuses a set without private keys where they are needed', async () => {
    const source = new KeySource(parametersOf(JSON.stringify(publicKeySet(first))), '/keys', PrivateKeySet);
    await expect(source.get(0)).rejects.toThrow();
  });

  describe('for an unknown key id', () => {
    const kidOf = (set: PrivateKeySet) => set.keys[0]?.kid;

    it('reads again and returns the key', async () => {
      const source = new KeySource(parametersOf(JSON.stringify(first), JSON.stringify(second)), '/keys', PrivateKeySet);
      expect(await source.get(0)).toEqual(first);
      expect(await source.knowing(kidOf(second), MINUTE)).toEqual(second);
      expect(await source.get(MINUTE)).toEqual(second);
    });

    it('reads at most twice a minute, for any key ids', async () => {
      const parameters = parametersOf(JSON.stringify(first));
      const source = new KeySource(parameters, '/keys', PrivateKeySet);
      for (let now = 0; now < MINUTE; now += 1_000) {
        await Promise.all(['x', 'y', 'z'].map((kid) => source.knowing(kid + now, now)));
      }
      expect(parameters.names.length).toBe(2);
    });

    it('keeps its keys if the read fails', async () => {
      const parameters = parametersOf(JSON.stringify(first), new Error('throttled'));
      const source = new KeySource(parameters, '/keys', PrivateKeySet);
      await source.get(0);
      expect(await source.knowing('x', MINUTE)).toEqual(first);
    });

    it.each([
      ['for a key id that it has', kidOf],
      ['without a key id', () => undefined],
    ])('does not read again %s', async (_, asked) => {
      const parameters = parametersOf(JSON.stringify(first));
      const source = new KeySource(parameters, '/keys', PrivateKeySet);
      await source.get(0);
      expect(await source.knowing(asked(first), MINUTE)).toEqual(first);
      expect(parameters.names.length).toBe(1);
    });
  });
});
