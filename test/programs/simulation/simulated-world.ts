import { AsyncLocalStorage } from 'node:async_hooks';
import * as z from 'zod';
import type { HoldLimits } from '../../../lib/domain/shard-wallet.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import type { Response } from '../../../lib/lambda/http/response.ts';
import { Json } from '../../../lib/local/aws/json.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import { MemoryDynamoDB } from '../../../lib/local/database/memory-dynamodb.ts';
import { Shards } from '../../../lib/remote/shards.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { ReserveTask, reserveTransfer } from '../../../lib/usecases/reserve.ts';
import { SettleTask, settleTransfer } from '../../../lib/usecases/settle.ts';
import { sweep } from '../../../lib/usecases/sweep.ts';
import { type Execute, type Input, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import { Faults } from './faults.ts';
import { virtualNetwork } from './network.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import { Promises } from './promises.ts';
import { handleAtShard } from './shard.ts';
import { entriesTableOf, SimulatedStatements } from './simulated-statements.ts';
import type { System } from './system.ts';

const DatabaseInput = z.custom<Input>();
const RunInput = z.object({ from_id: z.string(), tx_id: z.string() });
/** The maximal number of holds of a wallet. */
export const HOLD_LIMITS: HoldLimits = { all: 3, beforeDebit: 1 };

const OPERATIONS = {
  getItem: 'GetItem',
  putItem: 'PutItem',
  updateItem: 'UpdateItem',
  deleteItem: 'DeleteItem',
} as const;

/** A run of the workflow, which may die after some tasks. */
interface Run {
  tasksLeft: number;
  abort?: () => void;
}

/**
 * The simulated system of one schedule: the stores, the shards behind their network, and the
 * workflow.
 */
export class SimulatedWorld {
  readonly faults: Faults;
  readonly promises: Promises;
  readonly journal: Journal;
  readonly directory: Directory;
  /** Unreachable shards, by host name. */
  readonly down = new Set<string>();
  readonly #database: MemoryDynamoDB;
  readonly #statements: SimulatedStatements;
  readonly #shardWallets: readonly ShardWallets[];
  readonly #shardTables: readonly string[];
  readonly #shards: Shards;
  readonly #running = new AsyncLocalStorage<Run>();
  readonly #system: System;
  readonly #plan: Plan;
  #opened = false;
  #runs = 0;
  #sweeps = 0;

  constructor(system: System, plan: Plan) {
    this.#system = system;
    this.#plan = plan;
    const random = new Random(plan.seed);
    this.faults = new Faults(random, plan.faults, Date.now() + FAULTS_MS);
    this.#shardTables = Array.from({ length: plan.shards }, (_, n) => `shard-${n}`);
    const issued = plan.funds.reduce((sum, funds) => sum + BigInt(funds), 0n);
    const tables = {
      journal: system.journal,
      shards: this.#shardTables,
      entries: this.#shardTables.map(entriesTableOf),
    };
    this.promises = new Promises(tables, issued, HOLD_LIMITS);
    this.#database = new MemoryDynamoDB(
      [
        ...system.orchestratorTables,
        ...this.#shardTables.map((TableName) => ({ ...system.shardTable, TableName })),
        ...tables.entries.map((TableName) => ({ ...system.entriesTable, TableName })),
      ],
      (write) => {
        this.promises.onWrite(write);
        this.#statements.onWrite(write);
      },
    );
    const execute: Execute = (operation, input) => this.#operate(operation, input);
    const documents = memoryDocuments(execute);
    // Another write may come between two operations of a shard.
    const shardDocuments = memoryDocuments(execute, async () => {
      if (this.#opened && this.faults.happens('writeLate'))
        await new Promise((resolve) => setTimeout(resolve, random.between(1, 300)));
    });
    const { faults } = this;
    this.#statements = new SimulatedStatements({
      system,
      plan,
      faults,
      random,
      execute,
      shardTables: this.#shardTables,
    });
    this.journal = new Journal(documents, system.journal);
    this.directory = new Directory(documents, system.directory);
    // Wallets drop tombstones as early as possible and store very few, so that the fence must
    // replace them. The limit of holds is below the number of transfers.
    const early = { pruneFrom: 1, tombstoneLimits: { from: 3, keep: 1 }, holdLimits: HOLD_LIMITS };
    this.#shardWallets = this.#shardTables.map((table) => new ShardWallets(shardDocuments, table, early));
    const servers = this.#shardWallets.map(
      (wallets, n) => [`shard-${n}`, (path: string, body: object) => this.#atShard(wallets, path, body)] as const,
    );
    this.#shards = new Shards(
      this.#shardTables.map((name) => `http://${name}`),
      async () => 'token',
      virtualNetwork(new Map(servers), this.faults, this.down),
    );
  }

  /**
   * Creates the wallets. Those of the start have the planned money. Then they are of the version
   * before, until their statement is opened.
   */
  async open(): Promise<void> {
    for (const [id, funds] of this.#plan.funds.entries()) {
      const at = this.#plan.opened[id] ?? 0;
      if (at > 0) {
        setTimeout(() => void this.#walletsOf(String(id)).createWallet(String(id)), at);
        continue;
      }
      await this.#walletsOf(String(id)).createWallet(String(id));
      this.#database.execute('UpdateItem', {
        TableName: `shard-${shardOf(String(id), this.#plan.shards)}`,
        Key: { wallet_id: { S: String(id) } },
        UpdateExpression: 'SET spendable = :funds REMOVE posted, seq',
        ExpressionAttributeValues: { ':funds': { N: String(funds) } },
      });
      await this.#statements.open(String(id));
    }
    this.#opened = true;
  }

  /** Programs follow the statement of each wallet. */
  follow(): void {
    this.#statements.follow();
  }

  /**
   * Starts the workflow and returns immediately, as StartExecution does. The plan has the runs that
   * die.
   */
  startTransfer(transfer: { fromId: string; txId: string; queuedMs?: number }): void {
    const number = this.#runs++;
    const crash = this.faults.over() ? undefined : this.#plan.crashes.find(({ run }) => run === number);
    const run: Run = { tasksLeft: crash ? crash.afterTasks : Number.POSITIVE_INFINITY };
    const input = { from_id: transfer.fromId, tx_id: transfer.txId };
    const begin = () =>
      this.#running.run(run, () => {
        const { result, abort } = this.#system.run(this.#tasks, RunInput.parse(input));
        run.abort = abort;
        // The result of a run does not matter, only its writes do.
        result.catch(() => {});
      });
    if (transfer.queuedMs) setTimeout(begin, transfer.queuedMs);
    else begin();
  }

  /** Runs the sweeper, as its schedule does. @param all also transfers that are not due */
  async sweep(all: boolean): Promise<void> {
    const { journal, directory } = this;
    const transferWorkflow = {
      start: async (run: Parameters<SimulatedWorld['startTransfer']>[0]) => this.startTransfer(run),
    };
    const createWalletWorkflow = { start: async () => {} };
    const now = Date.now();
    const asOf = all ? Number.MAX_SAFE_INTEGER : now;
    await sweep(
      { journal, directory, transferWorkflow, createWalletWorkflow },
      { now, asOf, sweepId: `sweep-${this.#sweeps++}` },
    );
  }

  /** Releases holds after their deadline, which a shard of mib never does. */
  async expireHolds(): Promise<void> {
    for (const table of this.#shardTables) {
      for (const item of this.#database.items(table)) {
        const walletId = item.wallet_id?.S ?? '';
        for (const [txId, hold] of Object.entries(item.holds?.M ?? {})) {
          const deadline = Number(hold.M?.deadline?.N);
          if (deadline < Date.now()) await this.#walletsOf(walletId).rollback(walletId, txId, deadline, Date.now());
        }
      }
    }
  }

  async checkTheEnd(): Promise<void> {
    const funds = new Map(this.#plan.funds.map((amount, id) => [String(id), BigInt(amount)]));
    const wallets = this.#shardTables.flatMap((table) => this.#database.items(table));
    const end = { wallets, journal: this.#database.items(this.#system.journal) };
    this.promises.atTheEnd(end, funds, this.#plan.shards);
    await this.#statements.checkTheEnd(this.promises);
  }

  readonly #tasks: Tasks = {
    invoke: (functionName, payload) =>
      this.#unlessDead(async () => {
        return Json.parse(await (functionName.endsWith('-reserve') ? this.#reserve(payload) : this.#settle(payload)));
      }),
    dynamodb: (action, parameters) =>
      this.#unlessDead(async () => {
        if (this.faults.happens('throttled')) throw named('DynamoDB.ProvisionedThroughputExceededException');
        const output = this.#integration(OPERATIONS[action], DatabaseInput.parse(parameters));
        if (this.faults.happens('failedAfterWrite')) throw named('DynamoDB.InternalServerErrorException');
        return output;
      }),
  };

  #atShard(wallets: ShardWallets, path: string, body: object): Promise<Response> {
    const change = this.#system.breakage?.request;
    return handleAtShard(wallets, path, change ? change(path, body) : body, this.#clock());
  }

  // As functions/workflow wires them.
  async #reserve(payload: Json): Promise<object> {
    const run = (from: Json) => reserveTransfer(this.#shards, ReserveTask.parse(from), Date.now, () => {});
    return this.#system.breakage?.reserve?.(payload, run) ?? run(payload);
  }

  async #settle(payload: Json): Promise<object> {
    const settling = { shards: this.#shards, journal: this.journal };
    const changed = this.#system.breakage?.settle?.(settling, payload) ?? settling;
    return settleTransfer(changed, SettleTask.parse(payload), Date.now, () => {});
  }

  /**
   * Does the task unless the run is dead. A run that dies after the task never receives its result.
   */
  async #unlessDead(task: () => Promise<Json>): Promise<Json> {
    const run = this.#running.getStore();
    if (run && run.tasksLeft <= 0) return this.#die(run);
    if (run) run.tasksLeft--;
    const result = await task();
    return run && run.tasksLeft <= 0 ? this.#die(run) : result;
  }

  #die(run: Run): Promise<never> {
    run.abort?.();
    return new Promise(() => {});
  }

  #integration(operation: string, input: Input): Json {
    try {
      return Json.parse(this.#operate(operation, input));
    } catch (error) {
      if (error instanceof Error) error.name = `DynamoDB.${error.name}`;
      throw error;
    }
  }

  #operate(operation: string, input: Input): Record<string, unknown> {
    const change = this.#system.breakage?.operation;
    return this.#database.execute(operation, change ? change(operation, input) : input);
  }

  #clock(): number {
    return this.faults.reading(this.#plan.skewMs);
  }

  #walletsOf(walletId: string): ShardWallets {
    const wallets = this.#shardWallets[shardOf(walletId, this.#plan.shards)];
    if (!wallets) throw new Error(`no shard has wallet ${walletId}`);
    return wallets;
  }
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
