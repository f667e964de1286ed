import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import { allItems } from './all-items.ts';
import { conditionally, plain } from './documents.ts';
import { RecordedItem } from './event-items.ts';
import { recording } from './event-writes.ts';
import type { StreamRecord } from './stream-batch.ts';

/**
 * The events of wallets and keys: an item for each change of a wallet's freezes, shares and rule, and for
 * each key that is made or revoked. It is written once and never changed. Their stream publishes them.
 */
export class WalletEvents {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Records an event. One that is recorded stays as it is, and is not published again.
   */
  async add(event: RecordedEvent): Promise<void> {
    await conditionally(this.#documents.send(new PutCommand(recording(this.#table, event))));
  }

  /**
   * The events of a time span, unordered. Reads the whole table, a page at a time.
   * @param span ms since 1970; `until` is excluded
   */
  async *in({ since, until }: { since: number; until: number }): AsyncGenerator<RecordedEvent> {
    const items = allItems((ExclusiveStartKey) =>
      this.#documents.send(new ScanCommand({ TableName: this.#table, ExclusiveStartKey, ConsistentRead: true })),
    );
    for await (const item of items) {
      const event = RecordedItem.parse(item);
      const at = Date.parse(event.changed_at);
      if (at >= since && at < until) yield event;
    }
  }
}

/** Whether a changed item is an event of a wallet or a key. */
export function isOfWalletEvents({ dynamodb }: StreamRecord): boolean {
  return 'change' in dynamodb.NewImage;
}

/**
 * The event in a new item.
 * @throws $ZodError if the item is no event
 */
export function recordedEvent({ dynamodb }: StreamRecord): RecordedEvent {
  return RecordedItem.parse(plain(dynamodb.NewImage));
}
