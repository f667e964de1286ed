import * as routes from '../api/shard.ts';
import type { AuditedWallet } from '../domain/audit.ts';
import { type InCurrency, inCurrency } from '../domain/currency.ts';
import type { PastEntry } from '../domain/statement.ts';
import type { Frozen } from '../domain/wallet-controls.ts';
import { shardOf } from '../domain/wallet-id.ts';
import { currentWallet } from './current-wallet.ts';
import { LegShards } from './leg-shards.ts';
import { changeControls, closeWallet, readControls, type ShownControls } from './shard-controls.ts';
import { WalletElsewhere } from './shard-errors.ts';
import { bodyOf, successOf } from './shard-outcome.ts';
import { type ListedWallets, listedOne, listedPage, statementOf } from './shard-pages.ts';
import {
  type EntriesPage,
  type EntriesRequest,
  openStatement,
  readEntries,
  readEntryUpTo,
} from './shard-statements.ts';
import { makeStripes, type StripesToMake } from './shard-stripes.ts';

export type { ShownControls } from './shard-controls.ts';
export { NoRoom, ShardBusy, ShardUnavailable } from './shard-errors.ts';

/** What the directory says of a wallet that is to be created. */
export interface ClaimedWallet extends InCurrency {
  readonly walletId: string;
  readonly shard: number;
}

/** A wallet's money in minor units. */
export interface Money extends InCurrency {
  readonly balance: bigint;
  readonly available: bigint;
  readonly reserved: bigint;
  /** What its freezes refuse together. */
  readonly frozen?: Frozen;
  /** In ms since 1970. */
  readonly closedAt?: number;
  /** The booked balance and the number of its last entry; absent before the statement is opened. */
  readonly posted?: bigint;
  readonly seq?: number;
}

/**
 * The client of the shards' HTTP APIs. Methods, paths, tokens, responses and errors are those that
 * the routes of lib/api/shard.ts declare. A call is one attempt: the caller decides about retries.
 * Each `now` is ms since 1970. A question about a wallet finds its shard; `first` is the shard to ask
 * first, which the caller has read in the directory. By default it is the one that the id says.
 */
export class Shards extends LegShards {
  /**
   * Creates a claimed wallet on the shard that its claim names, without money. One that has moved since
   * was created before.
   * @throws ShardUnavailable, also if the shard has it in another currency
   */
  async createWallet({ walletId, shard, currency }: ClaimedWallet, now: number): Promise<void> {
    const body = { wallet_id: walletId, ...inCurrency(currency), claimed_shard: shard };
    try {
      await this.calls.callOrThrow(routes.createWallet, { body }, now, shard);
    } catch (error) {
      if (!(error instanceof WalletElsewhere)) throw error;
    }
  }

  /**
   * The wallet's money; undefined if the shard has no such wallet.
   * @throws ShardUnavailable
   */
  async balance(walletId: string, now: number, first?: number): Promise<Money | undefined> {
    const outcome = await this.calls.ask(routes.balance, walletId, { path: { wallet_id: walletId } }, now, first);
    if (outcome.error === 'no_such_wallet') return undefined;
    const { balance, available, reserved, currency, frozen, closed_at, ...statement } = bodyOf(
      routes.balance,
      successOf(routes.balance, outcome),
    );
    return {
      balance: BigInt(balance),
      available: BigInt(available),
      reserved: BigInt(reserved),
      ...(frozen && { frozen }),
      ...(closed_at !== undefined && { closedAt: closed_at }),
      ...inCurrency(currency),
      ...statementOf(statement),
    };
  }

  /**
   * A page of a wallet's statement, empty if there is no such wallet.
   * @throws ShardUnavailable, of which ShardBusy
   */
  statement(walletId: string, request: EntriesRequest, now: number, first?: number): Promise<EntriesPage> {
    return readEntries(this.calls, walletId, request, now, first);
  }

