import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { FIRST_DUE_MS, unfinishedPartition } from '../domain/retry-schedule.ts';
import type { Maker } from '../domain/treasury.ts';
import { readAll } from './batches.ts';
import { type DirectoryEntry, DirectoryItem } from './directory-item.ts';
import { conditionally } from './documents.ts';
import { storedMetadata } from './metadata-items.ts';
import { type Due, dueIn, postpone, unfinishedAttributes, unfinishedKeys } from './unfinished-index.ts';

export type { DirectoryEntry } from './directory-item.ts';

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
            name: entry.name,
            metadata: storedMetadata(entry.metadata),
            currency: entry.currency,
            ...(entry.status === 'CREATING' &&
              unfinishedAttributes(unfinishedPartition(entry.walletId), now + FIRST_DUE_MS)),
          },
          ConditionExpression: 'attribute_not_exists(wallet_id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in claimed) return { claimed: true, entry };
    const standing = claimed.item === undefined ? await this.get(entry.walletId) : DirectoryItem.parse(claimed.item);
    if (!standing) throw new Error('a claimed wallet has disappeared from the directory');
    const own = standing.owner === entry.owner && standing.createdAt === entry.createdAt;
    return { claimed: own, entry: standing };
  }

  /**
   * Marks a claimed wallet as made by an operator, and gives it to the user `to`. The labels and the
   * members of the user before are removed.
   * @returns whether `from` still owned it, or it was adopted already; if not, nothing changes
   */
  async adopt(walletId: string, { from, to }: { from: string; to: string }): Promise<boolean> {
    const adopted = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET #owner = :to, made_by = :operator REMOVE #name, metadata, members, owner_login',
          // The second half lets a write succeed that is repeated because its response was lost.
          ConditionExpression: '#owner = :from OR (#owner = :to AND made_by = :operator)',
          ExpressionAttributeNames: { '#owner': 'owner', '#name': 'name' },
          ExpressionAttributeValues: { ':from': from, ':to': to, ':operator': 'operator' satisfies Maker },
        }),
      ),
    );
    return 'ok' in adopted;
  }

  /**
   * Names the shard that a wallet has moved to. A write of an older move, or one that is repeated,
   * changes nothing.
   * @param op the number of the move; each number has one shard
   * @returns whether the directory names this move's shard now; if not, a later move has ended
   * @throws Error if the directory has no such wallet
   */
  async moveTo(walletId: string, { shard, op }: { shard: number; op: number }): Promise<boolean> {
    const moved = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET #shard = :shard, op = :op',
          ConditionExpression: 'attribute_exists(wallet_id) AND (attribute_not_exists(op) OR op < :op)',
          ExpressionAttributeNames: { '#shard': 'shard' },
          ExpressionAttributeValues: { ':shard': shard, ':op': op },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in moved) return true;
    const standing = moved.item === undefined ? await this.get(walletId) : DirectoryItem.parse(moved.item);
    if (!standing) throw new Error(`the directory has no wallet ${walletId}`);
    return standing.op === op;
  }

  /**
   * Says how many stripes a wallet has, before the first row of a credit to one of them is written. A
   * smaller number than before changes nothing. It may be repeated.
   * @returns how many the directory says now
   * @throws Error if the directory has no such wallet
   */
  async setStripes(walletId: string, stripes: number): Promise<number> {
    const set = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET stripes = :stripes',
          ConditionExpression: 'attribute_exists(wallet_id) AND (attribute_not_exists(stripes) OR stripes < :stripes)',
          ExpressionAttributeValues: { ':stripes': stripes },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in set) return stripes;
    const standing = set.item === undefined ? await this.get(walletId) : DirectoryItem.parse(set.item);
    if (!standing) throw new Error(`the directory has no wallet ${walletId}`);
    return standing.stripes ?? 0;
  }

  /** Strongly consistent: a user can use a wallet right after creating it. */
  get(walletId: string): Promise<DirectoryEntry | undefined> {
    return this.#read(walletId, true);
  }

  /** Eventually consistent, at half the price. A new wallet may be missing, and a change may be. */
  glimpse(walletId: string): Promise<DirectoryEntry | undefined> {
    return this.#read(walletId, false);
  }

  /**
   * Where wallets are, and the number of the last move of each that has ended, 0 if it never moved. Strongly
   * consistent. Those that the directory does not have are left out.
   */
  async placesOf(walletIds: readonly string[]): Promise<ReadonlyMap<string, { shard: number; op: number }>> {
    const keys = walletIds.map((wallet_id) => ({ wallet_id }));
    const items = await readAll(this.#documents, this.#table, keys, { ConsistentRead: true });
    const entries = items.map((item) => DirectoryItem.parse(item));
    return new Map(entries.map(({ walletId, shard, op = 0 }) => [walletId, { shard, op }]));
  }

  /** How many stripes wallets have, of those that have or had any. Strongly consistent. */
  async stripesOf(walletIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const keys = walletIds.map((wallet_id) => ({ wallet_id }));
    const items = await readAll(this.#documents, this.#table, keys, { ConsistentRead: true });
    const entries = items.map((item) => DirectoryItem.parse(item));
    return new Map(entries.flatMap(({ walletId, stripes }) => (stripes === undefined ? [] : [[walletId, stripes]])));
  }

  async #read(walletId: string, ConsistentRead: boolean): Promise<DirectoryEntry | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { wallet_id: walletId }, ConsistentRead }),
    );
    return item && DirectoryItem.parse(item);
  }

  /** The claimed wallets that are not on their shard yet. */
  async creating(): Promise<DirectoryEntry[]> {
    const keys = await unfinishedKeys(this.#documents, this.#table, Key);
    const entries = await Promise.all(keys.map(({ wallet_id }) => this.get(wallet_id)));
    return entries.flatMap((entry) => (entry?.status === 'CREATING' ? [entry] : []));
  }

  due(now: number, limit: number): Promise<Due<z.infer<typeof Key>>[]> {
    return dueIn(this.#documents, this.#table, Key, now, limit);
  }

  postpone(due: Due<z.infer<typeof Key>>, now: number, sweepId: string): Promise<boolean> {
    return postpone(this.#documents, this.#table, due, now, sweepId);
  }
}
