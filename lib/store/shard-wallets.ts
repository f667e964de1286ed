import { type DynamoDBDocumentClient, GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { MibError } from '../domain/errors.ts';
import {
  explainReserve,
  HOLD_LIMITS,
  type HoldLimits,
  hasTombstone,
  holdFor,
  holdLimitFor,
  holdOf,
  MAX_TOMBSTONES,
  prunable,
  type Reserve,
  reserveError,
  type ShardWallet,
  TOMBSTONE_LIMITS,
  type TombstoneLimits,
} from '../domain/shard-wallet.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

const Stored = z.object({
  wallet_id: z.string(),
  spendable: z.bigint(),
  credit_limit: z.bigint(),
  holds: z.record(z.string(), z.object({ commit_adds: z.bigint(), rollback_adds: z.bigint(), deadline: SafeNumber })),
  settled: z.record(z.string(), SafeNumber),
  fence: SafeNumber,
});
const WalletItem = z.pipe(
  Stored,
  z.transform(
    (item): ShardWallet => ({
      walletId: item.wallet_id,
      spendable: item.spendable,
      creditLimit: item.credit_limit,
      holds: Object.fromEntries(
        Object.entries(item.holds).map(([id, hold]) => [
          id,
          { commitAdds: hold.commit_adds, rollbackAdds: hold.rollback_adds, deadline: hold.deadline },
        ]),
      ),
      tombstones: item.settled,
      fence: item.fence,
    }),
  ),
);
/** An id without a wallet: only the fence with which the wallet will be created. */
const FenceOnly = z.pipe(
  z.strictObject({ wallet_id: z.string(), fence: SafeNumber }),
  z.transform(() => undefined),
);
const Item = z.union([FenceOnly, WalletItem]);

/** The wallet in an item of a shard's table; undefined if the item is only a fence. */
export function shardWalletOf(item: unknown): ShardWallet | undefined {
  return Item.parse(item);
}

/**
 * Part of every condition. UpdateItem would create a missing item, and an id may have a fence
 * before it has a wallet.
 */
const EXISTS = 'attribute_exists(spendable)';

const PageKey = z.object({ wallet_id: z.string() });

/**
 * Tombstones are dropped in batches, so that the extra write is rare beside the writes that left
 * them.
 */
const PRUNE_FROM = 16;
const PRUNE_MAX = 100;
/** The number of tries when an item changes between a failed condition and the read after it. */
const MAX_TRIES = 5;

/**
 * The wallets of one shard. Every rule about money is in the condition of a write here and nowhere
 * else. Each operation is one conditional UpdateItem on one item. It may be repeated, and may
 * arrive late or out of order (docs/protocol.md).
 */
export class ShardWallets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #pruneFrom: number;
  readonly #tombstoneLimits: TombstoneLimits;
  readonly #holdLimits: HoldLimits;

  /**
   * @param options `pruneFrom`: the number of droppable tombstones from which a settle drops them
   */
  constructor(
    documents: DynamoDBDocumentClient,
    table: string,
    options: { pruneFrom?: number; tombstoneLimits?: TombstoneLimits; holdLimits?: HoldLimits } = {},
  ) {
    this.#documents = documents;
    this.#table = table;
    this.#pruneFrom = options.pruneFrom ?? PRUNE_FROM;
    this.#tombstoneLimits = options.tombstoneLimits ?? TOMBSTONE_LIMITS;
    this.#holdLimits = options.holdLimits ?? HOLD_LIMITS;
  }

  /**
   * Creates a wallet without money; an existing wallet stays as it is. It starts with the fence
   * that rollbacks have left under its id. So a reserve that arrived before the wallet existed
   * cannot hold when it arrives again.
   * @param creditLimit how far below zero the balance may go
   */
  async createWallet(walletId: string, creditLimit = 0n): Promise<void> {
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression:
            'SET spendable = :limit, credit_limit = :limit, holds = :none, settled = :none, fence = if_not_exists(fence, :zero)',
          ConditionExpression: 'attribute_not_exists(spendable)',
          ExpressionAttributeValues: { ':limit': creditLimit, ':none': {}, ':zero': 0 },
        }),
      ),
    );
  }

  /**
   * Gives a credit limit to a wallet that has none; the balance stays.
   * @returns whether the wallet has this limit now, by this write or an earlier one; if not,
   * nothing changed
   */
  async giveCredit(walletId: string, creditLimit: bigint): Promise<boolean> {
    const given = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET spendable = spendable + :credit, credit_limit = :credit',
          ConditionExpression: 'attribute_exists(wallet_id) AND credit_limit = :none',
          ExpressionAttributeValues: { ':credit': creditLimit, ':none': 0 },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    return 'ok' in given || (await this.#itemOf(given.item, walletId))?.creditLimit === creditLimit;
  }

  /** The wallet, read strongly consistently, or undefined. */
  async get(walletId: string): Promise<ShardWallet | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { wallet_id: walletId }, ConsistentRead: true }),
    );
    return item && Item.parse(item);
  }

  /**
   * One page of all wallets, unordered, each read strongly consistently. A page may have fewer
   * wallets than `limit`, or none, without being the last.
   * @param page `after`: the `next` of the previous page
   */
  async page(page: {
    after?: string | undefined;
    limit: number;
  }): Promise<{ wallets: ShardWallet[]; next: string | undefined }> {
    const { Items: items = [], LastEvaluatedKey } = await this.#documents.send(
      new ScanCommand({
        TableName: this.#table,
        ConsistentRead: true,
        Limit: page.limit,
        ExclusiveStartKey: page.after === undefined ? undefined : { wallet_id: page.after },
      }),
    );
    return {
      wallets: items.flatMap((item) => Item.parse(item) ?? []),
      next: LastEvaluatedKey && PageKey.parse(LastEvaluatedKey).wallet_id,
    };
  }

  /**
   * Holds the amount for the transaction. Repeating the same reserve changes nothing and succeeds.
   * @param now ms since 1970 by this shard's clock, which may be wrong: only the fence surely keeps
   * late reserves out
   * @throws MibError with the first reason of `explainReserve`
   */
  async reserve(reserve: Reserve, now: number): Promise<void> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const tried = now > reserve.deadline ? { failed: true, item: undefined } : await this.#tryReserve(reserve);
      if ('ok' in tried) return;
      const wallet = await this.#itemOf(tried.item, reserve.walletId);
      const reason = explainReserve(wallet, reserve, now, this.#holdLimits);
      if (reason === 'held') return;
      if (reason === 'too_many_open_transactions' && wallet && attempt === 1 && (await this.#prune(wallet, now, 1)))
        continue;
      if (reason) throw reserveError(reason);
    }
    throw new Error(`wallet changed ${MAX_TRIES} times while reserving`);
  }

  /**
   * Ends the transaction's hold for good: a credit becomes available, a debit is taken.
   * @returns `before` if there was no hold: then it must have been committed already. `tombstone`
   * says whether its tombstone is still there to prove that.
   * @throws MibError no_such_wallet
   */
  async commit(
    walletId: string,
    transactionId: string,
    now: number,
  ): Promise<{ applied: 'now' | 'before'; tombstone: boolean }> {
    const settled = await this.#settle(walletId, transactionId, 'commit_adds', now);
    if ('ok' in settled) return { applied: 'now', tombstone: true };
    const wallet = await this.#itemOf(settled.item, walletId);
    if (!wallet) throw new MibError('no_such_wallet');
    return { applied: 'before', tombstone: hasTombstone(wallet, transactionId) };
  }

  /**
   * Ends the transaction's hold and gives a debit back. Without a hold it leaves a tombstone for a
   * reserve that is still in flight. Without a wallet it leaves a fence, with which the wallet will
   * be created. It leaves neither if the fence keeps that reserve out already.
   * @returns `before` if it was rolled back already
   */
  async rollback(
    walletId: string,
    transactionId: string,
    deadline: number,
    now: number,
  ): Promise<{ applied: 'now' | 'before' }> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const settled = await this.#settle(walletId, transactionId, 'rollback_adds', now);
      if ('ok' in settled) return { applied: 'now' };
      const wallet = await this.#itemOf(settled.item, walletId);
      if (!wallet) {
        const fenced = await this.#fenceOff(walletId, deadline);
        if (fenced === 'created') continue;
        return { applied: fenced };
      }
      if (hasTombstone(wallet, transactionId) || deadline <= wallet.fence) return { applied: 'before' };
      if (holdFor(wallet, transactionId)) continue;
      if (await this.#leaveTombstone(walletId, transactionId, deadline, now)) return { applied: 'now' };
    }
    throw new Error(`wallet changed ${MAX_TRIES} times while rolling back`);
  }

  #tryReserve(reserve: Reserve) {
    const { walletId, transactionId, deadline } = reserve;
    const hold = holdOf(reserve);
    return conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET holds.#tx = :hold, spendable = spendable - :debit',
          ConditionExpression:
            `${EXISTS} AND attribute_not_exists(holds.#tx) AND attribute_not_exists(settled.#tx)` +
            ' AND fence < :deadline AND size(holds) < :max_holds AND size(settled) < :max_tombstones AND spendable >= :debit',
          ExpressionAttributeNames: { '#tx': transactionId },
          ExpressionAttributeValues: {
            ':hold': { commit_adds: hold.commitAdds, rollback_adds: hold.rollbackAdds, deadline },
            ':debit': hold.rollbackAdds,
            ':deadline': deadline,
            ':max_holds': holdLimitFor(reserve, this.#holdLimits),
            ':max_tombstones': MAX_TOMBSTONES,
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
  }

  async #settle(walletId: string, transactionId: string, adds: 'commit_adds' | 'rollback_adds', now: number) {
    const settled = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression:
            'SET spendable = spendable + holds.#tx.#adds, settled.#tx = holds.#tx.deadline REMOVE holds.#tx',
          ConditionExpression: `${EXISTS} AND attribute_exists(holds.#tx)`,
          ExpressionAttributeNames: { '#tx': transactionId, '#adds': adds },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in settled) await this.#prune(WalletItem.parse(settled.ok.Attributes), now, this.#pruneFrom);
    return settled;
  }

  async #leaveTombstone(walletId: string, transactionId: string, deadline: number, now: number): Promise<boolean> {
    const left = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET settled.#tx = :deadline',
          ConditionExpression:
            `${EXISTS} AND attribute_not_exists(holds.#tx) AND attribute_not_exists(settled.#tx)` +
            ' AND fence < :deadline',
          ExpressionAttributeNames: { '#tx': transactionId },
          ExpressionAttributeValues: { ':deadline': deadline },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    if ('failed' in left) return false;
    await this.#prune(WalletItem.parse(left.ok.Attributes), now, this.#pruneFrom);
    return true;
  }

  /**
   * Raises the fence with which the wallet will be created.
   * @returns `before` if the fence is as high already; `created` if the wallet exists by now
   */
  async #fenceOff(walletId: string, deadline: number): Promise<'now' | 'before' | 'created'> {
    const fenced = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'SET fence = :deadline',
          ConditionExpression: 'attribute_not_exists(spendable) AND (attribute_not_exists(fence) OR fence < :deadline)',
          ExpressionAttributeValues: { ':deadline': deadline },
        }),
      ),
    );
    if ('ok' in fenced) return 'now';
    return (await this.get(walletId)) ? 'created' : 'before';
  }

  /**
   * Drops tombstones if at least `from` may be dropped, and raises the fence to their latest
   * deadline in the same write. From then on the fence, not a clock, keeps their reserves out. A
   * concurrent prune is as good: nothing is lost.
   * @returns whether this call dropped any
   */
  async #prune(wallet: ShardWallet, now: number, from: number): Promise<boolean> {
    const { transactionIds, fence } = prunable(wallet, now, PRUNE_MAX, this.#tombstoneLimits);
    if (transactionIds.length < from) return false;
    const names = transactionIds.map((id, n): [string, string] => [`#m${n}`, id]);
    const pruned = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: wallet.walletId },
          UpdateExpression: `SET fence = :fence REMOVE ${names.map(([name]) => `settled.${name}`).join(', ')}`,
          ConditionExpression: `${EXISTS} AND fence <= :fence`,
          ExpressionAttributeNames: Object.fromEntries(names),
          ExpressionAttributeValues: { ':fence': fence },
        }),
      ),
    );
    return 'ok' in pruned;
  }

  /** The item that failed a condition: the one the database returned, or else read now. */
  async #itemOf(item: unknown, walletId: string): Promise<ShardWallet | undefined> {
    return item === undefined ? this.get(walletId) : Item.parse(item);
  }
}
