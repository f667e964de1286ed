import { services } from '../environment/services.ts';
import { BREAKAGES } from './breakages.ts';
import { explore } from './explore.ts';
import { simulate } from './simulate.ts';
import { simulatedSystem } from './system.ts';

const SEED = 20261123;
const SCHEDULES = 2_000;
const PARTS = 20;
/** How many schedules a broken rule may need until it is seen. */
const BUDGET = 2_000;

const [shard] = services().shards;
if (!shard) throw new Error('no shard is declared');
const declared = { orchestrator: services().orchestrator, shard };

describe('transfers under faults', () => {
  // In parts, so that a slow machine does not run into a time-out.
  it.each(Array.from({ length: PARTS }, (_, n) => SEED + n))(
    `keep every promise in ${SCHEDULES / PARTS} schedules from seed %i`,
    async (seed) => {
      const { failure, schedules } = await explore(simulatedSystem(declared), { seed, runs: SCHEDULES / PARTS });
      expect(failure).toBeUndefined();
      expect(schedules).toBe(SCHEDULES / PARTS);
    },
    60_000,
  );

  it('take the same course whenever the same schedule runs', async () => {
    const system = simulatedSystem(declared);
    const course = () => explore(system, { seed: SEED, runs: 20 });
    expect(await course()).toEqual(await course());
  }, 30_000);
});

describe('the simulation sees', () => {
  it.each(BREAKAGES.map((breakage) => [breakage.name, breakage] as const))(
    '%s',
    async (_name, breakage) => {
      const { failure } = await explore(simulatedSystem(declared, breakage), {
        seed: SEED,
        runs: BUDGET,
        asFound: true,
      });
      if (!failure) throw new Error(`not seen in ${BUDGET} schedules`);
      // The same schedule is harmless with the rule in place: it is the rule that is missed.
      const { broken } = await simulate(simulatedSystem(declared), failure.plan);
      expect(broken).toEqual([]);
    },
    120_000,
  );
});
