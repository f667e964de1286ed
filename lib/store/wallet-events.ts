import { type DynamoDBDocumentClient, PutCommand, ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { CONTROLLERS, FROZEN } from '../domain/wallet-controls.ts';
import type { WalletEvent } from '../domain/wallet-event.ts';
import { conditionally, plain } from './documents.ts';
import { SafeNumber } from './items.ts';
import type { StreamRecord } from './stream-batch.ts';

const Frozen = z.optional(z.enum(FROZEN));
const Item = z.pipe(
  z.object({
    wallet_id: z.string(),
    change: SafeNumber,
    status: z.enum(['FROZEN', 'UNFROZEN', 'CLOSED']),
    by: z.enum(CONTROLLERS),
    frozen: Frozen,
    operator_frozen: Frozen,
    changed_at: z.iso.datetime(),
  }),
  z.transform(
    ({ frozen = null, operator_frozen = null, ...event }): WalletEvent => ({
      version: 1,
      ...event,
      frozen,
      operator_frozen,
    }),
  ),
);

/**
 * The events of wallets: an item for each change of a wallet's freezes, written once and never changed.
 * Their stream publishes them.
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
  async add({ version: _, frozen, operator_frozen, ...event }: WalletEvent): Promise<void> {
    const Item = { ...event, frozen: frozen ?? undefined, operator_frozen: operator_frozen ?? undefined };
    const ConditionExpression = 'attribute_not_exists(wallet_id)';
    const put = new PutCommand({ TableName: this.#table, Item, ConditionExpression });
    await conditionally(this.#documents.send(put));
  }

  /**
   * The events of a time span, unordered. Reads the whole table, a page at a time.
   * @param span ms since 1970; `until` is excluded
   */
  async *in({ since, until }: { since: number; until: number }): AsyncGenerator<WalletEvent> {
    let from: Record<string, unknown> | undefined;
    do {
      const page: ScanCommandOutput = await this.#documents.send(
        new ScanCommand({ TableName: this.#table, ExclusiveStartKey: from, ConsistentRead: true }),
      );
      for (const item of page.Items ?? []) {
        const event = Item.parse(item);
        const at = Date.parse(event.changed_at);
        if (at >= since && at < until) yield event;
      }
      from = page.LastEvaluatedKey;
    } while (from);
  }
}

/** Whether a changed item is an event of a wallet. */
export function isOfWalletEvents({ dynamodb }: StreamRecord): boolean {
  return 'change' in dynamodb.NewImage;
}

/**
 * The event in a new item.
 * @throws $ZodError if the item is no event
 */
export function recordedEvent({ dynamodb }: StreamRecord): WalletEvent {
  return Item.parse(plain(dynamodb.NewImage));
}