  /**
   * The last entry of a wallet up to `at`, in ms since 1970.
   * @throws ShardUnavailable, of which ShardBusy while entries up to then may be missing
   */
  entryUpTo(walletId: string, at: number, now: number, first?: number): Promise<PastEntry> {
    return readEntryUpTo(this.calls, walletId, at, now, first);
  }

  /**
   * Opens the statement of a wallet that is older than its statement.
   * @returns whether this call did it; undefined if there is no such wallet
   * @throws ShardUnavailable
   */
  openStatement(walletId: string, now: number): Promise<boolean | undefined> {
    return openStatement(this.calls, walletId, now);
  }

  /**
   * The freezes and limits of a wallet; undefined if there is no such wallet.
   * @throws ShardUnavailable
   */
  controls(walletId: string, now: number, first?: number): Promise<ShownControls | undefined> {
    return readControls(this.calls, walletId, now, first);
  }

  /**
   * Freezes a wallet, or limits its debits. It may be repeated.
   * @throws ShardUnavailable
   */
  changeControls(request: Parameters<typeof changeControls>[1], now: number): ReturnType<typeof changeControls> {
    return changeControls(this.calls, request, now);
  }

  /**
   * Closes a wallet without money and holds. Another one stays open. It may be repeated.
   * @returns the wallet afterwards; undefined if there is none
   * @throws ShardUnavailable
   */
  closeWallet(request: Parameters<typeof closeWallet>[1], now: number): ReturnType<typeof closeWallet> {
    return closeWallet(this.calls, request, now);
  }

  /**
   * Gives a wallet stripes. It keeps those that it has. It may be repeated.
   * @returns how many it has then; or why it has none
   * @throws ShardUnavailable
   */
  makeStripes(request: StripesToMake, now: number): ReturnType<typeof makeStripes> {
    return makeStripes(this.calls, request, now);
  }

  /**
   * Asks one shard for as little as it can give. It reads one item there.
   * @throws ShardUnavailable
   */
  async check(shard: number, now: number): Promise<void> {
    successOf(routes.wallets, await this.calls.call(routes.wallets, { query: { limit: '1' } }, now, shard));
  }

  /**
   * A page of the wallets of one shard, in an order that stays the same.
   * @param cursor the `next` of the page before; undefined for the first page
   * @throws ShardUnavailable
   */
  walletPage(
    shard: number,
    cursor: string | undefined,
    now: number,
    limit = 100,
  ): Promise<ListedWallets & { readonly next: string | undefined }> {
    return listedPage(this.calls, shard, { cursor, limit }, now);
  }

  /**
   * What one shard has of a wallet, wherever the wallet is.
   * @throws ShardUnavailable
   */
  listed(walletId: string, shard: number, now: number): Promise<ListedWallets> {
    return listedOne(this.calls, walletId, shard, now);
  }

  /**
   * A wallet as the audit reads it, from the shard that has it now: wherever its moves have brought it.
   * @param clock ms since 1970
   * @param first the shard to ask first
   * @returns undefined if there is no such wallet
   * @throws ShardUnavailable, of which WalletMoving if it changes its place all the time
   */
  current(
    walletId: string,
    clock: () => number,
    first = shardOf(walletId, this.count),
  ): Promise<AuditedWallet | undefined> {
    const look = (shard: number) => this.listed(walletId, shard, clock());
    return currentWallet({ look, named: (id) => this.calls.named(id) }, walletId, first);
  }

  /**
   * All wallets of one shard, in no order.
   * @throws ShardUnavailable
   */
  async *wallets(shard: number, clock: () => number): AsyncGenerator<AuditedWallet> {
    for await (const { wallets } of this.pages(shard, clock)) yield* wallets;
  }

  /**
   * All pages of the wallets of one shard.
   * @throws ShardUnavailable
   */
  async *pages(shard: number, clock: () => number): AsyncGenerator<ListedWallets> {
    let cursor: string | undefined;
    do {
      const page = await this.walletPage(shard, cursor, clock());
      yield page;
      cursor = page.next;
    } while (cursor !== undefined);
  }
}
