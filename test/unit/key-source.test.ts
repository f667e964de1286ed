import { KeySource } from '../../lib/auth/key-source.ts';
import { generateSigningKeys, PrivateKeySet, publicKeySet } from '../../lib/auth/keys.ts';

const MINUTE = 60_000;

/** Parameters that answer one after another; an Error is thrown. The last one stays. */
function parametersOf(...answers: (string | Error)[]) {
  const names: string[] = [];
  return {
    names,
    async get(name: string): Promise<string> {
      names.push(name);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return answer ?? '';
    },
  };
}

describe('a source of keys', () => {
  let first: PrivateKeySet;
  let second: PrivateKeySet;
  beforeAll(async () => {
    first = await generateSigningKeys();
    second = await generateSigningKeys();
  });

  it('reads its parameter once for many', async () => {
    const parameters = parametersOf(JSON.stringify(first));
    const source = new KeySource(parameters, '/keys', PrivateKeySet);
    expect(await Promise.all([source.get(0), source.get(1), source.get(4 * MINUTE)])).toEqual([first, first, first]);
    expect(parameters.names).toEqual(['/keys']);
  });

  it('reads it again after five minutes, so that a rotation arrives', async () => {
    const source = new KeySource(parametersOf(JSON.stringify(first), JSON.stringify(second)), '/keys', PrivateKeySet);
    expect(await source.get(0)).toEqual(first);
    expect(await source.get(5 * MINUTE - 1)).toEqual(first);
    expect(await source.get(5 * MINUTE)).toEqual(second);
  });

  it.each<[string, string | Error]>([
    ['fails', new Error('throttled')],
    ['gives no JSON', 'x'],
    ['gives no keys', '{"keys":[]}'],
  ])('goes on with the old keys if the next reading %s, and reads again later', async (_what, broken) => {
    const parameters = parametersOf(JSON.stringify(first), broken, JSON.stringify(second));
    const source = new KeySource(parameters, '/keys', PrivateKeySet);
    await source.get(0);
    expect(await Promise.all([source.get(5 * MINUTE), source.get(6 * MINUTE)])).toEqual([first, first]);
    expect(await source.get(10 * MINUTE)).toEqual(second);
  });

  it('fails without keys and tries again at the next call', async () => {
    const parameters = parametersOf(new Error('throttled'), JSON.stringify(first));
    const source = new KeySource(parameters, '/keys', PrivateKeySet);
    await expect(source.get(0)).rejects.toThrow('throttled');
    expect(await source.get(1)).toEqual(first);
  });

  it('refuses a set without private keys where these are needed', async () => {
    const source = new KeySource(parametersOf(JSON.stringify(publicKeySet(first))), '/keys', PrivateKeySet);
    await expect(source.get(0)).rejects.toThrow();
  });

  describe('asked for a key that is not there', () => {
    const kidOf = (set: PrivateKeySet) => set.keys[0]?.kid;

    it('reads again, and has it', async () => {
      const source = new KeySource(parametersOf(JSON.stringify(first), JSON.stringify(second)), '/keys', PrivateKeySet);
      expect(await source.get(0)).toEqual(first);
      expect(await source.knowing(kidOf(second), MINUTE)).toEqual(second);
      expect(await source.get(MINUTE)).toEqual(second);
    });

    it('reads no more than twice a minute, whatever is asked for', async () => {
      const parameters = parametersOf(JSON.stringify(first));
      const source = new KeySource(parameters, '/keys', PrivateKeySet);
      for (let now = 0; now < MINUTE; now += 1_000) {
        await Promise.all(['x', 'y', 'z'].map((kid) => source.knowing(kid + now, now)));
      }
      expect(parameters.names.length).toBe(2);
    });

    it('goes on with what it has if the reading fails', async () => {
      const parameters = parametersOf(JSON.stringify(first), new Error('throttled'));
      const source = new KeySource(parameters, '/keys', PrivateKeySet);
      await source.get(0);
      expect(await source.knowing('x', MINUTE)).toEqual(first);
    });

    it.each([
      ['which it has', kidOf],
      ['without saying which', () => undefined],
    ])('%s, does not read again', async (_, asked) => {
      const parameters = parametersOf(JSON.stringify(first));
      const source = new KeySource(parameters, '/keys', PrivateKeySet);
      await source.get(0);
      expect(await source.knowing(asked(first), MINUTE)).toEqual(first);
      expect(parameters.names.length).toBe(1);
    });
  });
});
