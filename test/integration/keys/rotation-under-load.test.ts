import { createKeys, retireKeys, revokeKey, rotateKeys } from '../../../lib/cli/operator/keys/actions.ts';
import { KEY_SETS, type KeySetName } from '../../../lib/cli/operator/keys/parameters.ts';
import { forgottenAfterMs, verifiesAfterMs } from '../../../lib/cli/operator/keys/rotation.ts';
import { StoredKeys } from '../../../lib/cli/operator/keys/store.ts';
import { Random } from '../../support/random.ts';
import { load } from './load.ts';
import { MemoryParameters } from './memory-parameters.ts';

const STEP_MS = 5_000;
/** The step while nothing changes. Signing and verifying a request costs 0.2 ms each. */
const WAITING_STEP_MS = 30_000;
const MINUTE = 60_000;
const REGIONS = ['eu-central-1', 'us-west-2'];

/**
 * A stage whose keys of this set are under load in virtual time, with the same random numbers in
 * every run.
 */
async function underLoad(loaded: KeySetName) {
  const parameters = new MemoryParameters();
  const of = (name: KeySetName) => new StoredKeys(parameters, { stage: 'test', region: 'eu-central-1' }, name);
  const stored = { users: of('users'), services: of('services'), receipts: of('receipts') };
  let now = Date.UTC(2026, 0, 1);
  for (const name of KEY_SETS) await createKeys(stored[name], REGIONS, () => now);
  const { step, counts } = load(parameters, REGIONS, new Random(1), 'now', [loaded]);
  return {
    counts,
    options: (force: boolean) => ({ now: () => now, force }),
    stored,
    /** @param everyMs how often the load is applied */
    async pass(ms: number, everyMs = STEP_MS) {
      for (const until = now + ms; now < until; now += everyMs) await step(now);
    },
  };
}

describe.each(KEY_SETS)('a rotation of the keys of %s under load', (name) => {
  it('refuses no token when each step is taken as early as the commands allow', async () => {
    const { counts, options, stored, pass } = await underLoad(name);
    await pass(10 * MINUTE, WAITING_STEP_MS);
    const { kid } = await rotateKeys(stored[name], options(false));
    await pass(verifiesAfterMs(name));
    await rotateKeys(stored[name], options(false));
    await pass(forgottenAfterMs(name), WAITING_STEP_MS);
    await retireKeys(stored[name], options(false));
    await pass(10 * MINUTE);
    expect((await stored[name].read()).set.keys.map((key) => key.kid)).toEqual([kid]);
    expect(counts.requests).toBeGreaterThan(400);
    expect(counts.refused).toBe(0);
  }, 60_000);
});

describe.each(['users', 'services'] as const)('a forced rotation of the keys of %s under load', (name) => {
  it('refuses no token of a key that signs immediately, because functions read unknown keys again', async () => {
    const { counts, options, stored, pass } = await underLoad(name);
    await pass(10 * MINUTE, WAITING_STEP_MS);
    await rotateKeys(stored[name], options(true));
    // Longer than the interval of reads for unknown keys.
    await pass(MINUTE);
    await rotateKeys(stored[name], options(true));
    await pass(10 * MINUTE);
    expect(counts.refused).toBe(0);
  }, 60_000);

  it('refuses tokens of an old key that is retired with force, and this load observes it', async () => {
    const { counts, options, stored, pass } = await underLoad(name);
    await pass(10 * MINUTE, WAITING_STEP_MS);
    await rotateKeys(stored[name], options(true));
    await rotateKeys(stored[name], options(true));
    await retireKeys(stored[name], options(true));
    await pass(10 * MINUTE);
    expect(counts.refused).toBeGreaterThan(5);
  }, 60_000);
});

describe('the keys of receipts under load', () => {
  it('verify every receipt for good: also those of a key that was retired with force', async () => {
    const { counts, options, stored, pass } = await underLoad('receipts');
    await pass(10 * MINUTE, WAITING_STEP_MS);
    await rotateKeys(stored.receipts, options(false));
    await pass(verifiesAfterMs('receipts'));
    await rotateKeys(stored.receipts, options(false));
    await retireKeys(stored.receipts, options(true));
    await pass(2 * MINUTE * 60, WAITING_STEP_MS);
    expect(counts.refused).toBe(0);
  }, 60_000);

  it('are refused by outsiders if they sign before the published keys are read again', async () => {
    const { counts, options, stored, pass } = await underLoad('receipts');
    await pass(10 * MINUTE, WAITING_STEP_MS);
    await rotateKeys(stored.receipts, options(true));
    await rotateKeys(stored.receipts, options(true));
    await pass(10 * MINUTE);
    expect(counts.refused).toBeGreaterThan(5);
  }, 60_000);

  it('verify nothing once they are revoked, as soon as outsiders have read the published keys', async () => {
    const { counts, options, stored, pass } = await underLoad('receipts');
    await pass(10 * MINUTE, WAITING_STEP_MS);
    const [key] = (await stored.receipts.read()).set.keys;
    await revokeKey(stored.receipts, key?.kid ?? '', options(false).now);
    await pass(20 * MINUTE);
    expect(counts.refused).toBeGreaterThan(100);
  }, 60_000);
});
