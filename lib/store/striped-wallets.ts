import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Credit } from '../domain/legs.ts';
import { stripeFor } from '../domain/stripes.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

/** The key of the list, in the directory's table. No wallet has it: a wallet's id consists of digits. */
const LIST_KEY = { wallet_id: 'striped' };
const List = z.object({ stripes: z._default(z.record(z.string(), SafeNumber), {}) });

/** The most wallets of the list, so that it stays one small item. */
export const MAX_STRIPED = 1_000;

/**
 * How long a list is used. A transfer that misses a change is as right as before: a wallet takes credits
 * on its own item and on each of its stripes at any time.
 */
const KEPT_MS = 60_000;

/**
 * The wallets whose new transfers go to stripes, and how many each has: one item. It is read once a
 * minute by each instance of a function, so a transfer costs no read.
 */
export class StripedWallets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  #kept: { readonly at: number; readonly list: Promise<Readonly<Record<string, number>>> } | undefined;

  /** @param table that of the directory */
  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * The number of stripes of the wallets that have any, by id, as a list of the last minute has it.
   * @param now ms since 1970
   */
  async list(now: number): Promise<Readonly<Record<string, number>>> {
    const kept = this.#kept;
    if (kept && now >= kept.at && now < kept.at + KEPT_MS) return kept.list;
    const reading = { at: now, list: this.#read() };
    this.#kept = reading;
    // What could not be read is read again by the next one.
    reading.list.catch(() => {
      if (this.#kept === reading) this.#kept = undefined;
    });
    return reading.list;
  }

  /** The credits of a new transfer, each with the stripe that it goes to. @param now ms since 1970 */
  async onStripes(txId: string, credits: readonly Credit[], now: number): Promise<readonly Credit[]> {
    const list = await this.list(now);
    return credits.map((credit) => {
      const stripes = Object.hasOwn(list, credit.toId) ? list[credit.toId] : undefined;
      return stripes === undefined ? credit : { ...credit, stripe: stripeFor(txId, stripes) };
    });
  }

  /**
   * Sends the new transfers of a wallet to its stripes. Functions follow within a minute.
   * @param stripes the number of the stripes to use, which exist; undefined: the wallet's own item
   * @throws Error if the list is full
   */
  async set(walletId: string, stripes: number | undefined): Promise<void> {
    const common = { TableName: this.#table, Key: LIST_KEY };
    await this.#documents.send(
      new UpdateCommand({
        ...common,
        UpdateExpression: 'SET stripes = if_not_exists(stripes, :none)',
        ExpressionAttributeValues: { ':none': {} },
      }),
    );
    const change =
      stripes === undefined
        ? { UpdateExpression: 'REMOVE stripes.#id' }
        : {
            UpdateExpression: 'SET stripes.#id = :stripes',
            ConditionExpression: 'attribute_exists(stripes.#id) OR size(stripes) < :most',
            ExpressionAttributeValues: { ':stripes': stripes, ':most': MAX_STRIPED },
          };
    const written = await conditionally(
      this.#documents.send(new UpdateCommand({ ...common, ExpressionAttributeNames: { '#id': walletId }, ...change })),
    );
    if (!('ok' in written)) throw new Error(`${MAX_STRIPED} wallets have stripes, and no more can have any`);
    this.#kept = undefined;
  }

  async #read(): Promise<Readonly<Record<string, number>>> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: LIST_KEY, ConsistentRead: true }),
    );
    return List.parse(item ?? {}).stripes;
  }
}
