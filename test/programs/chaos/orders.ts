import type { Credit } from '../../../lib/domain/legs.ts';
import type { Random } from '../../support/random.ts';
import type { User } from '../../support/steps/world.ts';
import { type Account, type People, treasuryOf } from './people.ts';

export type Kind =
  | 'funding'
  | 'refund'
  | 'ordinary'
  | 'hot'
  | 'split'
  | 'held'
  | 'scheduled'
  | 'without funds'
  | 'to a missing wallet'
  | 'between currencies'
  | 'short-lived'
  | 'of a closed wallet'
  | 'guarded'
  | 'under a changing rule'
  | 'of a careful user'
  | 'by a spender'
  | 'to a striped wallet'
  | 'of a striped wallet'
  | 'of a leaving user'
  | 'of a blocked user'
  | 'issue'
  | 'retire'
  | 'reversal';

/** What the payee of a held payment asks for: to capture an amount, or to void it. */
export type HoldWrite = { readonly capture: bigint } | 'void';

/** How a payment is held, and what its payee does. */
export interface Held {
  readonly payee: Account;
  /** RFC 3339. */
  readonly expiresAt: string;
  /** Sent side by side, so long after the payment is accepted. None: it expires, or stays held. */
  readonly writes: readonly HoldWrite[];
  readonly afterMs: number;
  /** The writes that the API accepted. */
  readonly accepted: Set<HoldWrite>;
  /** Whether the API has said that the payment is not held. */
  isNotHeld?: boolean;
}

/** A transfer request of a client, and the accepted TxIDs. */
export interface TransferRequest {
  readonly kind: Kind;
  readonly payer: Account;
  /** The payment that the payer has received and gives back, all of it or a part. */
  readonly refundOf?: string | undefined;
  /** The payees, with an amount each. */
  readonly credits: readonly Credit[];
  /** With an Idempotency-Key the request is sent until it has a response; without one, once. */
  readonly key: string | undefined;
  /** The header Prefer, if the clients wait for the final transfer. */
  readonly prefer?: string | undefined;
  /** The number of clients that send it concurrently. */
  readonly senders: number;
  /** Whether the API has refused it: there is less to refund, or the hold would have ended before. */
  refused?: boolean;
  /** Of a payment that holds the money first. */
  readonly held?: Held | undefined;
  /** Who sends it, if that is not the owner of the wallet by a session. */
  readonly sender?: Pick<User, 'token'> | undefined;
  /** The codes of the refusals that it may get, beside those of its kind. */
  readonly refusable?: ReadonlySet<string> | undefined;
  /** The first of those, and when it came, in ms since 1970. */
  refusal?: { readonly code: string; readonly at: number };
  /** When it was sent first, in ms since 1970. */
  asked?: number;
  /** Whether an attempt has no response: it may have made the transfer, and a later one was refused. */
  isUncertain?: boolean;
  /** Of a payment above the amount from which its wallet needs an approval. */
  readonly approval?: ApprovalPlan | undefined;
  /** The TxIDs of 200 and 202 responses. */
  readonly accepted: Set<string>;
}

/** What somebody does about a payment that waits for an approval. */
export interface ApprovalDecision {
  readonly by: User;
  readonly what: 'approve' | 'reject';
}

/** What becomes of a payment that waits for an approval. Times are ms since 1970. */
export interface ApprovalPlan {
  /** Sent side by side, so long after the payment is accepted. None: it waits on, or expires. */
  readonly decisions: readonly ApprovalDecision[];
  readonly afterMs: number;
  /** Whether its time to wait is cut short. */
  readonly expires: boolean;
  /** When the first approval of somebody else was sent. */
  approvalAsked?: number;
  /** The decisions that the API accepted. */
  readonly accepted: Set<ApprovalDecision>;
  /** The earliest end of its time, if that may be cut short; and whether it surely is. */
  expiresAt?: number;
  isCut?: boolean;
}

/**
 * The first funding of each wallet: enough for many transfers, and little enough that some wallets
 * run out.
 */
const START_MONEY = 200n;
/** Some held payments expire while the faults last, and others not before the end. */
export const SOON_MS = 45_000;
const LATE_MS = 86_400_000;
/** The payee comes within this time. */
const MAX_AFTER_MS = 4_000;
/** More than the money in all wallets. */
const TOO_MUCH = 1_000_000;
/** The first of the ids without a wallet. */
const FIRST_MISSING = 1_000_000;

/** Draws transfer requests. */
export class Orders {
  readonly #people: People;
  readonly #random: Random;
  #drawn = 0;

  constructor(people: People, random: Random) {
    this.#people = people;
    this.#random = random;
  }

  /** The requests that fund every wallet. */
  funding(): TransferRequest[] {
    return this.#people.wallets.map((account) => this.#funding(account));
  }

