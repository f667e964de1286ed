import { KeptKeys } from '../../lib/operator/kept-keys.ts';
import { EVERYWHERE_AFTER_MS, FORGOTTEN_AFTER_MS } from '../../lib/operator/key-rotation.ts';
import { createKeys, retireKeys, rotateKeys } from '../../lib/operator/keys.ts';
import { load } from './load.ts';
import { MemoryParameters } from './memory-parameters.ts';

const STEP_MS = 5_000;
const MINUTE = 60_000;
const REGIONS = ['eu-central-1', 'us-west-2'];

/** A stage under load in virtual time. The same numbers are drawn every time. */
async function underLoad() {
  const parameters = new MemoryParameters();
  const kept = new KeptKeys(parameters, { stage: 'test', region: 'eu-central-1' });
  let now = Date.UTC(2026, 0, 1);
  await createKeys(kept, REGIONS, () => now);
  const { step, counts } = load(parameters, REGIONS, randomFrom(1));
  return {
    counts,
    haste: (atOnce: boolean) => ({ now: () => now, atOnce }),
    kept,
    async pass(ms: number) {
      for (const until = now + ms; now < until; now += STEP_MS) await step(now);
    },
  };
}

/** Numbers that look drawn (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a rotation of keys under load', () => {
  it('as early as the commands allow each step, refuses nobody', async () => {
    const { counts, haste, kept, pass } = await underLoad();
    await pass(10 * MINUTE);
    const { kid } = await rotateKeys(kept, haste(false));
    await pass(EVERYWHERE_AFTER_MS);
    await rotateKeys(kept, haste(false));
    await pass(FORGOTTEN_AFTER_MS);
    await retireKeys(kept, haste(false));
    await pass(10 * MINUTE);
    expect((await kept.read()).set.keys.map((key) => key.kid)).toEqual([kid]);
    expect(counts.requests).toBeGreaterThan(5_000);
    expect(counts.refused).toBe(0);
  }, 60_000);

  it('to a key that signs at once, refuses nobody either, as keys are read again for one that is not known', async () => {
    const { counts, haste, kept, pass } = await underLoad();
    await pass(10 * MINUTE);
    await rotateKeys(kept, haste(true));
    // Longer than readings for unknown keys are apart.
    await pass(MINUTE);
    await rotateKeys(kept, haste(true));
    await pass(10 * MINUTE);
    expect(counts.refused).toBe(0);
  }, 60_000);

  it('that takes the old key away at once ends sessions, which this load sees', async () => {
    const { counts, haste, kept, pass } = await underLoad();
    await pass(10 * MINUTE);
    await rotateKeys(kept, haste(true));
    await rotateKeys(kept, haste(true));
    await retireKeys(kept, haste(true));
    await pass(10 * MINUTE);
    expect(counts.refused).toBeGreaterThan(10);
  }, 60_000);
});
