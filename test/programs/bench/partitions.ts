import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ServiceError } from '../../../lib/local/aws/aws-json.ts';
import { MemoryDynamoDB } from '../../../lib/local/database/memory-dynamodb.ts';
import { sizeOf } from '../../../lib/local/database/values/item-size.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { type Input, memoryDocuments } from '../../support/memory-dynamodb/client.ts';

/** What a partition of DynamoDB takes in a second. */
const PARTITION_WRITES = 1_000;

/** How long a call takes. */
const CALL_MS = 5;
const WRITE_UNIT = 1024;
const WRITES = new Set(['UpdateItem', 'PutItem']);

const Used = z.object({ ConsumedCapacity: z.object({ Table: z.object({ CapacityUnits: z.number() }) }) });
const Found = z.custom<Item>().optional();
const Key = z.object({ wallet_id: z.object({ S: z.string() }) });

/** What was used of one partition. */
export interface PartitionUse {
  readonly units: number;
  readonly mostInASecond: number;
  /** The largest item that was written, in bytes. */
  readonly largest: number;
}

/** One write that was billed. */
interface Billed {
  readonly second: number;
  readonly units: number;
  readonly bytes: number;
}

/**
 * A table of a shard in memory, with a partition for each `wallet_id`. A partition takes so many write units
 * in a second of the clock, and refuses more. It saves nothing for the next second, while DynamoDB lends what
 * is left of the last five minutes when it can. The clock is that of the timers.
 */
export class Partitions {
  readonly documents: DynamoDBDocumentClient;
  /** How many writes were refused because a partition had no units left. */
  throttled = 0;
  readonly #database: MemoryDynamoDB;
  readonly #limit: number;
  readonly #billed = new Map<string, Billed[]>();
  /** The size of the item of the write that runs. */
  #bytes = 0;

  /**
   * @param options `limit`: what a partition takes in a second; `onWrite`: is told of each item after its
   *   write
   */
  constructor(
    table: TableDefinition,
    {
      limit = PARTITION_WRITES,
      onWrite = () => {},
    }: { limit?: number | undefined; onWrite?: (after: Item) => void } = {},
  ) {
    this.#limit = limit;
    this.#database = new MemoryDynamoDB([table], ({ before, after }) => {
      this.#bytes = Math.max(sizeOf(before), sizeOf(after));
      if (after) onWrite(after);
    });
    this.documents = memoryDocuments(
      (operation, input) =>
        WRITES.has(operation) ? this.#write(operation, input) : this.#database.execute(operation, input),
      () => new Promise((resolve) => setTimeout(resolve, CALL_MS)),
    );
  }

  /** What was used from one second of the clock until another one, by partition. */
  usesBetween(from: number, until: number): PartitionUse[] {
    return [...this.#billed.values()].map((all) => {
      const billed = all.filter(({ second }) => second >= from && second < until);
      const seconds = [...Map.groupBy(billed, ({ second }) => second).values()].map(unitsOf);
      const [mostInASecond, largest] = [Math.max(0, ...seconds), Math.max(0, ...billed.map(({ bytes }) => bytes))];
      return { units: unitsOf(billed), mostInASecond, largest };
    });
  }

  #write(operation: string, input: Input): Record<string, unknown> {
    const { S: id } = Key.parse(input.Key ?? input.Item).wallet_id;
    const billed = this.#billed.get(id) ?? [];
    this.#billed.set(id, billed);
    const second = Math.floor(Date.now() / 1_000);
    if (this.#isFull(billed, second)) {
      this.throttled += 1;
      throw new ServiceError('ProvisionedThroughputExceededException', 'the partition has no write units left');
    }
    try {
      const output = this.#database.execute(operation, { ...input, ReturnConsumedCapacity: 'INDEXES' });
      const { CapacityUnits: units } = Used.parse(output).ConsumedCapacity.Table;
      billed.push({ second, units, bytes: this.#bytes });
      return output;
    } catch (error) {
      // A write whose condition fails is billed by the item that it has found.
      if (error instanceof ServiceError && error.name === 'ConditionalCheckFailedException') {
        const bytes = sizeOf(Found.parse(error.members.Item));
        billed.push({ second, units: Math.max(1, Math.ceil(bytes / WRITE_UNIT)), bytes });
      }
      throw error;
    }
  }

  #isFull(billed: readonly Billed[], second: number): boolean {
    let used = 0;
    for (let n = billed.length - 1; n >= 0 && billed[n]?.second === second; n--) used += billed[n]?.units ?? 0;
    return used >= this.#limit;
  }
}

function unitsOf(billed: readonly Billed[]): number {
  return billed.reduce((sum, { units }) => sum + units, 0);
}
