import type { Runner } from './runner.ts';
import { approvals } from './transfer/approvals.ts';
import { captures } from './transfer/captures.ts';
import { deaths } from './transfer/deaths.ts';
import { decisions } from './transfer/decisions.ts';
import { olderData } from './transfer/older-data.ts';
import { olderRuns } from './transfer/older-runs.ts';
import { outages } from './transfer/outages.ts';
import { outcomes } from './transfer/outcomes.ts';
import { refunds } from './transfer/refunds.ts';
import { settling } from './transfer/settling.ts';
import { splits } from './transfer/splits.ts';
import type { Stage } from './transfer/stage.ts';
import { timelines } from './transfer/timelines.ts';
import { twoRuns } from './transfer/two-runs.ts';
import { makeWorkflowWorld, type WorkflowWorld } from './workflow-world.ts';

// One test file, because its last tests check the coverage of all others.
let world: WorkflowWorld;
let runner: Runner;
let other: Runner;
const stage: Stage = {
  get world() {
    return world;
  },
  get runner() {
    return runner;
  },
  get other() {
    return other;
  },
};

beforeAll(async () => {
  world = await makeWorkflowWorld();
  runner = world.runner('transfer', 'first');
  other = world.runner('transfer', 'second');
});
afterEach(() => world.heal());
afterAll(() => world.close());

// First: other tests leave items that no program writes.
describe('what the version before has stored', () => olderData(stage));
describe('a transfer', () => outcomes(stage));
describe('a transfer to several payees', () => splits(stage));
describe('a refund', () => refunds(stage));
describe('an authorised transfer', () => captures(stage));
describe('a payment that waits for an approval', () => approvals(stage));
describe('a transfer whose money is not held', () => outages(stage));
describe('a decided transfer', () => settling(stage));
describe('the decision of a transfer', () => decisions(stage));
describe('a transfer whose run dies', () => deaths(stage));
describe('the timeline of a transfer', () => timelines(stage));
describe('a run of the version before', () => olderRuns(stage));
describe('a transfer with two concurrent runs', () => twoRuns(stage));

describe('the tests of this file together', () => {
  it('enter every state and take every retry, catch and choice of a transfer', () => {
    expect(world.coverage('transfer').total).toBeGreaterThan(40);
    expect(world.coverage('transfer').missing).toEqual([]);
  });

  it('lose the response to the write of every state that writes', () => {
    expect([...runner.database.lost].sort()).toEqual([...runner.database.writing].sort());
  });
});
