import { placeOfItem } from '../../../lib/domain/stripes.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import { MemoryDynamoDB, type Write } from '../../../lib/local/database/memory-dynamodb.ts';
import { type Item, readItem } from '../../../lib/local/database/values/values.ts';
import type { Execute, Input } from '../../support/memory-dynamodb/client.ts';
import { addressesOf } from './growth-draws.ts';
import type { Plan } from './plan.ts';
import type { System } from './system.ts';

/** The tables of one schedule: those of the orchestrator, and two for each shard. */
export class SimulatedDatabase {
  /** The tables of the wallets, by the number of the shard. */
  readonly shardTables: readonly string[];
  readonly entriesTables: readonly string[];
  readonly #memory: MemoryDynamoDB;
  /** How many shards the wallets begin on. */
  readonly #shards: number;
  readonly #directory: string;
  /** The writes of the transaction that is being written. */
  #transaction: Write[] | undefined;
  readonly #change: ((operation: string, input: Input) => Input) | undefined;

  /** @param onWrite is told of every write */
  constructor(system: System, plan: Plan, onWrite: (write: Write) => void) {
    this.shardTables = Array.from({ length: addressesOf(plan) }, (_, n) => `shard-${n}`);
    this.entriesTables = this.shardTables.map(entriesTableOf);
    this.#shards = plan.shards;
    this.#directory = system.directory;
    this.#change = system.breakage?.operation;
    this.#memory = new MemoryDynamoDB(
      [
        ...system.orchestratorTables,
        ...this.shardTables.map((TableName) => ({ ...system.shardTable, TableName })),
        ...this.entriesTables.map((TableName) => ({ ...system.entriesTable, TableName })),
      ],
      (write) => this.#onWrite(write, onWrite),
    );
    const execute: Execute = (operation, input) => {
      if (operation !== 'TransactWriteItems') return this.#memory.execute(operation, this.#changed(operation, input));
      return this.#together(onWrite, () => this.#memory.execute(operation, this.#changed(operation, input)));
    };
    this.execute = system.breakage?.database?.(execute) ?? execute;
  }

  /** Runs an operation of the system, changed by the rule that is broken. */
  readonly execute: Execute;

  #onWrite(write: Write, onWrite: (write: Write) => void): void {
    if (this.#transaction) this.#transaction.push(write);
    else onWrite(write);
  }

  /** Nobody sees a part of a transaction. Who is told of one write after another hears of a wallet's stripes first. */
  #together<T>(onWrite: (write: Write) => void, run: () => T): T {
    const writes: Write[] = [];
    this.#transaction = writes;
    try {
      return run();
    } finally {
      this.#transaction = undefined;
      const isStripe = ({ before, after }: Write) =>
        placeOfItem((after ?? before)?.wallet_id?.S ?? '').stripe !== undefined;
      for (const write of [...writes.filter(isStripe), ...writes.filter((one) => !isStripe(one))]) onWrite(write);
    }
  }

  /** A rule is of a write, whether the write is alone or part of a transaction. */
  #changed(operation: string, input: Input): Input {
    const change = this.#change;
    if (!change) return input;
    const { TransactItems } = input;
    if (!TransactItems) return change(operation, input);
    const write = ([name, one]: [string, Input]) => [name, change(`${name}Item`, one)] as const;
    return {
      ...input,
      TransactItems: TransactItems.map((item) => Object.fromEntries(Object.entries(item).map(write))),
    };
  }

  /** Sets what a new wallet can spend, and makes it one of the version before, which has no statement. */
  issue(walletId: string, funds: bigint): void {
    this.#memory.execute('UpdateItem', {
      TableName: this.tableOf(walletId),
      Key: { wallet_id: { S: walletId } },
      UpdateExpression: 'SET spendable = :funds REMOVE posted, seq',
      ExpressionAttributeValues: { ':funds': { N: String(funds) } },
    });
  }

  items(table: string): Item[] {
    return this.#memory.items(table);
  }

  /** The items of all shards. */
  wallets(): Item[] {
    return this.shardTables.flatMap((table) => this.items(table));
  }

  /** How many stripes the directory says that a wallet has. */
  stripesOf(walletId: string): number | undefined {
    const of = { TableName: this.#directory, Key: { wallet_id: { S: walletId } } };
    const { Item: item } = this.#memory.execute('GetItem', of);
    const stripes = item === undefined ? undefined : readItem(item, 'Item').stripes?.N;
    return stripes === undefined ? undefined : Number(stripes);
  }

  /** The number of the shard that has a wallet at the start. */
  homeOf(itemId: string): number {
    return shardOf(placeOfItem(itemId).walletId, this.#shards);
  }

  /** The number of the shard that has a wallet, or is to have it. */
  shardOf(walletId: string): number {
    const found = this.shardTables.findIndex((_, shard) => {
      const item = this.itemOf(walletId, shard);
      return item?.spendable !== undefined && item.to_shard === undefined;
    });
    return found < 0 ? this.homeOf(walletId) : found;
  }

  /** What a shard stores of a wallet. */
  itemOf(walletId: string, shard: number): Item | undefined {
    const of = { TableName: this.shardTables[shard], Key: { wallet_id: { S: walletId } } };
    const { Item: item } = this.#memory.execute('GetItem', of);
    return item === undefined ? undefined : readItem(item, 'Item');
  }

  /** The table of that shard. */
  tableOf(walletId: string): string {
    const table = this.shardTables[this.shardOf(walletId)];
    if (table === undefined) throw new Error(`no shard has wallet ${walletId}`);
    return table;
  }
}

/** The table of the entries of a shard, by that of its wallets. */
export function entriesTableOf(shardTable: string): string {
  return `${shardTable}-entries`;
}
