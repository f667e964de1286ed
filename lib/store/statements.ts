import { type DynamoDBDocumentClient, PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { StatementEntry } from '../domain/statement.ts';
import type { SortOrder } from '../domain/tx-range.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

/**
 * One entry of so many is in the index `marks`, which finds the entries of a time. The entries from
 * one to the next have less than 4 KB, which is what the smallest read of the table can have.
 */
export const MARK_EVERY = 16;

const Item = z.pipe(
  z.object({
    wallet_id: z.string(),
    seq: SafeNumber,
    tx_id: z.optional(z.string()),
    amount: z.bigint(),
    balance: z.bigint(),
    posted_at: SafeNumber,
    hash: z.string(),
  }),
  z.transform(
    (item): StatementEntry => ({
      walletId: item.wallet_id,
      seq: item.seq,
      ...(item.tx_id !== undefined && { txId: item.tx_id }),
      amount: item.amount,
      balance: item.balance,
      postedAt: item.posted_at,
      hash: item.hash,
    }),
  ),
);
const Entries = z.array(Item);
const Mark = z.object({ seq: SafeNumber });

/** A page of a statement. `after`: the number of the last entry of the page before. */
export interface StatementPage {
  readonly after?: number | undefined;
  readonly limit: number;
  readonly order: SortOrder;
  /** By default it is eventually consistent, at half the price. */
  readonly consistent?: boolean;
}

/**
 * The statements of a shard's wallets: the table `entries`. An entry is written once and never
 * changed. Only `add` writes.
 */
export class Statements {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Stores the entry, unless it is stored already. The same posting after the same entry makes the
   * same entry, so a second write changes nothing.
   * @returns whether this call stored it
   * @throws Error if another entry has this number
   */
  async add(entry: StatementEntry): Promise<boolean> {
    const added = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: itemOf(entry),
          ConditionExpression: 'attribute_not_exists(seq)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in added) return true;
    const stored = added.item === undefined ? await this.#at(entry) : Item.parse(added.item);
    if (stored?.hash !== entry.hash)
      throw new Error(`entry ${entry.seq} of wallet ${entry.walletId} is there with other values`);
    return false;
  }

  /** The newest entry, strongly consistent, or undefined. */
  async latest(walletId: string): Promise<StatementEntry | undefined> {
    return this.#newest(walletId, true);
  }

  /**
   * The newest entry, or undefined, for a caller that needs those up to `seq`. Entries never
   * change, so an eventually consistent read that finds `seq` is as good, at half the price.
   */
  async latestFrom(walletId: string, seq: number): Promise<StatementEntry | undefined> {
    const seen = await this.#newest(walletId, false);
    return seen && seen.seq >= seq ? seen : this.latest(walletId);
  }

  /**
   * A page of the entries of a wallet that is here, up to its last one that is written. An eventually
   * consistent read may lack the newest, of a wallet that came from another shard a moment ago maybe
   * all. Then they are read again: a reader would also take an early end for the end of the statement.
   * @param head the number of its last posting, read meanwhile; undefined without a statement
   * @throws what `head` throws
   */
  async pageUpTo(
    walletId: string,
    page: StatementPage,
    head: Promise<{ readonly seq?: number | undefined }>,
  ): ReturnType<Statements['page']> {
    const { after, limit, order } = page;
    const [{ seq = 0 }, read] = await Promise.all([head, this.page(walletId, page)]);
    const { entries, more } = read;
    const ascending = order === 'asc';
    const left = ascending ? seq - (after ?? 0) : Math.min(seq, (after ?? seq + 1) - 1);
    // Numbers have no gap, so the largest one of those that are left is their number, too.
    const hasNewest = ascending || (entries[0]?.seq ?? 0) >= left;
    const hasAll = entries.length + (more ? 1 : 0) >= Math.min(limit + 1, left);
    return hasNewest && hasAll ? read : this.page(walletId, { ...page, consistent: true });
  }

  /**
   * A page of the entries that are here, whatever wallet they are of.
   * @returns `more`: whether there was another page when this one was read
   */
  async page(
    walletId: string,
    { after, limit, order, consistent = false }: StatementPage,
  ): Promise<{ entries: readonly StatementEntry[]; more: boolean }> {
    const ascending = order === 'asc';
    const entries = await this.#query(walletId, {
      ...(after !== undefined && {
        KeyConditionExpression: `wallet_id = :wallet AND seq ${ascending ? '>' : '<'} :after`,
        ExpressionAttributeValues: { ':wallet': walletId, ':after': after },
      }),
      ScanIndexForward: ascending,
      ConsistentRead: consistent,
      // One entry more shows whether there is another page.
      Limit: limit + 1,
    });
    return { entries: entries.slice(0, limit), more: entries.length > limit };
  }

  /**
   * The number of a marked entry up to `at` (ms since 1970). The index lags: it may lack the newest
   * marks.
   */
  async markUpTo(walletId: string, at: number): Promise<number | undefined> {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'marks',
        KeyConditionExpression: 'wallet_id = :wallet AND marked_at <= :at',
        ExpressionAttributeValues: { ':wallet': walletId, ':at': at },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    const [mark] = z.array(Mark).parse(Items);
    return mark?.seq;
  }

  async #newest(walletId: string, ConsistentRead: boolean): Promise<StatementEntry | undefined> {
    const [entry] = await this.#query(walletId, { ConsistentRead, ScanIndexForward: false, Limit: 1 });
    return entry;
  }

  async #at({ walletId, seq }: StatementEntry): Promise<StatementEntry | undefined> {
    const [entry] = await this.#query(walletId, {
      KeyConditionExpression: 'wallet_id = :wallet AND seq = :seq',
      ExpressionAttributeValues: { ':wallet': walletId, ':seq': seq },
      ConsistentRead: true,
    });
    return entry;
  }

  async #query(walletId: string, query: Partial<QueryCommandInput>): Promise<StatementEntry[]> {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'wallet_id = :wallet',
        ExpressionAttributeValues: { ':wallet': walletId },
        ...query,
      }),
    );
    return Entries.parse(Items);
  }
}

function itemOf({ walletId, seq, txId, amount, balance, postedAt, hash }: StatementEntry): Record<string, unknown> {
  return {
    wallet_id: walletId,
    seq,
    ...(txId === undefined ? { opening: true } : { tx_id: txId }),
    amount,
    balance,
    posted_at: postedAt,
    hash,
    ...(seq % MARK_EVERY === 0 && { marked_at: postedAt }),
  };
}
