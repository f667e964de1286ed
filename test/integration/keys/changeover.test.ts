import { generateSigningKey, PrivateKeySet } from '../../../lib/auth/keys.ts';
import { createKeys, listKeys, retireKeys, rotateKeys } from '../../../lib/cli/operator/keys/actions.ts';
import { endChangeover } from '../../../lib/cli/operator/keys/changeover.ts';
import {
  formerSigningKeysParameter,
  KEY_SETS,
  type KeySetName,
  publicKeysParameter,
  signingPlace,
} from '../../../lib/cli/operator/keys/parameters.ts';
import { forgottenAfterMs, type StoredKeySet } from '../../../lib/cli/operator/keys/rotation.ts';
import { StoredKeys } from '../../../lib/cli/operator/keys/store.ts';
import { Random } from '../../support/random.ts';
import { load } from './load.ts';
import { MemoryParameters } from './memory-parameters.ts';

const MINUTE = 60_000;
const STEP_MS = 5_000;
/**
 * While nothing changes for more than an hour. Each request is signed and verified, which costs 0.2
 * ms each.
 */
const WAITING_STEP_MS = 30_000;
const HOME = 'eu-central-1';
const REGIONS = [HOME, 'us-west-2'];
const STAGE = { stage: 'test', region: HOME };
const FORMER = { name: formerSigningKeysParameter('test'), region: HOME };

/**
 * A stage of an older version under load in virtual time; with two keys, in the middle of a
 * rotation.
 */
async function stageOfBefore(keys = 1) {
  const parameters = new MemoryParameters();
  let now = Date.UTC(2026, 0, 1);
  const all = await Promise.all(Array.from({ length: keys }, generateSigningKey));
  const former: StoredKeySet = {
    keys: all.map((key) => ({ ...key, added_at: '2026-01-01T00:00:00.000Z' })),
    shard_regions: REGIONS,
  };
  await parameters.write(FORMER, JSON.stringify(former), 'secret');
  for (const [n, region] of REGIONS.entries()) {
    const shown = { keys: all.map(({ d: _, ...key }) => key) };
    await parameters.write({ name: publicKeysParameter('test', n), region }, JSON.stringify(shown), 'public');
  }
  const of = (name: KeySetName) => new StoredKeys(parameters, STAGE, name);
  const stored = { users: of('users'), services: of('services'), receipts: of('receipts') };
  const { step, counts, deploy } = load(parameters, REGIONS, new Random(1), 'before');
  return {
    parameters,
    stored,
    counts,
    deploy,
    former: all.map(({ kid }) => kid),
    now: () => now,
    create: async () => {
      for (const name of ['services', 'users', 'receipts'] as const) await createKeys(stored[name], REGIONS, () => now);
    },
    roles: async (name: KeySetName) => (await listKeys(stored[name])).map(({ kid, role }) => `${kid} ${role}`),
    /** @param everyMs how often the load is applied */
    async pass(ms: number, everyMs = STEP_MS) {
      for (const until = now + ms; now < until; now += everyMs) await step(now);
    },
  };
}

describe('a stage of the previous version, with one set of keys', () => {
  it.each([1, 2])(
    'with %i keys is deployed without a refused token, and has two sets afterwards',
    async (keys) => {
      const { stored, counts, deploy, former, now, create, roles, pass } = await stageOfBefore(keys);
      await pass(2 * MINUTE);
      await create();
      await pass(MINUTE);
      deploy('now', 'shards');
      await pass(3 * MINUTE);
      deploy('now', 'orchestrator');
      await pass(3 * MINUTE);
      expect(await endChangeover(stored, now)).toBe(true);
      expect(await endChangeover(stored, now)).toBe(false);
      await pass(forgottenAfterMs('users'), WAITING_STEP_MS);
      await retireKeys(stored.users, { now });
      await pass(10 * MINUTE);
      expect(counts.requests).toBeGreaterThan(1_500);
      expect(counts.refused).toBe(0);

      const [user = '', ...others] = await roles('users');
      expect(others).toEqual([]);
      expect(former).not.toContain(user.split(' ')[0]);
      const [signs, ...more] = former;
      expect(await roles('services')).toEqual([`${signs} signs`, ...more.map((kid) => `${kid} next`)]);
    },
    60_000,
  );

  it('refuses unbound tokens at the shards once the changeover has ended', async () => {
    const { stored, counts, deploy, now, create, pass } = await stageOfBefore();
    await create();
    deploy('now', 'shards');
    await pass(5 * MINUTE);
    expect(counts.refused).toBe(0);
    // The orchestrator is still of the older version.
    await endChangeover(stored, now);
    await pass(10 * MINUTE);
    expect(counts.refused).toBeGreaterThan(10);
  }, 60_000);

  it('can be rotated instead, which also ends the changeover', async () => {
    const { stored, counts, deploy, now, create, pass } = await stageOfBefore();
    await create();
    for (const functions of ['shards', 'orchestrator'] as const) deploy('now', functions);
    await pass(7 * MINUTE);
    await rotateKeys(stored.users, { now });
    await rotateKeys(stored.services, { now });
    await pass(7 * MINUTE);
    await rotateKeys(stored.services, { now });
    await pass(forgottenAfterMs('users'), WAITING_STEP_MS);
    for (const name of KEY_SETS) await retireKeys(stored[name], { now });
    await pass(10 * MINUTE);
    expect(counts.refused).toBe(0);
    expect(await endChangeover(stored, now)).toBe(false);
  }, 60_000);

  it("keeps the old parameter for a way back until no user's token of it is valid", async () => {
    const { parameters, stored, now, create, pass } = await stageOfBefore();
    await create();
    await endChangeover(stored, now);
    expect(await retireKeys(stored.users, { now, force: false }).catch(() => 'too soon')).toBe('too soon');
    expect(await parameters.read(FORMER)).toBeDefined();
    await pass(0);
    await retireKeys(stored.users, { now, force: true });
    expect(await parameters.read(FORMER)).toBeUndefined();
  });

  it.each(['users', 'services'] as const)(
    'is changed over by the next run if the keys of %s could not be published to all verifiers',
    async (name) => {
      const { parameters, stored, create, former } = await stageOfBefore();
      parameters.broken = signingPlace(name, STAGE).name;
      await expect(create()).rejects.toThrow('cannot be written');
      parameters.broken = undefined;
      await create();
      const users = PrivateKeySet.parse((await stored.users.read()).set).keys.map(({ kid }) => kid);
      expect([users.length, users[0]]).toEqual([2, former[0]]);
      expect((await stored.services.read()).set.keys).toEqual([
        expect.objectContaining({ kid: former[0], unbound: true }),
      ]);
    },
  );
});
