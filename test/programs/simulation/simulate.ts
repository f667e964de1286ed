import { ulid } from 'ulid';
import { Random } from '../../support/random.ts';
import { inVirtualTime, type Pass } from '../../support/virtual-time.ts';
import { currencyOf } from './currencies.ts';
import type { Fault } from './faults.ts';
import { FAULTS_MS, type Plan, type PlannedRefund } from './plan.ts';
import type { BrokenPromise } from './promises.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { stripeDrawsOf } from './stripe-draws.ts';
import type { System } from './system.ts';

const MINUTE_MS = 60_000;
/** After this number of sweeps without faults, every transfer is final. */
const SWEEPS_TO_THE_END = 2;
/** The same where wallets still move, which keeps a transfer waiting until another sweep. */
const SWEEPS_OF_A_GROWTH = 6;

/** How long a payee waits before it looks again for a transfer to refund. */
const ASKED_AGAIN_MS = 2_000;

/** By then every clock says that it has expired. */
const AFTER_EXPIRY_MS = 2 * MINUTE_MS;

/** A transfer that is accepted. */
interface Accepted {
  readonly fromId: string;
  readonly txId: string;
}

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
    const transfers = scheduleTransfers(world, plan);
    scheduleRefunds(world, plan, transfers);
    scheduleControls(world, plan);
    scheduleRefundsOfHolds(world, plan);
    world.holds.begin();
    world.statements.follow();
    void world.schedules.begin();
    void world.payers.begin();
    world.operators.begin(transfers);
    void world.growths.begin();
    scheduleStripes(world, plan);
    void world.accounts.begin();
    if (system.breakage?.holdsExpire) setInterval(() => void world.shards.expireHolds(), 1_000);
    setTimeout(() => void world.sweep(false), FAULTS_MS / 2);
    await pass(FAULTS_MS);
    const sweeps = world.growths.areDrawn ? SWEEPS_OF_A_GROWTH : SWEEPS_TO_THE_END;
    for (let n = 0; n < sweeps; n++) {
      void world.schedules.pay();
      await world.sweep(true);
      await pass(MINUTE_MS);
    }
    // Late messages arrive.
    await pass(10 * MINUTE_MS);
    if (plan.holds.length > 0 || world.payers.areDrawn) await expireWhatWaits(world, pass);
    const read = world.statements.readTheRest();
    await pass(MINUTE_MS);
    await read;
    await world.checkTheEnd();
    return { broken: world.promises.broken, faults: world.faults.counts };
  });
}

/** As the orchestrator changes controls: one request for the version that it has read. */
function scheduleControls({ shards: { called } }: SimulatedWorld, plan: Plan): void {
  const ofStriped = stripeDrawsOf(plan);
  const striped = ofStriped?.controls.map((control) => ({ ...control, wallet: ofStriped.walletId })) ?? [];
  for (const { wallet, at, by, change } of [...plan.controls, ...striped]) {
    const walletId = String(wallet);
    const perform = async () => {
      if (change === 'close') return called.closeWallet({ walletId, by }, Date.now());
      const shown = await called.controls(walletId, Date.now());
      if (!shown) return undefined;
      const named = 'limit' in change ? { [change.limit]: change.is === null ? null : BigInt(change.is) } : change;
      return called.changeControls({ walletId, by, version: shown.version, change: named }, Date.now());
    };
    // Without a response the owner does not know. The wallet does.
    setTimeout(() => void perform().catch(() => {}), at);
  }
}

/** @returns the transfers that are accepted in time */
function scheduleTransfers(world: SimulatedWorld, plan: Plan): Accepted[] {
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
      const currency = currencyOf(plan, transfer.from);
      await world.journal.create({ fromId, txId, amount, credits, currency, metadata }, Date.now());
      if (!transfer.startLost) world.workflow.start(run);
    }, transfer.at);
    return run;
  });
  for (const { transfer, at } of plan.duplicates) {
    const run = started[transfer % started.length];
    if (run) setTimeout(() => world.workflow.start(run), at);
  }
  return started;
}

/** A payee asks again until it has the transfer, or the faults are over. */
function scheduleRefunds(world: SimulatedWorld, plan: Plan, transfers: readonly Accepted[]): void {
  const ids = new Random(plan.seed + 5);
  for (const planned of plan.refunds) {
    const transfer = plan.transfers[planned.transfer % plan.transfers.length];
    const payment = transfers[planned.transfer % transfers.length];
    const payee = transfer?.credits[planned.payee % transfer.credits.length];
    if (!payment || !payee) continue;
    askForRefund(world, ids, { payeeId: String(payee.to), txId: payment.txId }, planned);
  }
}

/** Also of what was captured. */
function scheduleRefundsOfHolds(world: SimulatedWorld, plan: Plan): void {
  const ids = new Random(plan.seed + 8);
  for (const { percent, ...payment } of world.holds.toRefund)
    askForRefund(world, ids, payment, { percent, at: 0, startLost: false, queuedMs: 0, againMs: undefined });
}

/** The wallet in stripes: its stripes, its payments, and the refunds of some. */
function scheduleStripes(world: SimulatedWorld, plan: Plan): void {
  const ids = new Random(plan.seed + 24);
  void world.stripes.begin();
  for (const { percent, at, ...payment } of world.stripes.pay(world.journal, world.workflow))
    askForRefund(world, ids, payment, { percent, at, startLost: false, queuedMs: 0, againMs: undefined });
}

function askForRefund(
  world: SimulatedWorld,
  ids: Random,
  { payeeId: fromId, txId }: { payeeId: string; txId: string },
  planned: Omit<PlannedRefund, 'transfer' | 'payee'>,
): void {
  let seen: number | undefined;
  const ask = async () => {
    const writes = world.written.countOf(fromId, txId);
    const received = writes === seen ? undefined : await world.received(fromId, txId);
    seen = writes;
    if (received?.status === 'SUCCESSFUL') {
      const amount = BigInt(Math.max(1, Math.floor((Number(received.amount) * planned.percent) / 100)));
      const run = { fromId, txId: ulid(Date.now(), () => ids.next()), queuedMs: planned.queuedMs };
      const credits = [{ toId: received.fromId, amount }];
      const { currency } = received;
      await world.journal.create({ ...run, amount, credits, currency, refundOf: txId }, Date.now());
      if (!planned.startLost) world.workflow.start(run);
      if (planned.againMs !== undefined) setTimeout(() => world.workflow.start(run), planned.againMs);
    } else if (!world.faults.over()) setTimeout(() => void ask(), ASKED_AGAIN_MS);
  };
  setTimeout(() => void ask(), planned.at);
}

/** Only authorised transfers wait by now. The sweeper lets them expire once their time has come. */
async function expireWhatWaits(world: SimulatedWorld, pass: Pass): Promise<void> {
  world.checkWhatWaits();
  await pass(Math.max(0, world.holds.lastExpiry - Date.now(), world.payers.lastExpiry - Date.now()) + AFTER_EXPIRY_MS);
  await world.sweep(false);
  await pass(MINUTE_MS);
}
