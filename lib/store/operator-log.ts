import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { entryFollowing, type Intent, NO_ENTRY, type OperatorLogEntry, type Outcome } from '../domain/operator-log.ts';
import { conditionally, plain } from './documents.ts';
import { SafeNumber } from './items.ts';
import type { StreamRecord } from './stream-batch.ts';

/** The one partition: the chain has one order. */
const LOG = 'operators';
/** Each failed attempt is an entry of another operator that was written meanwhile. */
const ATTEMPTS = 50;

const CHAINED = {
  seq: SafeNumber,
  id: z.string(),
  at: SafeNumber,
  by: z.string(),
  previous: z.string(),
  hash: z.string(),
};
const Entry = z.discriminatedUnion('kind', [
  z.object({
    ...CHAINED,
    kind: z.literal('intent'),
    command: z.string(),
    arguments: z.record(z.string(), z.string()),
    reason: z.string(),
  }),
  z.object({
    ...CHAINED,
    kind: z.literal('outcome'),
    of: SafeNumber,
    result: z.enum(['done', 'failed']),
    detail: z.optional(z.string()),
  }),
]);

/** The table `operator_log`: what operators did, in one chain. Nothing in it is changed or deleted. */
export class OperatorLog {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Appends an entry after the last one. Of two operators at the same time one is first, and the other
   * follows its entry.
   * @param made `id` is unique to the entry
   * @throws Error if other operators append all the time
   */
  async append(act: Intent | Outcome, made: Pick<OperatorLogEntry, 'id' | 'at' | 'by'>): Promise<OperatorLogEntry> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const last = await this.#last();
      // The response of an earlier attempt was lost.
      if (last?.id === made.id) return last;
      const entry = entryFollowing(last ?? NO_ENTRY, act, made);
      const written = await conditionally(
        this.#documents.send(
          new PutCommand({
            TableName: this.#table,
            Item: { log: LOG, ...entry },
            ConditionExpression: 'attribute_not_exists(seq)',
          }),
        ),
      );
      if ('ok' in written || (await this.#at(entry.seq))?.id === made.id) return entry;
    }
    throw new Error('other operators write to the operator log all the time: run the command again');
  }

  /** Every entry, the oldest first. Strongly consistent. */
  async *entries(): AsyncGenerator<OperatorLogEntry, void, void> {
    for (let after = 0; ; ) {
      const page = await this.#query({ after, limit: 500 });
      yield* page;
      const last = page.at(-1);
      if (!last) return;
      after = last.seq;
    }
  }

  /** Whether the identity of an entry has one before it. Eventually consistent. */
  async hasActedBefore({ by, seq }: Pick<OperatorLogEntry, 'by' | 'seq'>): Promise<boolean> {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'identity',
        KeyConditionExpression: '#by = :by AND seq < :seq',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: { ':by': by, ':seq': seq },
        Limit: 1,
      }),
    );
    return Items.length > 0;
  }

  async #last(): Promise<OperatorLogEntry | undefined> {
    const [last] = await this.#query({ after: 0, limit: 1, newestFirst: true });
    return last;
  }

  async #at(seq: number): Promise<OperatorLogEntry | undefined> {
    const [entry] = await this.#query({ after: seq - 1, limit: 1 });
    return entry;
  }

  async #query({ after, limit, newestFirst = false }: { after: number; limit: number; newestFirst?: boolean }) {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: '#log = :log AND seq > :after',
        ExpressionAttributeNames: { '#log': 'log' },
        ExpressionAttributeValues: { ':log': LOG, ':after': after },
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        Limit: limit,
      }),
    );
    return z.array(Entry).parse(Items);
  }
}

/**
 * The entry in a new item.
 * @throws $ZodError if the item is no entry
 */
export function loggedEntry({ dynamodb }: StreamRecord): OperatorLogEntry {
  return Entry.parse(plain(dynamodb.NewImage));
}
