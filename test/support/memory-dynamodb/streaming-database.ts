import type { Server } from 'node:http';
import * as z from 'zod';
import { awsJsonServer, type Operation, operation, ServiceError } from '../../../lib/local/aws/aws-json.ts';
import { MemoryDynamoDB, type Write } from '../../../lib/local/database/memory-dynamodb.ts';
import { schemaOf } from '../../../lib/local/database/schema.ts';
import { recordOf, type StreamRecord } from '../../../lib/local/database/stream-record.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly records: StreamRecord[];
  /** The records before this one are forgotten. */
  oldest: number;
  closed: boolean;
}

const Iterator = z.object({ ShardId: z.string(), at: z.int() });
const GetShardIterator = z.discriminatedUnion('ShardIteratorType', [
  z.object({ ShardId: z.string(), ShardIteratorType: z.literal('TRIM_HORIZON') }),
  z.object({
    ShardId: z.string(),
    ShardIteratorType: z.literal('AFTER_SEQUENCE_NUMBER'),
    SequenceNumber: z.string(),
  }),
]);

/** A database elsewhere with DynamoDB Streams, of one table. */
export class StreamingDatabase {
  readonly #definition: TableDefinition;
  readonly #shards: Shard[] = [];
  #count = 0;
  /** How often records were asked for. */
  reads = 0;
  /** Records of one response. */
  page = 2;

  constructor(definition: TableDefinition) {
    this.#definition = definition;
    this.split();
  }

  /** Closes the last shard. Later changes go into its child. */
  split(): void {
    const parent = this.#shards.at(-1);
    if (parent) parent.closed = true;
    this.#shards.push({
      ShardId: `shard-${this.#shards.length}`,
      ...(parent && { ParentShardId: parent.ShardId }),
      records: [],
      oldest: 0,
      closed: false,
    });
  }

  /** Forgets all records but the newest ones of the last shard. */
  trim(left: number): void {
    const shard = this.#shards.at(-1);
    if (shard) shard.oldest = shard.records.length - left;
  }

  server(): Server {
    const database = new MemoryDynamoDB([], (write) => this.#add(write));
    const ofTables = database.operations.map((name): [string, Operation] => [
      `DynamoDB_20120810.${name}`,
      (input) => withStream(database.execute(name, input), this.#definition),
    ]);
    return awsJsonServer({ ...Object.fromEntries(ofTables), ...this.#streams });
  }

  readonly #streams: Record<string, Operation> = {
    'DynamoDBStreams_20120810.DescribeStream': operation(
      z.object({ ExclusiveStartShardId: z.string().optional() }),
      ({ ExclusiveStartShardId: after }) => {
        // One shard a page.
        const at = after === undefined ? 0 : this.#shards.findIndex(({ ShardId }) => ShardId === after) + 1;
        const { ShardId, ParentShardId } = this.#shards[at] ?? {};
        const more = at + 1 < this.#shards.length && { LastEvaluatedShardId: ShardId };
        return { StreamDescription: { Shards: [{ ShardId, ParentShardId }], ...more } };
      },
    ),
    'DynamoDBStreams_20120810.GetShardIterator': operation(GetShardIterator, (input) => {
      const { records, oldest } = this.#shard(input.ShardId);
      if (input.ShardIteratorType === 'TRIM_HORIZON') return iterator(input.ShardId, oldest);
      const at = records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === input.SequenceNumber) + 1;
      if (at < oldest) throw new ServiceError('TrimmedDataAccessException', 'the record is forgotten');
      return iterator(input.ShardId, at);
    }),
    'DynamoDBStreams_20120810.GetRecords': operation(z.object({ ShardIterator: z.string() }), (input) => {
      this.reads += 1;
      const { ShardId, at } = Iterator.parse(JSON.parse(input.ShardIterator));
      const { records, closed } = this.#shard(ShardId);
      const Records = records.slice(at, at + this.page);
      const next = at + Records.length;
      const { ShardIterator } = iterator(ShardId, next);
      return { Records, ...(!(closed && next === records.length) && { NextShardIterator: ShardIterator }) };
    }),
  };

  #shard(id: string): Shard {
    const found = this.#shards.find(({ ShardId }) => ShardId === id);
    if (!found) throw new ServiceError('ResourceNotFoundException', `no shard ${id}`);
    return found;
  }

  #add(write: Write): void {
    this.#count += 1;
    const form = { key: schemaOf(this.#definition).key, view: 'NEW_IMAGE' } as const;
    const record = recordOf(write, form, { at: Date.now(), sequenceNumber: `${this.#count}00000` });
    if (record) this.#shards.at(-1)?.records.push(record);
  }
}

function iterator(ShardId: string, at: number): { ShardIterator: string } {
  return { ShardIterator: JSON.stringify({ ShardId, at }) };
}

/** The response of an operation; that of DescribeTable names the stream. */
function withStream(output: Record<string, unknown>, { TableName }: TableDefinition): Record<string, unknown> {
  if (typeof output.Table !== 'object') return output;
  return { Table: { ...output.Table, LatestStreamArn: `arn:aws:dynamodb:local:0:table/${TableName}/stream/1` } };
}
