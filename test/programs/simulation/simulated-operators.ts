import { Journal } from '../../../lib/store/journal/journal.ts';
import { ShardCredit } from '../../../lib/store/shard-credit.ts';
import { reverseShare, reversible } from '../../../lib/usecases/reverse.ts';
import type { Execute } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import type { Faults } from './faults.ts';
import type { IssuingPromises } from './issuing-promises.ts';
import { OperatorDesk } from './operator-desk.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import type { RefundPromises } from './refund-promises.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import { SimulatedOrders } from './simulated-orders.ts';
import type { SimulatedWorkflow } from './simulated-workflow.ts';
import type { System } from './system.ts';
import { treasuryOf } from './treasury.ts';
import type { WrittenItems } from './written-items.ts';

const ASKED_AGAIN_MS = 1_700;
const PATIENCE_MS = 20_000;

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly execute: Execute;
  readonly database: SimulatedDatabase;
  readonly workflow: Pick<SimulatedWorkflow, 'runToEnd'>;
  readonly refunds: RefundPromises;
  readonly issuing: IssuingPromises;
  readonly written: WrittenItems;
}

/**
 * The operators of one schedule, who issue and retire money, set credit limits, and reverse transfers while
 * people pay. They are drawn by themselves in the schedules that have a treasury.
 */
export class SimulatedOperators {
  readonly #environment: Environment;
  readonly #desk: OperatorDesk;
  readonly #journal: Journal;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { plan, system } = environment;
    this.#desk = new OperatorDesk({ ...environment, random: new Random(plan.seed + 13) });
    this.#journal = new Journal(this.#desk.documents, system.journal);
  }

  /** @param transfers those that are accepted in time */
  begin(transfers: readonly { readonly fromId: string; readonly txId: string }[]): void {
    const treasury = treasuryOf(this.#environment.plan);
    if (!treasury) return;
    this.#setLimits();
    this.#reverse(transfers);
    new SimulatedOrders({ ...this.#environment, desk: this.#desk, journal: this.#journal, treasury }).begin();
  }

  /** Most are of one wallet, and many come at the same moment. A limit may be taken away while it is used. */
  #setLimits(): void {
    const { random } = this.#desk;
    const { plan, database } = this.#environment;
    const wallet = () => String(random.between(0, plan.funds.length - 1));
    const [one, together] = [wallet(), random.between(0, 3_000)];
    for (let n = random.between(1, 5); n > 0; n--) {
      const walletId = random.chance(0.7) ? one : wallet();
      const limit = random.chance(0.3) ? 0n : BigInt(random.between(1, 90));
      const documents = random.chance(0.5) ? this.#desk.sleepyDocuments : this.#desk.documents;
      const set = () => new ShardCredit(documents, database.tableOf(walletId)).set(walletId, limit);
      setTimeout(() => void this.#desk.untilItEnds(set), this.#desk.moment(together));
    }
  }

  /** One transfer, or one payee of it, by up to three commands. */
  #reverse(transfers: readonly { readonly fromId: string; readonly txId: string }[]): void {
    const { random } = this.#desk;
    const { plan } = this.#environment;
    const n = random.between(0, transfers.length - 1);
    const { credits = [] } = plan.transfers[n] ?? {};
    const payment = transfers[n];
    if (!payment) return;
    for (let commands = random.between(1, 3); commands > 0; commands--) {
      const only = random.chance(0.3) ? credits[random.between(0, credits.length - 1)]?.to : undefined;
      const of = { ...payment, only: only === undefined ? undefined : String(only) };
      setTimeout(() => void this.#reverseOnce(of), random.between(0, FAULTS_MS / 3));
    }
  }

  /** Once the transfer has ended. What is left to reverse is read anew by each command. */
  async #reverseOnce(
    of: { readonly fromId: string; readonly txId: string; readonly only: string | undefined },
    seen?: number,
  ): Promise<void> {
    const { faults, written } = this.#environment;
    const writes = written.countOf(of.fromId, of.txId);
    const isReversed = writes !== seen && (await this.#desk.untilItEnds(() => this.#reversed(of)));
    if (!isReversed && !faults.over()) setTimeout(() => void this.#reverseOnce(of, writes), ASKED_AGAIN_MS);
  }

  async #reversed({ fromId, txId, only }: { fromId: string; txId: string; only: string | undefined }) {
    const { workflow, refunds } = this.#environment;
    const stores = { journal: this.#journal, workflow };
    const transfer = await this.#journal.get(fromId, txId);
    if (transfer?.status !== 'SUCCESSFUL') return false;
    for (const share of await reversible(stores, transfer, only)) {
      const now = this.#desk.now();
      const made = { txId: this.#desk.id(now), now };
      refunds.reverses(made.txId, { payee: share.payee, txId });
      await reverseShare(stores, transfer, share, made, AbortSignal.timeout(PATIENCE_MS));
    }
    return true;
  }
}
