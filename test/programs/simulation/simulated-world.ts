import type { Transfer } from '../../../lib/domain/transfer.ts';
import { TREASURY } from '../../../lib/domain/treasury.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Captures } from '../../../lib/store/journal/captures.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Refunds } from '../../../lib/store/journal/refunds.ts';
import { sweep } from '../../../lib/usecases/sweep.ts';
import { memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import { currencyOf } from './currencies.ts';
import { Faults } from './faults.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import { Promises } from './promises.ts';
import { SimulatedAccounts } from './simulated-accounts.ts';
import { SimulatedDatabase } from './simulated-database.ts';
import { SimulatedGrowths } from './simulated-growths.ts';
import { SimulatedHolds } from './simulated-holds.ts';
import { SimulatedOperators } from './simulated-operators.ts';
import { SimulatedPayers } from './simulated-payers.ts';
import { SimulatedSchedules } from './simulated-schedules.ts';
import { HOLD_LIMITS, SimulatedShards } from './simulated-shards.ts';
import { SimulatedStatements } from './simulated-statements.ts';
import { SimulatedStripes } from './simulated-stripes.ts';
import { SimulatedWorkflow } from './simulated-workflow.ts';
import type { System } from './system.ts';
import { fundsOf, sumsOf, treasuryOf } from './treasury.ts';
import { WrittenItems } from './written-items.ts';

/** How long a function of a task may run. */
const TASK_MS = 8_000;

/**
 * The simulated system of one schedule: the stores, the shards behind their network, the workflow,
 * and the statements.
 */
export class SimulatedWorld {
  readonly faults: Faults;
  readonly promises: Promises;
  readonly written = new WrittenItems();
  readonly journal: Journal;
  readonly shards: SimulatedShards;
  readonly statements: SimulatedStatements;
  readonly schedules: SimulatedSchedules;
  readonly holds: SimulatedHolds;
  readonly payers: SimulatedPayers;
  readonly operators: SimulatedOperators;
  readonly growths: SimulatedGrowths;
  readonly accounts: SimulatedAccounts;
  readonly stripes: SimulatedStripes;
  readonly workflow: SimulatedWorkflow;
  readonly #database: SimulatedDatabase;
  readonly #system: System;
  readonly #plan: Plan;
  #sweeps = 0;

  constructor(system: System, plan: Plan) {
    this.#system = system;
    this.#plan = plan;
    const random = new Random(plan.seed);
    this.faults = new Faults(random, plan.faults, Date.now() + FAULTS_MS);
    this.#database = new SimulatedDatabase(system, plan, (write) => {
      if (write.table === system.journal) this.written.onWrite(write);
      this.promises.onWrite(write);
      this.statements.onWrite(write);
    });
    const { execute, shardTables, entriesTables } = this.#database;
    const byCurrency = sumsOf(plan);
    const all = [...byCurrency.values()].reduce((sum, one) => sum + one, 0n);
    const { journal: journalTable, schedules, directory, spending, issuing, approvals: requests } = system;
    const tables = {
      journal: journalTable,
      schedules,
      directory,
      users: system.tableNamed('-users'),
      spending,
      counters: [spending, directory, system.tableNamed('-api-keys'), system.tableNamed('-sessions')],
      issuing,
      requests,
      shards: shardTables,
      entries: entriesTables,
    };
    this.promises = new Promises(tables, { all, byCurrency }, HOLD_LIMITS, isCalm(plan));
    const environment = { system, plan, faults: this.faults, random, database: this.#database, execute };
    this.shards = new SimulatedShards({ ...environment, promises: this.promises });
    this.statements = new SimulatedStatements({ ...environment, shards: this.shards });
    this.growths = new SimulatedGrowths({ ...environment, shards: this.shards, promises: this.promises });
    const documents = memoryDocuments(execute);
    this.stripes = new SimulatedStripes({ ...environment, shards: this.shards });
    this.journal = new Journal(documents, system.journal, this.stripes.accepting);
    const { journal, shards } = this;
    // A write of a task may come after another run has done all of its own. A response may be lost.
    const pause = async () => {
      const late = random.chance(0.5) ? 300 : TASK_MS;
      if (this.faults.happens('writeLate'))
        await new Promise((resolve) => setTimeout(resolve, random.between(1, late)));
      if (this.faults.happens('failedBeforeWrite')) throw new Error('no response of the database');
    };
    const losing: typeof execute = (operation, input) => {
      const output = execute(operation, input);
      if (this.faults.happens('failedAfterWrite')) throw new Error('the response of the database is lost');
      return output;
    };
    const failing = memoryDocuments(losing, pause);
    // Of the requests and runs of one authorised transfer, one always comes between two operations of another.
    const steps = new Random(plan.seed + 9);
    const between = async () => {
      await new Promise((resolve) => setTimeout(resolve, steps.between(0, 40)));
      await pause();
    };
    const meeting = memoryDocuments(losing, between);
    const refunds = new Refunds(failing, system.journal);
    const captures = new Captures(meeting, system.journal);
    const holdJournal = new Journal(meeting, system.journal);
    const stores = { journal, refunds, captures, holdJournal };
    this.workflow = new SimulatedWorkflow({ ...environment, ...stores, shards: shards.called });
    const { workflow } = this;
    this.schedules = new SimulatedSchedules({ ...environment, workflow, journal, promises: this.promises.schedules });
    const idempotencyKeys = new IdempotencyKeys(documents, system.idempotencyKeys);
    const ofHolds = { ...stores, idempotencyKeys, workflow, promises: this.promises.holds, written: this.written };
    this.holds = new SimulatedHolds({ ...environment, ...ofHolds });
    const { approvals, spending: ofSpending } = this.promises;
    const judged = { approvals, spending: ofSpending, written: this.written };
    this.payers = new SimulatedPayers({ ...environment, shards, workflow, ...judged });
    const { accounts } = this.promises;
    this.accounts = new SimulatedAccounts({ ...environment, shards, workflow, accounts }, this.payers.areDrawn);
    const { refunds: ofRefunds, issuing: ofIssuing } = this.promises;
    const ofOperators = { refunds: ofRefunds, issuing: ofIssuing, written: this.written };
    this.operators = new SimulatedOperators({ ...environment, workflow, ...ofOperators });
  }

  /**
   * Creates the wallets. Those of the start have the planned money. Then they are of the version
   * before, until their statement is opened. A treasury owes what the others have.
   */
  async open(): Promise<void> {
    const treasury = treasuryOf(this.#plan);
    if (treasury) {
      const { walletId, currency, owes } = treasury;
      await this.shards.of(walletId).createWallet(walletId, TREASURY.creditLimit, { currency });
      this.#database.issue(walletId, TREASURY.creditLimit - owes);
      await this.statements.open(walletId);
    }
    for (const [n, funds] of this.#plan.funds.entries()) {
      const id = String(n);
      const at = this.#plan.opened[n] ?? 0;
      const money = { currency: currencyOf(this.#plan, n) };
      if (at > 0) {
        const create = () => this.shards.of(id).createWallet(id, 0n, money);
        setTimeout(() => void (this.growths.areDrawn ? this.growths.create(id) : create()), at);
        continue;
      }
      await this.shards.of(id).createWallet(id, 0n, money);
      this.#database.issue(id, BigInt(funds));
      await this.statements.open(id);
    }
    this.shards.open();
  }

  /** A transfer of a wallet, as its payee looks for it. */
  received(walletId: string, txId: string): Promise<Transfer | undefined> {
    return this.journal.find({ walletId, stripes: this.#database.stripesOf(walletId) }, txId);
  }

  /** Runs the sweeper, as its schedule does. @param all also transfers that are not due */
  async sweep(all: boolean): Promise<void> {
    const transferWorkflow = {
      start: async (run: Parameters<SimulatedWorkflow['start']>[0]) => this.workflow.start(run),
    };
    // The wallets of a schedule are created at their shards.
    const directory = { due: async () => [], postpone: async () => false };
    const createWalletWorkflow = { start: async () => {} };
    const now = Date.now();
    const asOf = all ? Number.MAX_SAFE_INTEGER : now;
    await sweep(
      { journal: this.journal, directory, transferWorkflow, createWalletWorkflow },
      { now, asOf, sweepId: `sweep-${this.#sweeps++}` },
    );
  }

  /** Checks the promises that hold while only authorised transfers wait. */
  checkWhatWaits(): void {
    this.promises.holds.atRest(this.promises.places.items());
    this.promises.approvals.atRest(this.#plan.skewMs);
  }

  /** Checks the promises that hold once nothing is in flight. */
  async checkTheEnd(): Promise<void> {
    const end = { wallets: this.promises.places.items(), journal: this.#database.items(this.#system.journal) };
    this.promises.atTheEnd(end, fundsOf(this.#plan));
    if (this.accounts.areDrawn) this.promises.accounts.atTheEnd((table) => this.#database.items(table), this.#system);
    this.schedules.checkTheEnd();
    this.statements.checkTheEnd(this.promises);
    await this.growths.checkTheEnd();
  }
}

/** Nothing fails, and nothing is late. */
function isCalm({ faults, crashes, holds }: Plan): boolean {
  return faults === 0 && crashes.length === 0 && holds.every(({ dies }) => dies.length === 0);
}
