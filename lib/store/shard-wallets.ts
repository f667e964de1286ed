import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { currencyOf, type InCurrency } from '../domain/currency.ts';
import { MibError } from '../domain/errors.ts';
import { type Commit, effectOf, isExpected } from '../domain/shard-commit.ts';
import {
  explainReserve,
  HOLD_LIMITS,
  type HoldLimits,
  type HoldMap,
  hasTombstone,
  holdFor,
  holdMapOf,
  prunable,
  type Reserve,
  reserveError,
  type ShardWallet,
  TOMBSTONE_LIMITS,
  type TombstoneLimits,
} from '../domain/shard-wallet.ts';
import { wholeWallet } from '../domain/stripes.ts';
import { dayCountOf } from '../domain/wallet-controls.ts';
import type { MovedWallet } from '../domain/wallet-move.ts';
import { ShardStripes } from './shard-stripes.ts';
import { ShardWalletTable, type Written } from './shard-wallet-table.ts';
import * as writes from './shard-wallet-writes.ts';

/**
 * Tombstones are dropped in batches, so that the extra write is rare beside the writes that left
 * them.
 */
const PRUNE_FROM = 16;
const PRUNE_MAX = 100;
/** The number of tries when an item changes between a failed condition and the next write. */
const MAX_TRIES = 5;

/** `before`: an earlier request did it. */
type Applied = 'now' | 'before';

/**
 * The wallets of one shard. Each operation is one conditional write on one item
 * (shard-wallet-writes.ts). It may be repeated, and may arrive late or out of order
 * (docs/protocol.md). Each `now` is ms since 1970 by this shard's clock, which may be wrong: only
 * the fence surely keeps late reserves out.
 */
