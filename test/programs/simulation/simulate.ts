import { ulid } from 'ulid';
import { Random } from '../../support/random.ts';
import { inVirtualTime } from '../../support/virtual-time.ts';
import type { Fault } from './faults.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import type { BrokenPromise } from './promises.ts';
import { SimulatedWorld } from './simulated-world.ts';
import type { System } from './system.ts';

const MINUTE_MS = 60_000;
/** After this number of sweeps without faults, every transfer is final. */
const SWEEPS_TO_THE_END = 2;

/** The result of a schedule. */
export interface Outcome {
  readonly broken: readonly BrokenPromise[];
  readonly faults: Partial<Record<Fault, number>>;
}

/**
 * Runs one schedule until nothing is in flight. Checks the promises after every write and at the
 * end.
 */
export function simulate(system: System, plan: Plan): Promise<Outcome> {
  return inVirtualTime(plan.seed + 2, async (pass) => {
    const world = new SimulatedWorld(system, plan);
    await world.open();
    scheduleTransfers(world, plan);
    world.statements.follow();
    if (system.breakage?.holdsExpire) setInterval(() => void world.shards.expireHolds(), 1_000);
    setTimeout(() => void world.sweep(false), FAULTS_MS / 2);
    await pass(FAULTS_MS);
    for (let n = 0; n < SWEEPS_TO_THE_END; n++) {
      await world.sweep(true);
      await pass(MINUTE_MS);
    }
    // Late messages arrive.
    await pass(10 * MINUTE_MS);
    await world.checkTheEnd();
    return { broken: world.promises.broken, faults: world.faults.counts };
  });
}

function scheduleTransfers(world: SimulatedWorld, plan: Plan): void {
  const ids = new Random(plan.seed + 1);
  const started = plan.transfers.map((transfer) => {
    const txId = ulid(Date.now() + transfer.at, () => ids.next());
    const run = { fromId: String(transfer.from), txId, queuedMs: transfer.queuedMs };
    setTimeout(async () => {
      const { fromId } = run;
      const credits = transfer.credits.map(({ to, amount }) => ({ toId: String(to), amount: BigInt(amount) }));
      const amount = credits.reduce((sum, credit) => sum + credit.amount, BigInt(transfer.excess));
      // Drawn by the transfer itself, so that the schedules stay what they are.
      const metadata = transfer.at % 2 === 0 ? { order: txId } : undefined;
      await world.journal.create({ fromId, txId, amount, credits, metadata }, Date.now());
      if (!transfer.startLost) world.workflow.start(run);
    }, transfer.at);
    return run;
  });
  for (const { transfer, at } of plan.duplicates) {
    const run = started[transfer % started.length];
    if (run) setTimeout(() => world.workflow.start(run), at);
  }
}
