import { type DynamoDBDocumentClient, GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { MibError } from '../domain/errors.ts';
import {
  CROWDING,
  explainReserve,
  holdFor,
  holdOf,
  isSettled,
  MAX_MARKERS,
  type MarkerLimits,
  PLACES,
  type Places,
  placesFor,
  prunable,
  type Reserve,
  reserveError,
  type ShardWallet,
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
      settled: item.settled,
      fence: item.fence,
    }),
  ),
);
/** An id whose wallet is not open: only the fence that it is going to be opened with. */
const FenceOnly = z.pipe(
  z.strictObject({ wallet_id: z.string(), fence: SafeNumber }),
  z.transform(() => undefined),
);
const Item = z.union([FenceOnly, WalletItem]);

/** In every condition: UpdateItem would make an item that is not there, and an id may have a fence before it has a wallet. */
const EXISTS = 'attribute_exists(spendable)';

const PageKey = z.object({ wallet_id: z.string() });

/** Markers are dropped this many at a time, so that the extra write is rare beside the ones that made them. */
const PRUNE_FROM = 16;
const PRUNE_AT_MOST = 100;
/** An item that changes between a failed condition and its reading is looked at again, this often. */
const MAX_TRIES = 5;

/**
 * The wallets of one shard. Every rule about money is in the condition of a write here and nowhere else: each operation is one
 * conditional UpdateItem on one item, may be repeated, and may come late or out of order (docs/protocol.md).
 */
export class ShardWallets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #pruneFrom: number;
  readonly #crowding: MarkerLimits;
  readonly #places: Places;

  /** @param options `pruneFrom`: how many markers there have to be to drop before a settle drops them */
  constructor(
    documents: DynamoDBDocumentClient,
    table: string,
    options: { pruneFrom?: number; crowding?: MarkerLimits; places?: Places } = {},
  ) {
    this.#documents = documents;
    this.#table = table;
    this.#pruneFrom = options.pruneFrom ?? PRUNE_FROM;
    this.#crowding = options.crowding ?? CROWDING;
    this.#places = options.places ?? PLACES;
  }

  /**
   * Opens a wallet without money; one that is open stays as it is. It begins with the fence that rollbacks have left under its id, so
   * that no reserve which came before it was there can hold when it comes again. `creditLimit`: how far below zero it may go.
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
   * Gives a wallet that has no credit a limit; its balance stays.
   * @returns whether it has this limit now, from this write or one before; if not, nothing has changed
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

  /** The wallet as it is now (strongly consistent), or undefined. */
  async get(walletId: string): Promise<ShardWallet | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { wallet_id: walletId }, ConsistentRead: true }),
    );
    return item && Item.parse(item);
  }

  /**
   * One page of all wallets, in no order, each strongly consistent. `after`: the `next` of the page before. A page may have fewer than
   * `limit`, or none, and not be the last one.
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
   * Holds the amount for the transaction. The very same reserve again changes nothing and is a success.
   * @param now ms since 1970 by this shard's clock, which may be wrong: only the fence keeps late reserves out for sure
   * @throws MibError with the first reason of `explainReserve`
   */
  async reserve(reserve: Reserve, now: number): Promise<void> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const tried = now > reserve.deadline ? { failed: true, item: undefined } : await this.#tryReserve(reserve);
      if ('ok' in tried) return;
      const wallet = await this.#itemOf(tried.item, reserve.walletId);
      const reason = explainReserve(wallet, reserve, now, this.#places);
      if (reason === 'held') return;
      if (reason === 'too_many_open_transactions' && wallet && attempt === 1 && (await this.#prune(wallet, now, 1)))
        continue;
      if (reason) throw reserveError(reason);
    }
    throw new Error(`wallet changed ${MAX_TRIES} times while reserving`);
  }

  /**
   * Ends the transaction's hold for good: a credit becomes available, a debit is gone.
   * @returns 'before' if there was no hold: it can only have been committed already; `tombstone` tells whether its marker is still
   * there to prove it
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
    return { applied: 'before', tombstone: isSettled(wallet, transactionId) };
  }

  /**
   * Ends the transaction's hold and gives a debit back. Without a hold it leaves a marker, so that a reserve that is still on its
   * way finds it; without a wallet it leaves a fence, with which the wallet is opened. Neither if the fence keeps that reserve out
   * already.
   * @returns 'before' if it was rolled back already
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
        if (fenced === 'opened') continue;
        return { applied: fenced };
      }
      if (isSettled(wallet, transactionId) || deadline <= wallet.fence) return { applied: 'before' };
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
            ' AND fence < :deadline AND size(holds) < :max_holds AND size(settled) < :max_markers AND spendable >= :debit',
          ExpressionAttributeNames: { '#tx': transactionId },
          ExpressionAttributeValues: {
            ':hold': { commit_adds: hold.commitAdds, rollback_adds: hold.rollbackAdds, deadline },
            ':debit': hold.rollbackAdds,
            ':deadline': deadline,
            ':max_holds': placesFor(reserve, this.#places),
            ':max_markers': MAX_MARKERS,
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
    const tombstone = await conditionally(
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
    if ('failed' in tombstone) return false;
    await this.#prune(WalletItem.parse(tombstone.ok.Attributes), now, this.#pruneFrom);
    return true;
  }

  /** Raises the fence that the wallet is going to be opened with. `before`: it is as high already. */
  async #fenceOff(walletId: string, deadline: number): Promise<'now' | 'before' | 'opened'> {
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
    return (await this.get(walletId)) ? 'opened' : 'before';
  }

  /**
   * Drops the markers that may be dropped, if there are `from` of them, and raises the fence to the largest in the same write.
   * The fence, not a clock, then keeps their reserves out. Somebody else's pruning in between is as good: nothing is lost.
   * @returns whether it dropped any
   */
  async #prune(wallet: ShardWallet, now: number, from: number): Promise<boolean> {
    const { transactionIds, fence } = prunable(wallet, now, PRUNE_AT_MOST, this.#crowding);
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

  /** The item that failed a condition: as the database gave it, or read now where it gave none. */
  async #itemOf(item: unknown, walletId: string): Promise<ShardWallet | undefined> {
    return item === undefined ? this.get(walletId) : Item.parse(item);
  }
}