  /**
   * Requests to give back a part of a payment that the wallet has received, or more than it. Several at
   * once together exceed it.
   */
  refunds(payee: Account, received: { TxID: string; from_id: string; amount: string }): TransferRequest[] {
    const amount = BigInt(received.amount);
    return Array.from({ length: this.#random.between(1, 3) }, () => {
      const part = (amount * BigInt(this.#random.between(20, 100))) / 100n;
      const credits = [{ toId: received.from_id, amount: part > 0n ? part : 1n }];
      return { ...this.#orderOf('refund', payee, credits), refundOf: received.TxID };
    });
  }

  next(): TransferRequest {
    const random = this.#random;
    const payer = this.#pick();
    const payee = this.#pick(payer);
    const to = payee.walletId;
    const dice = random.between(1, 100);
    if (dice <= 4) return this.#funding(payee);
    if (dice <= 18) return this.#held(payer);
    if (dice <= 42) return this.#order('ordinary', payer, to, BigInt(random.between(1, 60)));
    if (dice <= 55) return this.#split(payer);
    if (dice <= 63) return this.#order('without funds', payer, to, BigInt(random.between(TOO_MUCH, TOO_MUCH * 10)));
    if (dice <= 70) return this.#betweenCurrencies(payer);
    if (dice <= 77) return this.#order('to a missing wallet', payer, this.#missing(), BigInt(random.between(1, 60)));
    const hot = this.#people.wallets[random.between(0, this.#people.hot - 1)] ?? payer;
    const other = this.#pick(hot);
    const [from, into] = random.chance(0.5) ? [hot, other] : [other, hot];
    return this.#order('hot', from, into.walletId, BigInt(random.between(1, 20)));
  }

  #funding({ walletId, currency }: Account): TransferRequest {
    return this.#order('funding', treasuryOf(this.#people, currency), walletId, START_MONEY);
  }

  /** A payee of another currency, alone or among others: nothing of it may happen. */
  #betweenCurrencies(payer: Account): TransferRequest {
    const others = this.#people.wallets.filter(({ currency }) => currency !== payer.currency);
    const other = others[this.#random.between(0, others.length - 1)];
    if (!other) throw new Error('there is no other currency');
    const amount = BigInt(this.#random.between(1, 9));
    const usual = this.#random.chance(0.3) ? [{ toId: this.#pick(payer).walletId, amount }] : [];
    return this.#orderOf('between currencies', payer, [...usual, { toId: other.walletId, amount }]);
  }

  /** A payment of a short-lived wallet, or to it. */
  ofShortLived(kind: 'short-lived' | 'of a closed wallet', payer: Account, toId: string, amount: bigint) {
    return this.#order(kind, payer, toId, amount);
  }

  /** A payment that workers of their own ask for. It has a key, so that its outcome is known. */
  special(kind: Kind, payer: Account, toId: string, amount: bigint, more: Partial<TransferRequest> = {}) {
    const order = this.#order(kind, payer, toId, amount);
    return { ...order, key: order.key ?? `order-${this.#drawn}`, ...more };
  }

  /** Any wallet in the same currency. */
  anyIn({ currency }: Pick<Account, 'currency'>): Account {
    const all = this.#people.wallets.filter((account) => account.currency === currency);
    const picked = all[this.#random.between(0, all.length - 1)];
    if (!picked) throw new Error(`there is no wallet in ${currency}`);
    return picked;
  }

  /** A request that pays a wallet from the treasury. */
  fundingOf(account: Account, amount: bigint): TransferRequest {
    return this.special('funding', treasuryOf(this.#people, account.currency), account.walletId, amount);
  }

  /** Another wallet in the same currency. */
  other(account: Account): Account {
    return this.#pick(account);
  }

  /** The payee captures it, whole or in part, voids it, does both at once, or nothing. */
  #held(payer: Account): TransferRequest {
    const random = this.#random;
    const payee = this.#pick(payer);
    const amount = BigInt(random.between(1, 60));
    const part = BigInt(random.between(1, Number(amount)));
    const ends: readonly (readonly HoldWrite[])[] = [
      [{ capture: amount }],
      [{ capture: part }],
      ['void'],
      [{ capture: part }, 'void', { capture: amount }, 'void'],
      [],
    ];
    const lifeMs = random.chance(0.4) ? random.between(2_000, SOON_MS) : LATE_MS;
    const held: Held = {
      payee,
      expiresAt: new Date(Date.now() + lifeMs).toISOString(),
      writes: ends[random.between(0, ends.length - 1)] ?? [],
      afterMs: random.between(0, MAX_AFTER_MS),
      accepted: new Set(),
    };
    return { ...this.#order('held', payer, payee.walletId, amount), held };
  }

  /** A missing wallet among its payees is one of the reasons for which nothing of it may happen. */
  #split(payer: Account): TransferRequest {
    const payees = new Set(Array.from({ length: this.#random.between(2, 10) }, () => this.#pick(payer).walletId));
    if (this.#random.chance(0.1)) payees.add(this.#missing());
    const credits = [...payees].slice(0, 10).map((toId) => ({ toId, amount: BigInt(this.#random.between(1, 9)) }));
    return this.#orderOf('split', payer, credits);
  }

  /** The owner of any wallet. */
  anybody(): Account {
    return this.#pick();
  }

  #missing(): string {
    return String(this.#random.between(FIRST_MISSING, FIRST_MISSING * 10));
  }

  #pick(but?: Account): Account {
    const others = this.#people.wallets.filter(
      (account) => account !== but && (but === undefined || account.currency === but.currency),
    );
    const picked = others[this.#random.between(0, others.length - 1)];
    if (!picked) throw new Error('there is no other wallet');
    return picked;
  }

  #order(kind: Kind, payer: Account, toId: string, amount: bigint): TransferRequest {
    return this.#orderOf(kind, payer, [{ toId, amount }]);
  }

  #orderOf(kind: Kind, payer: Account, credits: readonly Credit[]): TransferRequest {
    this.#drawn += 1;
    const hasKey = this.#random.chance(0.9);
    return {
      kind,
      payer,
      credits,
      key: hasKey ? `order-${this.#drawn}` : undefined,
      prefer: this.#random.chance(0.3) ? `wait=${this.#random.between(1, 5)}` : undefined,
      senders: hasKey && this.#random.chance(0.15) ? this.#random.between(2, 4) : 1,
      accepted: new Set(),
    };
  }
}

/** What the payer pays in all. */
export function totalOf({ credits }: Pick<TransferRequest, 'credits'>): bigint {
  return credits.reduce((total, { amount }) => total + amount, 0n);
}
