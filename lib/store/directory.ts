import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { FIRST_DUE_MS, unfinishedPartition } from '../domain/retry-schedule.ts';
import type { Maker } from '../domain/treasury.ts';
import { WalletStatus } from '../domain/wallet-status.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';
import { type Due, dueIn, postpone, unfinishedAttributes } from './unfinished-index.ts';

/** A wallet in the directory. Its money is on its shard. */
export interface DirectoryEntry {
  readonly walletId: string;
  readonly owner: string;
  readonly shard: number;
  readonly status: WalletStatus;
  readonly createdAt: string;
  /**
   * The id of its place in the owner's wallet limit. Operators' wallets, and wallets older than the
   * limit, have none.
   */
  readonly place?: string | undefined;
  /** Missing in users' claims, and in all claims from before 2026-11-25. */
  readonly madeBy?: Maker | undefined;
}

const Item = z.pipe(
  z.object({
    wallet_id: z.string(),
    owner: z.string(),
    shard: SafeNumber,
    status: WalletStatus,
    created_at: z.string(),
    place: z.optional(z.string()),
    made_by: z.optional(z.literal('operator')),
  }),
  z.transform(
    (item): DirectoryEntry => ({
      walletId: item.wallet_id,
      owner: item.owner,
      shard: item.shard,
      status: item.status,
      createdAt: item.created_at,
      ...(item.place !== undefined && { place: item.place }),
      ...(item.made_by !== undefined && { madeBy: item.made_by }),
    }),
  ),
);
const Listed = z.pipe(
  z.object({ wallet_id: z.string(), status: WalletStatus, created_at: z.string() }),
  z.transform((item) => ({ walletId: item.wallet_id, status: item.status, createdAt: item.created_at })),
);
const Key = z.object({ wallet_id: z.string() });

/** The directory of wallets: the owner and the shard of each. */
export class Directory {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Claims a wallet id for its owner; the first claim stays. A wallet that is CREATING is due for
   * the sweeper from then on. A write that is repeated because its response was lost finds its own
   * claim. (So does another claim by the same owner in the same millisecond. Then both start the
   * workflow, which may run twice.)
   * @param now ms since 1970
   * @returns the stored entry: this one, or an earlier one
   */
  async claim(entry: DirectoryEntry, now: number): Promise<{ claimed: boolean; entry: DirectoryEntry }> {
    const claimed = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            wallet_id: entry.walletId,
            owner: entry.owner,
            shard: entry.shard,
            status: entry.status,
            created_at: entry.createdAt,
            place: entry.place,
            made_by: entry.madeBy,
            ...(entry.status === 'CREATING' &&
              unfinishedAttributes(unfinishedPartition(entry.walletId), now + FIRST_DUE_MS)),
          },
          ConditionExpression: 'attribute_not_exists(wallet_id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in claimed) return { claimed: true, entry };
    const standing = claimed.item === undefined ? await this.get(entry.walletId) : Item.parse(claimed.item);
    if (!standing) throw new Error('a claimed wallet has disappeared from the directory');
    const own = standing.owner === entry.owner && standing.createdAt === entry.createdAt;
    return { claimed: own, entry: standing };
  }

  /**
   * Marks a claimed wallet as made by an operator, and gives it to the user `to`.
   * @returns whether `from` still owned it, or it was adopted already; if not, nothing changes
   */
  async adopt(walletId: string, { from, to }: { from: string; to: string }): Promise<boolean> {
    const adopted = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET #owner = :to, made_by = :operator',
          // The second half lets a write succeed that is repeated because its response was lost.
          ConditionExpression: '#owner = :from OR (#owner = :to AND made_by = :operator)',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':from': from, ':to': to, ':operator': 'operator' satisfies Maker },
        }),
      ),
    );
    return 'ok' in adopted;
  }

  /** Strongly consistent: a user can use a wallet right after creating it. */
  get(walletId: string): Promise<DirectoryEntry | undefined> {
    return this.#read(walletId, true);
  }

  /** Eventually consistent, at half the price. A new wallet may be missing, and a change may be. */
  glimpse(walletId: string): Promise<DirectoryEntry | undefined> {
    return this.#read(walletId, false);
  }

  async #read(walletId: string, ConsistentRead: boolean): Promise<DirectoryEntry | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { wallet_id: walletId }, ConsistentRead }),
    );
    return item && Item.parse(item);
  }

  /**
   * One page of an owner's wallets, by id. It reads an index and is eventually consistent.
   * @param page `after`: the last id of the previous page
   */
  async ownedBy(owner: string, page: { after?: string | undefined; limit: number }) {
    const { Items: items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'owner',
        KeyConditionExpression: page.after === undefined ? '#owner = :owner' : '#owner = :owner AND wallet_id > :after',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': owner, ':after': page.after },
        // One item more shows whether there is another page; LastEvaluatedKey may lead to an empty
        // one.
        Limit: page.limit + 1,
      }),
    );
    return { wallets: z.array(Listed).parse(items.slice(0, page.limit)), more: items.length > page.limit };
  }

  due(now: number, limit: number): Promise<Due<z.infer<typeof Key>>[]> {
    return dueIn(this.#documents, this.#table, Key, now, limit);
  }

  postpone(due: Due<z.infer<typeof Key>>, now: number, sweepId: string): Promise<boolean> {
    return postpone(this.#documents, this.#table, due, now, sweepId);
  }
}
