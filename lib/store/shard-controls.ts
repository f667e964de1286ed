import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MibError } from '../domain/errors.ts';
import { allHolds, balanceOf, type ShardWallet } from '../domain/shard-wallet.ts';
import { isBehind } from '../domain/stripe-freezes.ts';
import { wholeWallet } from '../domain/stripes.ts';
import { type Controller, type ControlsChange, changedControls, changesLimits } from '../domain/wallet-controls.ts';
import { closedControls, closing, controlChange, stripeClosing, stripeFreeze } from './shard-control-writes.ts';
import { ShardStripes } from './shard-stripes.ts';
import { ShardWalletTable } from './shard-wallet-table.ts';
import type { Write } from './shard-wallet-writes.ts';

/** A change, and who asks for it. */
interface AskedChange {
  readonly by: Controller;
  readonly change: ControlsChange;
  readonly version?: number | undefined;
}

/** The number of tries when a wallet changes between its read and the write. */
const MAX_TRIES = 10;

/**
 * Freezes, limits and closes the wallets of one shard. Each change is one conditional write, and a
 * repeated one changes nothing that it names. Each `now` is ms since 1970 by this shard's clock.
 *
 * A change of freezes is in a wallet's own item first, and then in each of its stripes. A transaction of all would
 * hardly ever succeed, because stripes take many credits. What is returned is the wallet as all of its items have
 * it: each method writes the stripes that are behind first. Closing is one transaction of all items, which are at rest.
 */
export class ShardControls {
  readonly #table: ShardWalletTable;
  readonly #stripes: ShardStripes;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#table = new ShardWalletTable(documents, table);
    this.#stripes = new ShardStripes(documents, table);
  }

  /**
   * The whole wallet, read strongly consistently. It finishes a change of freezes that has died halfway.
   * @throws MibError no_such_wallet; unavailable if another write of a stripe comes in between all the time
   */
  async get(walletId: string): Promise<ShardWallet> {
    return this.#whole(await this.#main(walletId));
  }

  /**
   * Changes what the change names.
   * @param asked `version`: that of the controls when the change was asked for. A change that comes
   *   late, after another one, does nothing. So one of this version makes the next one also where it
   *   finds what it names: what was asked for before it cannot come any more.
   * @returns the wallet afterwards
   * @throws MibError no_such_wallet, wallet_closed, controls_changed; limits_by_operator if the owner
   *   changes limits that an operator has set; unavailable if the wallet changes all the time
   */
  async change(walletId: string, { by, change, version }: AskedChange, now: number): Promise<ShardWallet> {
    let wallet = await this.#main(walletId);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const { controls = {} } = wallet;
      if (controls.closedAt !== undefined) throw new MibError('wallet_closed');
      const next = changedControls(controls, by, change, now);
      const isOfThisVersion = version === (controls.version ?? 0);
      if (isDeepStrictEqual(controls, next) && !isOfThisVersion) return this.#whole(wallet);
      if (version !== undefined && !isOfThisVersion) {
        await this.#stripesOf(wallet);
        throw new MibError('controls_changed');
      }
      if (by === 'owner' && controls.limitsByOperator && changesLimits(controls, next))
        throw new MibError('limits_by_operator');
      const { done, wallet: after } = await this.#table.write(walletId, controlChange(wallet, next));
      wallet = existing(after);
      if (done) return this.#whole(wallet);
    }
    throw new MibError('unavailable');
  }

  /**
   * Closes the wallet, if it has no money and no holds, and is no treasury.
   * @param asked `version`: as of a change
   * @returns the wallet afterwards: it says what is left if it is not closed
   * @throws MibError no_such_wallet, controls_changed, unavailable
   */
  async close(walletId: string, { by, version }: Omit<AskedChange, 'change'>, now: number): Promise<ShardWallet> {
    let wallet = await this.#main(walletId);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const stripes = await this.#stripesOf(wallet);
      const whole = wholeWallet(wallet, stripes);
      const { controls = {} } = wallet;
      if (controls.closedAt !== undefined || !isEmpty(whole)) return whole;
      if (version !== undefined && version !== (controls.version ?? 0)) throw new MibError('controls_changed');
      // All of them are empty: no item has less than nothing.
      const after = closedControls(wallet, by, now);
      const written = await this.#writeAll(
        wallet,
        closing(wallet, after),
        stripes.map((stripe) => [stripe.walletId, stripeClosing(stripe, after)]),
      );
      wallet = written.wallet;
      if (written.done) return this.#whole(wallet);
    }
    throw new MibError('unavailable');
  }

  /** The whole wallet, once all of its items are as frozen as this says. @param main its own item, read before */
  async #whole(main: ShardWallet): Promise<ShardWallet> {
    return wholeWallet(main, await this.#stripesOf(main));
  }

  /**
   * The stripes, each with the last change of freezes of the main item, or a later one.
   * @param main the wallet's own item, read before
   * @throws MibError wallet_moving, wallet_moved, unavailable
   */
  async #stripesOf(main: ShardWallet): Promise<ShardWallet[]> {
    const stripes = await this.#stripes.of(main);
    return Promise.all(stripes.map((stripe) => (isBehind(main, stripe) ? this.#follow(main, stripe) : stripe)));
  }

  /** @returns the stripe after it has the change, or as a later one or the closing has left it */
  async #follow({ controls = {} }: ShardWallet, { walletId }: ShardWallet): Promise<ShardWallet> {
    return existing((await this.#table.write(walletId, stripeFreeze(controls))).wallet);
  }

  /**
   * Writes the wallet's own item, and its stripes, all or none.
   * @returns its own item afterwards
   */
  async #writeAll(
    { walletId }: ShardWallet,
    write: Write,
    stripes: readonly (readonly [string, Write])[],
  ): Promise<{ done: boolean; wallet: ShardWallet }> {
    if (stripes.length > 0) {
      const done = await this.#table.tryAll(new Map([[walletId, write], ...stripes]));
      return { done, wallet: await this.#main(walletId) };
    }
    const { done, wallet } = await this.#table.write(walletId, write);
    return { done, wallet: existing(wallet) };
  }

  /** The wallet's own item. @throws MibError no_such_wallet */
  async #main(walletId: string): Promise<ShardWallet> {
    return existing(await this.#table.get(walletId));
  }
}

function isEmpty(wallet: ShardWallet): boolean {
  return balanceOf(wallet).balance === 0n && allHolds(wallet).length === 0 && wallet.creditLimit === 0n;
}

function existing(wallet: ShardWallet | undefined): ShardWallet {
  if (!wallet) throw new MibError('no_such_wallet');
  return wallet;
}
