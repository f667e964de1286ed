import * as z from 'zod/mini';
import { operatorCredentials } from '../../remote/operator-credentials.ts';
import { type Credentials, callAwsRetrying } from '../../remote/signed-call.ts';
import type { StreamRecord } from '../database/stream-record.ts';
import type { Item } from '../database/values/values.ts';

const Shard = z.object({ ShardId: z.string(), ParentShardId: z.optional(z.string()) });
export type Shard = z.infer<typeof Shard>;
const Described = z.object({
  StreamDescription: z.object({ Shards: z._default(z.array(Shard), []), LastEvaluatedShardId: z.optional(z.string()) }),
});
const Iterator = z.object({ ShardIterator: z.string() });
const Record = z.pipe(
  z.custom<StreamRecord>(
    (value) =>
      z.object({ dynamodb: z.object({ Keys: z.unknown(), SequenceNumber: z.string() }) }).safeParse(value).success,
  ),
  z.transform(withEmptyMaps),
);
const Records = z.object({ Records: z.array(Record), NextShardIterator: z.optional(z.nullable(z.string())) });

/** DynamoDB Local writes an empty map in a record as `{}`, which is no value, and DynamoDB as `{"M": {}}`. */
function withEmptyMaps(record: StreamRecord): StreamRecord {
  const { NewImage, OldImage } = record.dynamodb;
  const whole = (image: Item) =>
    Object.fromEntries(
      Object.entries(image).map(([name, value]) => [name, Object.keys(value).length === 0 ? { M: {} } : value]),
    );
  return {
    ...record,
    dynamodb: {
      ...record.dynamodb,
      ...(NewImage && { NewImage: whole(NewImage) }),
      ...(OldImage && { OldImage: whole(OldImage) }),
    },
  };
}

/** An error of DynamoDB Streams. `name` is its type; without one there was no usable response. */
export class StreamsError extends Error {
  constructor(operation: string, name: string | undefined, response: unknown) {
    super(`${operation}: ${name ?? (response instanceof Error ? response.message : 'no usable response')}`);
    this.name = name ?? 'NoResponse';
  }
}

/** Where a reader of a shard begins: after a record, or at the oldest one. */
export type Start = { readonly after: string } | 'oldest';

const TIMEOUT_MS = 10_000;
const HOST_OF_TABLES = /^(https?:\/\/)(dynamodb\.[\w-]+\.amazonaws\.com(?:\.cn)?)/;

/** The operations of DynamoDB Streams that a reader needs. Calls are signed: AWS and emulators take them. */
export class StreamsApi {
  readonly #endpoint: string;
  #credentials: Promise<Credentials> | undefined;

  /** @param database the endpoint of the tables. Emulators have streams there, too; AWS has another host. */
  constructor(database: string) {
    this.#endpoint = database.replace(HOST_OF_TABLES, '$1streams.$2');
  }

  /** All shards of a stream. @throws StreamsError */
  async shards(StreamArn: string): Promise<Shard[]> {
    const shards: Shard[] = [];
    let ExclusiveStartShardId: string | undefined;
    do {
      const { StreamDescription: page } = await this.#call(
        'DescribeStream',
        { StreamArn, ExclusiveStartShardId },
        Described,
      );
      shards.push(...page.Shards);
      ExclusiveStartShardId = page.LastEvaluatedShardId;
    } while (ExclusiveStartShardId !== undefined);
    return shards;
  }

  /** @throws StreamsError TrimmedDataAccessException if the record at the start is too old */
  async iterator(StreamArn: string, ShardId: string, start: Start): Promise<string> {
    const from =
      start === 'oldest'
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: start.after };
    return (await this.#call('GetShardIterator', { StreamArn, ShardId, ...from }, Iterator)).ShardIterator;
  }

  /** The next records, and the iterator of those after them: undefined at the end of a closed shard. */
  async records(ShardIterator: string): Promise<{ records: StreamRecord[]; next: string | undefined }> {
    const { Records: records, NextShardIterator } = await this.#call('GetRecords', { ShardIterator }, Records);
    return { records, next: NextShardIterator ?? undefined };
  }

  async #call<T>(operation: string, input: object, schema: z.ZodMiniType<T>): Promise<T> {
    this.#credentials ??= operatorCredentials();
    const result = await callAwsRetrying(
      {
        service: 'dynamodb',
        target: `DynamoDBStreams_20120810.${operation}`,
        version: '1.0',
        timeoutMs: TIMEOUT_MS,
        endpoint: this.#endpoint,
      },
      input,
      schema,
      { credentials: await this.#credentials, isFinal: (error) => !/Internal|Throttling|LimitExceeded/.test(error) },
    );
    if ('value' in result) return result.value;
    throw new StreamsError(operation, result.error, result.response);
  }
}
