import * as z from 'zod';
import { pauseAfter } from '../../domain/full-jitter.ts';
import type { StoredValues } from '../aws/stored-values.ts';
import type { ChangeLog } from '../database/change-log.ts';
import type { Place } from '../database/stream-record.ts';
import type { RetryEnvironment } from './retry-environment.ts';
import { type Start, type StreamsApi, StreamsError } from './streams-api.ts';

/** What has been read of a shard: all up to a record, or all. */
const Position = z.union([z.object({ after: z.string() }), z.object({ done: z.literal(true) })]);

/** How often a shard without new records is read, as by Lambda at rest. */
const LOOK_AGAIN_MS = 1_000;
const BACKOFF = { firstMs: 200, longestMs: 10_000 };

export interface ForeignStreamOptions {
  readonly api: StreamsApi;
  readonly arn: string;
  /** Of the mappings that read the stream. */
  readonly logs: readonly ChangeLog[];
  /** What has been read of each shard. */
  readonly positions: StoredValues;
  readonly nextPlace: () => Place;
  readonly retries: RetryEnvironment;
}

/**
 * Copies the changes of a table in a database elsewhere to the logs of this machine, from DynamoDB
 * Streams. A parent shard is read to its end before its children, so that the order of an item's
 * changes stays. A position is stored in one step with what has been copied. Without a stored
 * position the copy begins with the oldest record that the stream has.
 */
export class ForeignStream {
  readonly #options: ForeignStreamOptions;
  readonly #reading = new Set<string>();
  readonly #done = new Set<string>();
  #positions = new Map<string, z.infer<typeof Position>>();
  #stopped = false;

  constructor(options: ForeignStreamOptions) {
    this.#options = options;
  }

  /** Begins to copy. @throws StreamsError if the database has no DynamoDB Streams */
  async start(): Promise<void> {
    const stored = await this.#options.positions.all();
    this.#positions = new Map(stored.map(([shard, value]) => [shard, Position.parse(value)]));
    await this.#readShards();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Starts a reader for each shard that may be read now. */
  async #readShards(): Promise<void> {
    const { api, arn, positions } = this.#options;
    const shards = await api.shards(arn);
    const known = new Set(shards.map(({ ShardId }) => ShardId));
    for (const shard of this.#positions.keys()) if (!known.has(shard)) await positions.remove(shard);
    for (const { ShardId, ParentShardId } of shards) {
      const position = this.#positions.get(ShardId);
      if (position && 'done' in position) this.#done.add(ShardId);
      const waits = ParentShardId !== undefined && known.has(ParentShardId) && !this.#done.has(ParentShardId);
      if (waits || this.#done.has(ShardId) || this.#reading.has(ShardId)) continue;
      this.#reading.add(ShardId);
      void this.#readToEnd(ShardId, position && 'after' in position ? position : 'oldest');
    }
  }

  async #readToEnd(shard: string, from: Start): Promise<void> {
    const { api, arn, retries, positions } = this.#options;
    let start = from;
    let iterator: string | undefined;
    let failures = 0;
    while (!this.#stopped) {
      try {
        iterator ??= await api.iterator(arn, shard, start);
        const { records, next } = await api.records(iterator);
        failures = 0;
        iterator = next;
        const last = records.at(-1)?.dynamodb.SequenceNumber;
        if (last !== undefined) start = await this.#copy(shard, records, last);
        if (next === undefined) break;
        if (last === undefined) await retries.pause(LOOK_AGAIN_MS);
      } catch (error) {
        iterator = undefined;
        // The stream has forgotten the record: what is left begins with its oldest.
        if (error instanceof StreamsError && error.name === 'TrimmedDataAccessException') start = 'oldest';
        failures += 1;
        if (failures % 10 === 0) retries.say(`the stream ${arn} cannot be read: ${error}`);
        await retries.pause(pauseAfter(failures, BACKOFF, retries.random()));
      }
    }
    if (this.#stopped) return;
    await positions.put(shard, { done: true });
    this.#done.add(shard);
    await this.#untilRead();
  }

  async #copy(
    shard: string,
    records: Awaited<ReturnType<StreamsApi['records']>>['records'],
    after: string,
  ): Promise<Start> {
    const { logs, positions, nextPlace } = this.#options;
    for (const record of records) {
      // Numbers of several shards have no common order.
      const SequenceNumber = nextPlace().sequenceNumber;
      const copied = { ...record, dynamodb: { ...record.dynamodb, SequenceNumber } };
      for (const log of logs) log.append(copied);
    }
    // In the same turn, so that it is stored together with them.
    await positions.put(shard, { after });
    return { after };
  }

  /** Looks for the children of a shard that has ended. */
  async #untilRead(): Promise<void> {
    const { retries, arn } = this.#options;
    for (let failures = 1; !this.#stopped; failures++) {
      try {
        return await this.#readShards();
      } catch (error) {
        if (failures % 10 === 0) retries.say(`the stream ${arn} cannot be read: ${error}`);
        await retries.pause(pauseAfter(failures, BACKOFF, retries.random()));
      }
    }
  }
}
