import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { IssuingLimits, TreasuryOrder } from '../domain/issuing.ts';
import { conditionally } from './documents.ts';

/** An order under its key, with the transfer that carries it out. */
export interface StoredOrder extends TreasuryOrder {
  readonly txId: string;
}

const OrderItem = z.pipe(
  z.object({
    act: z.enum(['issue', 'retire']),
    wallet_id: z.string(),
    amount: z.bigint(),
    currency: z.string(),
    tx_id: z.string(),
  }),
  z.transform(
    (item): StoredOrder => ({
      act: item.act,
      walletId: item.wallet_id,
      amount: item.amount,
      currency: item.currency,
      txId: item.tx_id,
    }),
  ),
);

const DayItem = z.object({
  issued: z.bigint(),
  alone: z.bigint(),
  counted: z.record(z.string(), z.object({ amount: z.bigint(), alone: z.bigint() })),
});

/** What was issued on a day, and how much of it by one operator alone. In minor units. */
export interface IssuedDay {
  readonly issued: bigint;
  readonly alone: bigint;
}

/** A day of a currency. */
export interface DayOf {
  /** Such as 2026-11-26. */
  readonly day: string;
  readonly currency: string;
}

/** What is counted for a transfer. `approved`: by a second operator. */
export interface Counted {
  readonly txId: string;
  readonly amount: bigint;
  readonly approved: boolean;
}

/**
 * The orders of operators to issue and to retire money, each once by its key, and what was issued each day
 * of each currency. A day has room for some 4,000 issues of a currency: an item has 400 KB.
 */
export class IssuingStore {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** The order of a key, strongly consistent. */
  async order(key: string): Promise<StoredOrder | undefined> {
    const item = await this.#get(orderEntry(key));
    return item === undefined ? undefined : OrderItem.parse(item);
  }

  /**
   * Claims a key for an order. It may be repeated.
   * @param at RFC 3339
   * @returns the order that the key has now, which may be another one
   */
  async claim(key: string, order: StoredOrder, at: string): Promise<StoredOrder> {
    const claimed = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            entry: orderEntry(key),
            act: order.act,
            wallet_id: order.walletId,
            amount: order.amount,
            currency: order.currency,
            tx_id: order.txId,
            claimed_at: at,
          },
          ConditionExpression: 'attribute_not_exists(#entry)',
          ExpressionAttributeNames: { '#entry': 'entry' },
        }),
      ),
    );
    const standing = 'ok' in claimed ? order : await this.order(key);
    if (!standing) throw new Error(`the order of key ${key} is gone`);
    return standing;
  }

  /** What was issued on a day, strongly consistent. */
  async day(of: DayOf): Promise<IssuedDay> {
    const item = await this.#get(dayEntry(of));
    if (item === undefined) return { issued: 0n, alone: 0n };
    const { issued, alone } = DayItem.parse(item);
    return { issued, alone };
  }

  /** Whether a transfer is counted on a day, strongly consistent. */
  async isCounted(of: DayOf, txId: string): Promise<boolean> {
    const item = await this.#get(dayEntry(of));
    return item !== undefined && Object.hasOwn(DayItem.parse(item).counted, txId);
  }

  /**
   * Counts a transfer once, if it is within the limits. That is in the condition of the write, so that
   * operators at the same time cannot pass a limit together.
   * @returns what stands in its way, if it is not counted
   */
  async count(of: DayOf, transfer: Counted, limits: IssuingLimits): Promise<'counted' | 'above_day' | 'above_alone'> {
    const { txId, amount, approved } = transfer;
    const alone = approved ? 0n : amount;
    await this.#open(of);
    const counted = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { entry: dayEntry(of) },
          UpdateExpression: 'SET issued = issued + :amount, alone = alone + :alone, counted.#tx = :counted',
          ConditionExpression: [
            'attribute_not_exists(counted.#tx) AND issued <= :room',
            ...(approved ? [] : ['alone <= :roomAlone']),
          ].join(' AND '),
          ExpressionAttributeNames: { '#tx': txId },
          ExpressionAttributeValues: {
            ':amount': amount,
            ':alone': alone,
            ':counted': { amount, alone },
            ':room': limits.aDay - amount,
            ...(!approved && { ':roomAlone': limits.aloneADay - amount }),
          },
        }),
      ),
    );
    if ('ok' in counted) return 'counted';
    const standing = DayItem.parse(await this.#get(dayEntry(of)));
    if (Object.hasOwn(standing.counted, txId)) return 'counted';
    return standing.issued + amount > limits.aDay ? 'above_day' : 'above_alone';
  }

  /** Takes back the count of a transfer that did not happen. It may be repeated. */
  async giveBack(of: DayOf, txId: string): Promise<void> {
    const item = await this.#get(dayEntry(of));
    const counted = item === undefined ? undefined : DayItem.parse(item).counted[txId];
    if (!counted) return;
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { entry: dayEntry(of) },
          UpdateExpression: 'SET issued = issued - :amount, alone = alone - :alone REMOVE counted.#tx',
          ConditionExpression: 'attribute_exists(counted.#tx)',
          ExpressionAttributeNames: { '#tx': txId },
          ExpressionAttributeValues: { ':amount': counted.amount, ':alone': counted.alone },
        }),
      ),
    );
  }

  async #open(of: DayOf): Promise<void> {
    await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { entry: dayEntry(of), issued: 0, alone: 0, counted: {} },
          ConditionExpression: 'attribute_not_exists(#entry)',
          ExpressionAttributeNames: { '#entry': 'entry' },
        }),
      ),
    );
  }

  async #get(entry: string): Promise<unknown> {
    const { Item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { entry }, ConsistentRead: true }),
    );
    return Item;
  }
}

function orderEntry(key: string): string {
  return `order#${key}`;
}

function dayEntry({ day, currency }: DayOf): string {
  return `day#${day}#${currency}`;
}
