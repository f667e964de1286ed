import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { dayOf, endOfDay, type Spender, type Spent } from '../domain/spending.ts';
import { initiationOf } from '../domain/transfer.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

/** The prefix of the attributes that are transfers, with the time at which each was counted. */
const COUNTED = 'tx_';
/** A repeated request may come for a day after the last of a day. */
const KEEP_AFTER_MS = 2 * 86_400_000;

const Item = z.pipe(
  z.looseObject({ spent: z.bigint() }),
  z.transform(({ spent, ...item }) => ({
    spent,
    counted: new Map(
      Object.entries(item)
        .filter(([name]) => name.startsWith(COUNTED))
        .map(([name, at]) => [name.slice(COUNTED.length), SafeNumber.parse(at)]),
    ),
  })),
);

/** What was spent of the sum of a day. */
export interface DaySpent {
  readonly spent: bigint;
  /** The transfers that are remembered as counted, with the time of counting in ms since 1970. */
  readonly counted: ReadonlyMap<string, number>;
}

/**
 * What spenders have paid from wallets on one day: an item for each spender, wallet and day. The sum is
 * compared in the condition of the write that adds to it, so no two requests can pass it together.
 */
export class Spending {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Counts a transfer on the day of its id, once, unless the sum would be above the spender's.
   * @param now ms since 1970
   * @returns the day afterwards, or `full` with the day as it is
   */
  async count(spender: Spender, spent: Spent, now: number): Promise<DaySpent | { readonly full: DaySpent }> {
    const { txId, amount, walletId } = spent;
    const day = dayOf(initiationOf(txId));
    const key = { counter: keyOf(spender, walletId, day) };
    const room = spender.maxPerDay - amount;
    const written =
      room < 0n
        ? { failed: true as const, item: undefined }
        : await conditionally(
            this.#documents.send(
              new UpdateCommand({
                TableName: this.#table,
                Key: key,
                UpdateExpression: 'SET spent = if_not_exists(spent, :none) + :amount, #tx = :now, expires_at = :end',
                ConditionExpression: 'attribute_not_exists(#tx) AND (attribute_not_exists(spent) OR spent <= :room)',
                ExpressionAttributeNames: { '#tx': COUNTED + txId },
                ExpressionAttributeValues: {
                  ':none': 0,
                  ':amount': amount,
                  ':room': room,
                  ':now': now,
                  ':end': Math.ceil((endOfDay(day) + KEEP_AFTER_MS) / 1_000),
                },
                ReturnValues: 'ALL_NEW',
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              }),
            ),
          );
    if ('ok' in written) return Item.parse(written.ok.Attributes);
    const standing = written.item === undefined ? await this.#read(key) : Item.parse(written.item);
    return standing.counted.has(txId) ? standing : { full: standing };
  }

  /**
   * Forgets transfers that no request can count again, so that the item stays small.
   * @param day that of the transfers
   */
  async forget(spender: Spender, walletId: string, day: string, txIds: readonly string[]): Promise<void> {
    if (txIds.length === 0) return;
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { counter: keyOf(spender, walletId, day) },
          UpdateExpression: `REMOVE ${txIds.map((_, n) => `#tx${n}`)}`,
          ConditionExpression: 'attribute_exists(spent)',
          ExpressionAttributeNames: Object.fromEntries(txIds.map((txId, n) => [`#tx${n}`, COUNTED + txId])),
        }),
      ),
    );
  }

  async #read(key: { counter: string }): Promise<DaySpent> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: key, ConsistentRead: true }),
    );
    return item ? Item.parse(item) : { spent: 0n, counted: new Map() };
  }
}

function keyOf({ id }: Spender, walletId: string, day: string): string {
  return `${id}#${walletId}#${day}`;
}