export class ShardWallets {
  readonly #table: ShardWalletTable;
  readonly #stripes: ShardStripes;
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
    this.#table = new ShardWalletTable(documents, table);
    this.#stripes = new ShardStripes(documents, table);
    this.#pruneFrom = options.pruneFrom ?? PRUNE_FROM;
    this.#tombstoneLimits = options.tombstoneLimits ?? TOMBSTONE_LIMITS;
    this.#holdLimits = options.holdLimits ?? HOLD_LIMITS;
  }

  /** The whole wallet, read strongly consistently, or undefined. */
  async get(walletId: string): Promise<ShardWallet | undefined> {
    const main = await this.#table.get(walletId);
    return main && this.#stripes.whole(main);
  }

  /**
   * One page of all wallets, unordered, each read strongly consistently: also those that are moving,
   * and apart from them those that have moved away. A page may have fewer wallets than `limit`, or
   * none, without being the last.
   * @param page `after`: the `next` of the previous page
   */
  async page(page: {
    after?: string | undefined;
    limit: number;
  }): Promise<{ wallets: ShardWallet[]; moved: MovedWallet[]; next: string | undefined }> {
    const { next, ...listed } = await this.#table.page(page);
    return { ...(await this.#stripes.listed(listed)), next };
  }

  /** A page of one wallet, as `page` has it. It is empty if the wallet was never here. */
  async listed(walletId: string): Promise<{ wallets: ShardWallet[]; moved: MovedWallet[] }> {
    return this.#stripes.listed(await this.#table.listed(walletId));
  }

  /**
   * Creates a wallet without money; an existing wallet stays as it is. It starts with the fence
   * that rollbacks have left under its id. So a reserve that arrived before the wallet existed
   * cannot hold when it arrives again.
   * @param creditLimit how far below zero the balance may go
   * @throws MibError wrong_currency if the wallet exists in another currency
   */
  async createWallet(walletId: string, creditLimit = 0n, money: InCurrency = {}): Promise<void> {
    const { done, wallet } = await this.#table.write(walletId, writes.creation(creditLimit, money));
    if (!done && wallet && currencyOf(wallet) !== currencyOf(money)) throw new MibError('wrong_currency');
  }

  /**
   * Gives a credit limit to a wallet that has none; the balance stays.
   * @returns whether the wallet has this limit now, by this write or an earlier one; if not,
   * nothing changed
   */
  async giveCredit(walletId: string, creditLimit: bigint): Promise<boolean> {
    const { done, wallet } = await this.#table.write(walletId, writes.creditGiven(creditLimit));
    return done || wallet?.creditLimit === creditLimit;
  }

  /**
   * Opens the statement of a wallet of the version before, which has none, with its balance as the
   * first posting.
   * @returns whether this call opened it; if not, it was open
   * @throws MibError no_such_wallet
   */
  async openStatement(walletId: string, now: number): Promise<boolean> {
    let wallet = await this.#table.get(walletId);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      if (!wallet) throw new MibError('no_such_wallet');
      if (wallet.statement) return false;
      const opened = await this.#table.write(walletId, writes.statementOpening(wallet, now));
      if (opened.done) return true;
      wallet = opened.wallet;
    }
    throw new Error(`wallet changed ${MAX_TRIES} times while its statement was opened`);
  }

  /**
   * Holds the amount for the transaction. Repeating the same reserve changes nothing and succeeds.
   * @throws MibError with the first reason of `explainReserve`
   */
  async reserve(reserve: Reserve, now: number): Promise<void> {
    const { walletId, deadline } = reserve;
    // Most wallets have no limit of a day. A first write fails in one that has.
    let write = writes.hold(reserve, this.#holdLimits, undefined);
    let pruned = false;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      // Its own hold comes before the clock: the same reserve may be repeated after the deadline.
      const { done, wallet } =
        now > deadline
          ? { done: false, wallet: await this.#table.get(walletId) }
          : await this.#table.write(walletId, write);
      if (done) return;
      const count = dayCountOf(wallet?.controls ?? {}, now);
      const isFirst = reserve.authorisation && wallet?.authorised === undefined;
      write = isFirst ? writes.firstAuthorisation(reserve, count) : writes.hold(reserve, this.#holdLimits, count);
      const reason = explainReserve(wallet, reserve, now, this.#holdLimits);
      if (reason === 'held') return;
      if (reason === 'too_many_open_transactions' && wallet && !pruned && (await this.#prune(wallet, now, 1))) {
        pruned = true;
        continue;
      }
      if (isLack(reason) && wallet?.stripes !== undefined) {
        await this.#gatherFor(reserve, wallet, now);
        continue;
      }
      if (reason) throw reserveError(reason);
    }
    throw new Error(`wallet changed ${MAX_TRIES} times while reserving`);
  }

  /**
   * Ends the transaction's hold for good, and posts its amount: a credit becomes available, a debit
   * is taken.
   * @returns `before` if there was no hold: then it must have been committed already. `tombstone`
   * says whether its tombstone is still there to prove that.
   * @throws MibError no_such_wallet, or transaction_mismatch if the hold is of another amount
   */
  async commit(commit: Commit, now: number): Promise<{ applied: Applied; tombstone: boolean }> {
    const { walletId, transactionId } = commit;
    // What the item said last. An orchestrator of the version before does not know the amount.
    let wallet = commit.amount === undefined ? await this.#existing(walletId) : undefined;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const hold = wallet && holdFor(wallet, transactionId);
      if (wallet && !hold) return { applied: 'before', tombstone: hasTombstone(wallet, transactionId) };
      const effect = effectOf(commit, hold);
      if (hold && !isExpected(hold, effect)) throw new MibError('transaction_mismatch');
      const write = wallet && !wallet.statement ? writes.unpostedCommit : writes.posting;
      // Only the commit of an authorised transfer says what is held.
      const likely: HoldMap = commit.held === undefined ? 'holds' : 'authorised';
      const seen = wallet ? seenOf(wallet, transactionId) : { map: likely };
      const written = await this.#settle(walletId, write(transactionId, effect, now, seen), now);
      if (written.done) return { applied: 'now', tombstone: true };
      if (!written.wallet) throw new MibError('no_such_wallet');
      wallet = written.wallet;
    }
    throw new Error(`wallet changed ${MAX_TRIES} times while committing`);
  }

  /**
   * Ends the transaction's hold and gives a debit back. Without a hold it leaves a tombstone for a
   * reserve that is still in flight. Without a wallet it leaves a fence, with which the wallet will
   * be created, unless `fence` is false: who asks so knows no more than that the wallet may be elsewhere.
   * It leaves neither if the fence keeps that reserve out already.
   * @returns `before` if it was rolled back already; `absent` if there is no wallet
   */
  async rollback(
    walletId: string,
    transactionId: string,
    deadline: number,
    now: number,
    { fence = true }: { readonly fence?: boolean | undefined } = {},
  ): Promise<{ applied: Applied; absent?: true }> {
    let seen: writes.Seen = { map: 'holds' };
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const { done, wallet } = await this.#settle(walletId, writes.release(transactionId, seen), now);
      if (done) return { applied: 'now' };
      if (!wallet) {
        if (!fence) return { applied: 'before', absent: true };
        const fenced = await this.#table.write(walletId, writes.fenceWithoutWallet(deadline));
        if (fenced.wallet) continue;
        return { applied: fenced.done ? 'now' : 'before', absent: true };
      }
      // Its own hold comes before the fence, which has long passed the deadline of an authorised one.
      seen = seenOf(wallet, transactionId);
      if (holdFor(wallet, transactionId)) continue;
      if (hasTombstone(wallet, transactionId) || deadline <= wallet.fence) return { applied: 'before' };
      if ((await this.#settle(walletId, writes.tombstone(transactionId, deadline), now)).done)
        return { applied: 'now' };
    }
    throw new Error(`wallet changed ${MAX_TRIES} times while rolling back`);
  }

  /**
   * Brings what a debit lacks from the stripes of its wallet.
   * @param main the wallet's own item, read before the stripes: what the whole wallet lacks, it has
   *   lacked when that was read
   * @throws MibError with the first reason of `explainReserve` for the whole wallet
   */
  async #gatherFor(reserve: Reserve, main: ShardWallet, now: number): Promise<void> {
    const stripes = await this.#stripes.of(main);
    const { spendable } = wholeWallet(main, stripes);
    const reason = explainReserve({ ...main, spendable }, reserve, now, this.#holdLimits);
    if (reason && reason !== 'held') throw reserveError(reason);
    await this.#stripes.gather(main, stripes, -reserve.amount - main.spendable);
  }

  /** A write that leaves a tombstone, and then drops those that have passed. */
  async #settle(walletId: string, write: writes.Write, now: number): Promise<Written> {
    const written = await this.#table.write(walletId, write);
    if (written.done && written.wallet) await this.#prune(written.wallet, now, this.#pruneFrom);
    return written;
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
    return this.#table.try(wallet.walletId, writes.prune(transactionIds, fence));
  }

  /** @throws MibError no_such_wallet */
  async #existing(walletId: string): Promise<ShardWallet> {
    const wallet = await this.#table.get(walletId);
    if (!wallet) throw new MibError('no_such_wallet');
    return wallet;
  }
}

/** Whether the item has too little for a debit. Other items of its wallet may have it. */
function isLack(reason: ReturnType<typeof explainReserve>): boolean {
  return reason === 'insufficient_funds' || reason === 'below_minimum_balance';
}

/** What the next write of a settle knows by the last one. */
function seenOf(wallet: ShardWallet, transactionId: string): writes.Seen {
  const map = holdMapOf(wallet, transactionId);
  return { map, hold: holdFor(wallet, transactionId), countedDay: wallet.controls?.day?.day };
}
