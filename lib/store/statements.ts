import { type DynamoDBDocumentClient, PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { LastEntry, StatementEntry, StatementVector } from '../domain/statement.ts';
import { MAX_BLOCK } from '../domain/striped-statement.ts';
import type { SortOrder } from '../domain/tx-range.ts';
import { conditionally } from './documents.ts';
import { entriesOfItem, itemOfEntries } from './entry-item.ts';
import { SafeNumber } from './items.ts';

const Item = z.pipe(
  z.object({
    wallet_id: z.string(),
    seq: SafeNumber,
    tx_id: z.optional(z.string()),
    amount: z.bigint(),
    balance: z.bigint(),
    posted_at: SafeNumber,
    hash: z.string(),
    block: z.optional(z.array(z.object({ t: z.string(), a: z.bigint(), m: SafeNumber, h: z.instanceof(Uint8Array) }))),
    vector: z.optional(z.record(z.string(), SafeNumber)),
  }),
  z.transform((item): readonly LastEntry[] => {
    const first = {
      walletId: item.wallet_id,
      seq: item.seq,
      ...(item.tx_id !== undefined && { txId: item.tx_id }),
      amount: item.amount,
      balance: item.balance,
      postedAt: item.posted_at,
      hash: item.hash,
    };
    return entriesOfItem(first, item.block, item.vector);
  }),
);
const Items = z.array(Item);
const Mark = z.object({ seq: SafeNumber });

/** Another entry has the number: of a wallet in stripes, maybe one that another instance has written. */
export class NumberTaken extends Error {
  override readonly name = 'NumberTaken';
}

/** A page of a statement. `after`: the number of the last entry of the page before. */
export interface StatementPage {
  readonly after?: number | undefined;
  readonly limit: number;
  readonly order: SortOrder;
  /** By default it is eventually consistent, at half the price. */
  readonly consistent?: boolean;
}

/** How a page is read. */
interface Reading {
  /** Whether to read no more numbers than the page has: a table that a hand has changed may lack some. */
  readonly bounded: boolean;
  /** Whether entries after an empty page may be within a block. */
  readonly striped: boolean;
}

/**
 * The statements of a shard's wallets: the table `entries`. An entry is written once and never
 * changed. Entries of a wallet in stripes may be several in one item, a block. Who reads sees entries. Only
 * `add` and `append` write.
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
   * @returns undefined if this call stored it; else the last entry of the block that begins with it
   * @throws NumberTaken if another entry has this number
   */
  async add(entry: LastEntry): Promise<LastEntry | undefined> {
    const added = await this.#put([entry], entry.vector);
    if ('ok' in added) return undefined;
    const stored = added.item === undefined ? await this.#at(entry) : Item.parse(added.item);
    if (stored[0]?.hash !== entry.hash)
      throw new NumberTaken(`entry ${entry.seq} of wallet ${entry.walletId} is there with other values`);
    return stored.at(-1);
  }

  /**
   * Stores entries of a wallet in stripes as one block, in one write.
   * @param entries one to `MAX_BLOCK`, of which the first follows the newest one that was read
   * @param vector after the last of them
   * @returns false if something else follows that entry since: nothing is stored then
   */
  async append(entries: readonly [StatementEntry, ...StatementEntry[]], vector: StatementVector): Promise<boolean> {
    return 'ok' in (await this.#put(entries, vector));
  }

  /** The newest entry, strongly consistent, or undefined. */
  async latest(walletId: string): Promise<LastEntry | undefined> {
    return this.#newest(walletId, true);
  }

  /**
   * The newest entry, or undefined, for a caller that needs those up to `seq`. Entries never
   * change, so an eventually consistent read that finds `seq` is as good, at half the price.
   */
  async latestFrom(walletId: string, seq: number): Promise<LastEntry | undefined> {
    const seen = await this.#newest(walletId, false);
    return seen && seen.seq >= seq ? seen : this.latest(walletId);
  }

  /** The newest entry up to the number `seq`, strongly consistent, or undefined. */
  async upTo(walletId: string, seq: number): Promise<LastEntry | undefined> {
    const entries = await this.#itemUpTo(walletId, seq, true);
    return entries.find((entry) => entry.seq <= seq);
  }

  /**
   * A page of the entries of a wallet that is here, up to its last one that is written. An eventually
   * consistent read may lack the newest, of a wallet that came from another shard a moment ago maybe
   * all. Then they are read again: a reader would also take an early end for the end of the statement.
   * @param head the number of its last posting, read meanwhile; undefined without a statement. `stripes`:
   *   of a wallet in stripes
   * @throws what `head` throws
   */
  async pageUpTo(
    walletId: string,
    page: StatementPage,
    head: Promise<{ readonly seq?: number | undefined; readonly stripes?: number | undefined }>,
  ): ReturnType<Statements['page']> {
    const { after, limit, order } = page;
    const first = this.#page(walletId, page, { bounded: true, striped: false });
    const [{ seq = 0, stripes }, read] = await Promise.all([head, first]);
    const { entries, more } = read;
    const ascending = order === 'asc';
    const left = ascending ? seq - (after ?? 0) : Math.min(seq, (after ?? seq + 1) - 1);
    // Numbers have no gap, so the largest one of those that are left is their number, too.
    const hasNewest = ascending || (entries[0]?.seq ?? 0) >= left;
    const hasAll = entries.length + (more ? 1 : 0) >= Math.min(limit + 1, left);
    if (hasNewest && hasAll) return read;
    const striped = stripes !== undefined;
    return this.#page(walletId, { ...page, consistent: true }, { bounded: striped, striped });
  }

  /**
   * A page of the entries that are here, whatever wallet they are of.
   * @returns `more`: whether there was another page when this one was read. An entry that ends a block has
   *   the `vector` after it
   */
  page(walletId: string, page: StatementPage): Promise<{ entries: readonly LastEntry[]; more: boolean }> {
    return this.#page(walletId, page, { bounded: true, striped: true });
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

  /** The first entries after `after` are in a block before it, if one begins there. */
  async #page(
    walletId: string,
    { after, limit, order, consistent = false }: StatementPage,
    { bounded, striped }: Reading,
  ): Promise<{ entries: readonly LastEntry[]; more: boolean }> {
    const ascending = order === 'asc';
    const keys = ascending ? keysAfter(after, bounded ? limit : undefined) : keysBefore(after, limit);
    const read = await this.#query(walletId, {
      ...(keys && {
        KeyConditionExpression: `wallet_id = :wallet AND ${keys.condition}`,
        ExpressionAttributeValues: { ':wallet': walletId, ...keys.values },
      }),
      ScanIndexForward: ascending,
      ConsistentRead: consistent,
      // One entry more shows whether there is another page.
      Limit: limit + 1,
    });
    const isWithin = ({ seq }: StatementEntry) => after === undefined || (ascending ? seq > after : seq < after);
    const start = after ?? 0;
    const lacksFirst = ascending && start > 0 && (read[0] ? read[0].seq > start + 1 : striped);
    const before = lacksFirst ? await this.#itemUpTo(walletId, start, consistent) : [];
    const entries = [...before.toReversed(), ...read].filter(isWithin);
    return { entries: entries.slice(0, limit), more: entries.length > limit };
  }

  /** The entries of the item that has the entry of this number, or ends before it: the newest first. */
  #itemUpTo(walletId: string, seq: number, ConsistentRead: boolean): Promise<LastEntry[]> {
    return this.#query(walletId, {
      KeyConditionExpression: 'wallet_id = :wallet AND seq <= :seq',
      ExpressionAttributeValues: { ':wallet': walletId, ':seq': seq },
      ScanIndexForward: false,
      ConsistentRead,
      Limit: 1,
    });
  }

  async #newest(walletId: string, ConsistentRead: boolean): Promise<LastEntry | undefined> {
    const [newest] = await this.#query(walletId, { ConsistentRead, ScanIndexForward: false, Limit: 1 });
    return newest;
  }

  async #at({ walletId, seq }: StatementEntry): Promise<LastEntry[]> {
    return this.#query(walletId, {
      KeyConditionExpression: 'wallet_id = :wallet AND seq = :seq',
      ExpressionAttributeValues: { ':wallet': walletId, ':seq': seq },
      ConsistentRead: true,
    });
  }

  #put(entries: readonly [StatementEntry, ...StatementEntry[]], vector: StatementVector | undefined) {
    return conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: itemOfEntries(entries, vector),
          ConditionExpression: 'attribute_not_exists(seq)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
  }

  /** The entries of the items, in the order of the query. */
  async #query(walletId: string, query: Partial<QueryCommandInput>): Promise<LastEntry[]> {
    const { Items: found = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'wallet_id = :wallet',
        ExpressionAttributeValues: { ':wallet': walletId },
        ...query,
      }),
    );
    const items = Items.parse(found);
    return query.ScanIndexForward === false ? items.flatMap((entries) => entries.toReversed()) : items.flat();
  }
}

interface Keys {
  readonly condition: string;
  readonly values: Record<string, number>;
}

/** @param limit undefined: without a bound */
function keysAfter(after: number | undefined, limit: number | undefined): Keys | undefined {
  if (limit === undefined)
    return after === undefined ? undefined : { condition: 'seq > :after', values: { ':after': after } };
  const last = (after ?? 0) + limit + 1;
  if (after === undefined) return { condition: 'seq <= :last', values: { ':last': last } };
  return { condition: 'seq BETWEEN :first AND :last', values: { ':first': after + 1, ':last': last } };
}

/** A block that begins before the page may have entries of it. Without `after`, the newest are not known. */
function keysBefore(after: number | undefined, limit: number): Keys | undefined {
  if (after === undefined) return undefined;
  const first = after - 1 - limit - MAX_BLOCK;
  return { condition: 'seq BETWEEN :first AND :last', values: { ':first': first, ':last': after - 1 } };
}
