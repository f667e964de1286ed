import { WalletControls } from '../../../lib/api/wallet-controls.ts';
import { closeAsOperator, type OperatedWallets } from '../../../lib/cli/operator/controls.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import type { Clients } from './clients.ts';
import type { Observer } from './observer.ts';
import type { Orders } from './orders.ts';
import { pause } from './pause.ts';
import type { Account, Client } from './people.ts';
import { insist } from './public-api.ts';

/** The number of wallets that are emptied at the same time. */
const AT_ONCE = 2;
/** A wallet that is not closed after so many looks stays open. */
const MAX_LOOKS = 25;
const LOOK_MS = [300, 2_000] as const;
const RETRY_AFTER_MS = 300;
/** How often an operator closes a wallet, and not its owner. */
const BY_OPERATOR = 0.3;

/** A wallet that somebody closes. Times are ms since 1970, by the one clock of this machine. */
export interface Closing {
  readonly walletId: string;
  /** When it was asked for first. */
  readonly asked: number;
  /** When the response came that says that it is closed; Infinity if none came. */
  answered: number;
}

interface Cast {
  readonly client: Client;
  readonly clients: Pick<Clients, 'place'>;
  readonly observer: Pick<Observer, 'balance'>;
  readonly orders: Orders;
  readonly operated: OperatedWallets;
}

/** Owners who empty short-lived wallets and close them, while others pay into them. */
export class Closings {
  readonly all: Closing[] = [];
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  /** The number of responses that a wallet is not empty. */
  notEmpty = 0;
  readonly #cast: Cast;
  readonly #random: Random;
  #keys = 0;

  constructor(cast: Cast, random: Random) {
    this.#cast = cast;
    this.#random = random;
  }

  /** Empties and closes one wallet after the other until `closing`. */
  async work(wallets: readonly Account[], closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    await sideBySide(AT_ONCE, wallets, (account) => this.#live(account, closing, giveUp));
  }

  async #live(account: Account, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const random = this.#random;
    const { clients, observer, orders } = this.#cast;
    const pay = (kind: 'short-lived' | 'of a closed wallet', amount: bigint, isOut: boolean) => {
      const other = orders.other(account);
      const [payer, payee] = isOut ? [account, other] : [other, account];
      return clients.place(orders.ofShortLived(kind, payer, payee.walletId, amount), giveUp);
    };
    if (!closing.aborted) await pay('short-lived', BigInt(random.between(5, 30)), false);
    for (let looks = 0; looks < MAX_LOOKS && !closing.aborted; looks++) {
      await pause(random.between(...LOOK_MS), closing);
      const money = await observer.balance(account);
      if (!money) continue;
      if (BigInt(money.available) > 0n) {
        await pay('short-lived', BigInt(money.available), true);
        continue;
      }
      // Whether one of the payments comes before the end or after it, both are whole.
      const [isClosed] = await Promise.all([
        this.#close(account, giveUp),
        random.chance(0.5) ? pay('short-lived', 3n, false) : undefined,
        random.chance(0.3) ? pay('short-lived', 2n, true) : undefined,
      ]);
      if (!isClosed) continue;
      await Promise.all([pay('of a closed wallet', 1n, false), pay('of a closed wallet', 1n, true)]);
      return;
    }
  }

  /** @returns whether somebody was told that it is closed */
  async #close(account: Account, giveUp: AbortSignal): Promise<boolean> {
    const { walletId } = account;
    let closing = this.all.find((one) => one.walletId === walletId);
    if (!closing) {
      closing = { walletId, asked: Date.now(), answered: Infinity };
      this.all.push(closing);
    }
    const isByOperator = this.#random.chance(BY_OPERATOR);
    const isClosed = await (isByOperator ? this.#asOperator(account, giveUp) : this.#asOwner(account, giveUp));
    if (isClosed) closing.answered = Date.now();
    else this.notEmpty += 1;
    return isClosed;
  }

  async #asOwner({ owner, walletId }: Account, giveUp: AbortSignal): Promise<boolean> {
    const key = `close-${walletId}-${this.#keys++}`;
    const response = await insist(() => this.#cast.client.closeWallet(owner, walletId, key), giveUp);
    if (!response) return false;
    const { data } = WalletControls.safeParse(response.body);
    if (response.status === 200 && data && data.closed_at !== null) return true;
    if (response.status !== 409 || Object(response.body).code !== 'wallet_not_empty')
      this.surprises.push(`${walletId} is closed: ${response.status} ${response.text}`);
    return false;
  }

  async #asOperator({ walletId }: Account, giveUp: AbortSignal): Promise<boolean> {
    for (; !giveUp.aborted; await pause(RETRY_AFTER_MS, giveUp)) {
      try {
        await closeAsOperator(this.#cast.operated, { walletId, reason: 'chaos' }, Date.now());
        return true;
      } catch (error) {
        if (error instanceof MibError && error.code === 'wallet_not_empty') return false;
        // Any other is of a shard, the database or a queue that gives no response.
        if (error instanceof MibError && error.code !== 'unavailable') throw error;
      }
    }
    return false;
  }
}
