import { placeOfItem } from '../../../lib/domain/stripes.ts';
import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type StatementPage, Statements } from '../../../lib/store/statements.ts';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import type { Faults } from './faults.ts';
import { Follower } from './followers.ts';
import { growthDrawsOf } from './growth-draws.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import type { Promises } from './promises.ts';
import { entriesTableOf, type SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedShards } from './simulated-shards.ts';
import { StatementStream } from './statement-stream.ts';
import { stripeDrawsOf } from './stripe-draws.ts';
import type { System } from './system.ts';

/** How often each reader reads before the end. */
const READS = 4;
const AGAIN_MS = 1_000;
/** The items of a wallet in stripes are in several shards of the stream, in no order with each other. */
const PARTS_OF_STRIPED = 2;

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly random: Random;
  readonly execute: Execute;
  readonly database: SimulatedDatabase;
  readonly shards: Pick<SimulatedShards, 'called'>;
}

/** The statements of one schedule: who opens them, who writes them and who reads them. */
export class SimulatedStatements {
  readonly #environment: Environment;
  /** By the table of the wallets. Its stream has shards of its own: each item is in one of them. */
  readonly #streams: ReadonlyMap<string, readonly StatementStream[]>;
  /** Who follows the statement of each wallet. */
  readonly #followers: readonly Follower[];

  constructor(environment: Environment) {
    this.#environment = environment;
    const { system, plan, execute, database } = environment;
    this.#streams = new Map(
      database.shardTables.map((table) => {
        const entries = entriesTableOf(table);
        const parts = stripeDrawsOf(plan) ? PARTS_OF_STRIPED : 1;
        const stream = () => new StatementStream({ ...environment, consumers: plan.consumers, entries });
        return [table, Array.from({ length: parts }, stream)];
      }),
    );
    const documents = memoryDocuments(execute);
    const inTable = (walletId: string, request: StatementPage) =>
      new Statements(documents, entriesTableOf(database.tableOf(walletId))).page(walletId, request);
    // A wallet that may move is read as the orchestrator reads it.
    const ofShard = async (walletId: string, request: StatementPage) => {
      const { entries, next } = await environment.shards.called.statement(walletId, request, Date.now());
      return { entries, more: next !== undefined };
    };
    const page = growthDrawsOf(plan) ? ofShard : inTable;
    this.#followers = plan.funds.map((_, id) => new Follower(String(id), page, system.breakage?.isNew));
  }

  onWrite(write: Write): void {
    const streams = this.#streams.get(write.table) ?? [];
    const { stripe = 0 } = placeOfItem((write.after ?? write.before)?.wallet_id?.S ?? '');
    streams[stripe % streams.length]?.onWrite(write);
  }

  /** Opens the statements of wallets with money, which are of the version before, as planned. */
  async open(walletId: string): Promise<void> {
    const { plan, execute, database } = this.#environment;
    const at = plan.statementAt[Number(walletId)] ?? 0;
    if (at > 0) setTimeout(() => void this.#openLate(walletId), at);
    else
      await new ShardWallets(memoryDocuments(execute), database.tableOf(walletId)).openStatement(walletId, Date.now());
  }

  /** Every reader reads at times of its own. */
  follow(): void {
    const random = new Random(this.#environment.plan.seed + 3);
    for (const follower of this.#followers)
      for (let n = 0; n < READS; n++)
        setTimeout(() => void follower.read().catch(() => {}), random.between(1, FAULTS_MS));
  }

  /** Every reader reads to the end. One that has no response has not seen all, which is checked. */
  async readTheRest(): Promise<void> {
    for (const follower of this.#followers) await follower.read().catch(() => {});
  }

  /** Who has read to the end has seen each entry once. */
  checkTheEnd(promises: Promises): void {
    for (const follower of this.#followers) {
      for (const fault of follower.faults(promises.statements.entriesOf(follower.walletId))) promises.break(fault);
    }
  }

  /** As the operator's command does, which is given again if it fails. Shards write meanwhile. */
  async #openLate(walletId: string): Promise<void> {
    const { execute, database, random, faults, plan } = this.#environment;
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, random.between(1, 300)));
    try {
      const wallets = new ShardWallets(memoryDocuments(execute, pause), database.tableOf(walletId));
      await wallets.openStatement(walletId, faults.reading(plan.skewMs));
    } catch {
      setTimeout(() => void this.#openLate(walletId), AGAIN_MS);
    }
  }
}
