import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MibError } from '../domain/errors.ts';
import { allHolds, balanceOf, type ShardWallet } from '../domain/shard-wallet.ts';
import { stripeIds, wholeWallet } from '../domain/stripes.ts';
import { type Controller, type ControlsChange, changedControls, changesLimits } from '../domain/wallet-controls.ts';
import { changesFreezes, closing, controlChange, stripeClosing, stripeFreeze } from './shard-control-writes.ts';
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
 * repeated one changes nothing that it names. A freeze of a wallet in stripes, and its closing, is one
 * transaction of all its items. Each `now` is ms since 1970 by this shard's clock.
 */
export class ShardControls {
  readonly #table: ShardWalletTable;
  readonly #stripes: ShardStripes;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#table = new ShardWalletTable(documents, table);
    this.#stripes = new ShardStripes(documents, table);
  }

  /**
   * The whole wallet, read strongly consistently.
   * @throws MibError no_such_wallet
   */
  async get(walletId: string): Promise<ShardWallet> {
    return this.#stripes.whole(await this.#main(walletId));
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
      const { controls = {}, stripes } = wallet;
      if (controls.closedAt !== undefined) throw new MibError('wallet_closed');
      const next = changedControls(controls, by, change, now);
      const isOfThisVersion = version === (controls.version ?? 0);
      if (isDeepStrictEqual(controls, next) && !isOfThisVersion) return this.#stripes.whole(wallet);
      if (version !== undefined && !isOfThisVersion) throw new MibError('controls_changed');
      if (by === 'owner' && controls.limitsByOperator && changesLimits(controls, next))
        throw new MibError('limits_by_operator');
      const frozen = changesFreezes(wallet, next) ? stripeIds(walletId, stripes) : [];
      const written = await this.#write(
        wallet,
        controlChange(wallet, next),
        frozen.map((id) => [id, stripeFreeze(next)]),
      );
      wallet = written.wallet;
      if (written.done) return this.#stripes.whole(wallet);
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
      const stripes = await this.#stripes.of(wallet);
      const whole = wholeWallet(wallet, stripes);
      if (wallet.controls?.closedAt !== undefined || !isEmpty(whole)) return whole;
      if (version !== undefined && version !== (wallet.controls?.version ?? 0)) throw new MibError('controls_changed');
      // All of them are empty: no item has less than nothing.
      const closed = stripes.map((stripe): [string, Write] => [stripe.walletId, stripeClosing(stripe, now)]);
      const written = await this.#write(wallet, closing(wallet, by, now), closed);
      wallet = written.wallet;
      if (written.done) return this.#stripes.whole(wallet);
    }
    throw new MibError('unavailable');
  }

  /**
   * Writes the wallet's own item, and its stripes, all or none.
   * @returns its own item afterwards
   */
  async #write(
    { walletId }: ShardWallet,
    write: Write,
    stripes: readonly (readonly [string, Write])[],
  ): Promise<{ done: boolean; wallet: ShardWallet }> {
    if (stripes.length > 0) {
      const done = await this.#table.tryAll(new Map([[walletId, write], ...stripes])).catch(unlessBusy);
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

/** Credits come between the reads and writes of a transaction: a wallet that takes many of them needs more tries. */
function unlessBusy(error: unknown): false {
  if (error instanceof MibError && error.code === 'unavailable') return false;
  throw error;
}
