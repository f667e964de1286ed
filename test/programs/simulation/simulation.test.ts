import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { services } from '../../support/environment/services.ts';
import { BREAKAGES } from './breakages.ts';
import { explore } from './explore.ts';
import { simulate } from './simulate.ts';
import { simulatedSystem } from './system.ts';

const SEED = 20261123;
const SCHEDULES = 2_000;
/** How many schedules a broken rule may need until it is seen. */
const BUDGET = 2_000;

const [shard] = services().shards;
if (!shard) throw new Error('no shard is declared');
const declared = { orchestrator: services().orchestrator, shard };

describe('transfers under faults', () => {
  // By the command itself: inside jest every schedule takes four times as long.
  it(`keep every promise in ${SCHEDULES} schedules`, async () => {
    const argv = [path.join(import.meta.dirname, 'run.ts'), '--seed', String(SEED), '--runs', String(SCHEDULES)];
    const { stdout } = await promisify(execFile)('node', argv);
    expect(stdout).toContain(`${SCHEDULES} schedules with`);
    expect(stdout).toContain('0 violations');
  }, 180_000);

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
