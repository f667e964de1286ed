import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';
import { services } from '../../support/environment/services.ts';
import { everyRule, KNOWN_SEED } from './breakages.ts';
import { explore } from './explore.ts';
import { simulatedSystem } from './system.ts';

/** `.ci/run` and the CI workflow run more schedules, and break every rule. */
const SCHEDULES = 40;
const EVERY = 12;

const [shard] = services().shards;
if (!shard) throw new Error('no shard is declared');
const declared = { orchestrator: services().orchestrator, shard };

// The command runs the schedules, because they take four times as long inside jest.
let printed: string;
beforeAll(async () => {
  const program = path.join(import.meta.dirname, 'run.ts');
  // One worker: a second one takes longer to load than to run its half of the schedules.
  const schedules = ['--workers', '1', '--seed', `${KNOWN_SEED}`, '--runs', `${SCHEDULES}`];
  const argv = [program, '--rules', '--known', '--every', `${EVERY}`, ...schedules];
  const env = { ...process.env, NODE_COMPILE_CACHE };
  ({ stdout: printed } = await promisify(execFile)('node', argv, { env }).catch(({ stdout }) => ({ stdout })));
}, 180_000);

describe('transfers under faults', () => {
  it(`keep every promise in ${SCHEDULES} schedules`, () => {
    expect(printed).toContain(`${SCHEDULES} schedules with`);
    expect(printed).toContain('0 violations');
  });

  it('take the same course in every run of the same schedule', async () => {
    const system = simulatedSystem(declared);
    const course = () => explore(system, { seed: KNOWN_SEED, runs: 3 });
    expect(await course()).toEqual(await course());
  }, 30_000);
});

describe('the simulation', () => {
  it.each(everyRule(EVERY).map(({ name }) => name))('detects a broken rule: %s', (name) => {
    expect(printed).toContain(`rule broken: ${name}: seen in schedule `);
  });
});
