import * as z from 'zod';
import { Transaction } from '../../../lib/api/transaction.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import type { TreasuryAct } from '../../../lib/domain/issuing.ts';
import type { Random } from '../../support/random.ts';
import type { Clients } from './clients.ts';
import type { CreditLimits } from './credit-limits.ts';
import type { History } from './history.ts';
import type { OperatorRun, OperatorRuns } from './operator-runs.ts';
import type { Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, type Client, type People, treasuryOf } from './people.ts';
import { attempt } from './public-api.ts';

/** What all operators together may issue a day of one currency, in the stage of a run. */
export const ISSUED_A_DAY = 600n;

/** The number of operators at the same time, and the longest pause of one, in ms. */
const OPERATORS = 2;
const MAX_PAUSE_MS = 1_500;
/** The wallets that operators lend money: those that owners do not limit by themselves are among them. */
const WITH_CREDIT = 7;
const CREDIT = [0, 25, 60, 90] as const;
/** How often a payee refunds by itself what an operator reverses. */
const REFUNDED = 0.3;
/** How often two operators reverse a payment at the same time. */
const TWICE = 0.3;

/** An order to issue or to retire money, and the words of its command. */
interface Ordered {
  readonly order: TransferRequest;
  readonly words: readonly string[];
}

/** A change of a credit limit. */
interface Lent {
  readonly words: readonly string[];
  /** Called with the outcome, once it is known. */
  readonly ended: (outcome: 'set' | 'spent') => void;
}

/** A payment that an operator has given back, or tried to. */
export interface Reversed {
  /** The wallet that the command names, and the payment. */
  readonly walletId: string;
  readonly txId: string;
  /** When the first command was given, in ms since 1970 and by performance.now(). */
  readonly asked: number;
  readonly call: number;
  /** How often the command was run. */
  runs: number;
}

interface Cast {
  readonly client: Client;
  readonly clients: Pick<Clients, 'place'>;
  readonly orders: Orders;
  readonly people: People;
  readonly runs: OperatorRuns;
  readonly history: Pick<History, 'asked'>;
  readonly credit: CreditLimits;
}

/** Operators: they issue money and retire it, reverse payments, and set credit limits. */
export class OperatorActs {
  /** The orders to issue and to retire. */
  readonly orders: TransferRequest[] = [];
  readonly reversed: Reversed[] = [];
  /** How often a credit limit was not lowered, because it was used. */
  spent = 0;
  readonly #cast: Cast;
  readonly #random: Random;
  readonly #lent: readonly Account[];
  readonly #openOrders = new Set<Ordered>();
  readonly #openLimits = new Map<string, Lent>();

  constructor(cast: Cast, random: Random) {
    this.#cast = cast;
    this.#random = random;
    this.#lent = cast.people.wallets.filter((_, n) => n % WITH_CREDIT === 2);
  }

  /** The number of orders that a limit of a day has refused. */
  get refused(): number {
    return this.orders.filter(({ refused }) => refused).length;
  }

  /** Acts until `closing`. What has no outcome by then stays open. */
  async work(closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const random = this.#random;
    const operator = async () => {
      for (; !closing.aborted; await pause(random.between(0, MAX_PAUSE_MS), closing)) {
        const dice = random.between(1, 100);
        if (dice <= 30) await this.#order('issue', closing);
        else if (dice <= 45) await this.#order('retire', closing);
        else if (dice <= 75) await this.#reverse(giveUp);
        else await this.#lend(closing);
      }
    };
    await Promise.all(Array.from({ length: OPERATORS }, operator));
  }

  /** Learns the outcome of what is open, by the same commands again, when there are no faults. */
  async settle(giveUp: AbortSignal): Promise<void> {
    for (const ordered of this.#openOrders) await this.#carryOut(ordered, giveUp);
    for (const walletId of this.#openLimits.keys()) await this.#setLimit(walletId, giveUp);
  }

  /** The commands that have no outcome, though there are no faults. */
  get surprises(): string[] {
    const open = [...this.#openOrders, ...this.#openLimits.values()];
    return open.map(({ words }) => `${words.join(' ')}: ${this.#lastErrorOf(words)}`);
  }

  async #order(act: TreasuryAct, giveUp: AbortSignal): Promise<void> {
    const { orders, people, history } = this.#cast;
    const wallet = orders.anyIn({ currency: this.#random.chance(0.7) ? NO_CURRENCY : 'EUR' });
    const treasury = treasuryOf(people, wallet.currency);
    const amount = BigInt(act === 'issue' ? this.#random.between(30, 250) : this.#random.between(1, 60));
    const [payer, payee] = act === 'issue' ? [treasury, wallet] : [wallet, treasury];
    const key = `${act}-${this.orders.length}`;
    const order = orders.special(act, payer, payee.walletId, amount, { key });
    const flag = act === 'issue' ? '--to' : '--from';
    const of = [flag, wallet.walletId, '--amount', String(amount), '--currency', wallet.currency];
    history.asked(order);
    this.orders.push(order);
    await this.#carryOut({ order, words: [act, ...of, '--key', key] }, giveUp);
  }

  async #carryOut(ordered: Ordered, giveUp: AbortSignal): Promise<void> {
    const { order, words } = ordered;
    this.#openOrders.add(ordered);
    const outcome = await this.#cast.runs.until(words, outcomeOf, giveUp);
    if (outcome === undefined) return;
    this.#openOrders.delete(ordered);
    if (outcome === 'above_day') order.refused = true;
    else order.accepted.add(outcome);
  }

  /** Reverses a payment that somebody has received lately, perhaps twice and beside a refund of the payee. */
  async #reverse(giveUp: AbortSignal): Promise<void> {
    const { clients, orders, runs } = this.#cast;
    const random = this.#random;
    const payee = orders.anybody();
    const one = await this.#received(payee);
    if (!one) return;
    const walletId = random.chance(0.5) ? payee.walletId : one.from_id;
    const reversed = { walletId, txId: one.TxID, asked: Date.now(), call: performance.now(), runs: 0 };
    this.reversed.push(reversed);
    const reverse = () => {
      reversed.runs += 1;
      return runs.run(['transfers', 'reverse', walletId, one.TxID]);
    };
    await Promise.all([
      reverse(),
      random.chance(TWICE) ? reverse() : undefined,
      ...(random.chance(REFUNDED) ? orders.refunds(payee, one).map((order) => clients.place(order, giveUp)) : []),
    ]);
  }

  /** A payment that the wallet has received lately. */
  async #received({ owner, walletId }: Account): Promise<Transaction | undefined> {
    const query = '?order=desc&limit=20&status=SUCCESSFUL';
    const response = await attempt(() => this.#cast.client.transactions(owner, walletId, query));
    const seen = response?.status === 200 ? z.array(Transaction).safeParse(response.body).data : undefined;
    const received = (seen ?? []).filter(({ amount, refund_of }) => amount.startsWith('+') && refund_of === undefined);
    return received[this.#random.between(0, received.length - 1)];
  }

  async #lend(giveUp: AbortSignal): Promise<void> {
    const random = this.#random;
    const account = this.#lent[random.between(0, this.#lent.length - 1)];
    // Each limit has one writer at a time, so that the order of its settings is known.
    if (!account || this.#openLimits.has(account.walletId)) return;
    const { walletId } = account;
    const limit = CREDIT[random.between(0, CREDIT.length - 1)] ?? 0;
    const setting = this.#cast.credit.of(walletId).asked(BigInt(limit), Date.now());
    this.#openLimits.set(walletId, {
      words: ['wallets', 'set-credit-limit', walletId, String(limit)],
      ended: (outcome) => {
        if (outcome === 'set') return setting.answered(Date.now());
        this.spent += 1;
        setting.refused();
      },
    });
    await this.#setLimit(walletId, giveUp);
  }

  async #setLimit(walletId: string, giveUp: AbortSignal): Promise<void> {
    const lent = this.#openLimits.get(walletId);
    const read = ({ code, err }: OperatorRun) => {
      if (code === 0) return 'set' as const;
      return err.includes('uses more of its credit') ? ('spent' as const) : undefined;
    };
    const outcome = lent && (await this.#cast.runs.until(lent.words, read, giveUp));
    if (!outcome) return;
    this.#openLimits.delete(walletId);
    lent.ended(outcome);
  }

  #lastErrorOf(words: readonly string[]): string {
    return this.#cast.runs.all.findLast((run) => run.words === words)?.err ?? '';
  }
}

/** How an order ended: its transfer, or that a limit of a day refuses it; undefined if that is not known. */
function outcomeOf({ code, out, err }: OperatorRun): string | undefined {
  if (code === 0) return Done.parse(JSON.parse(out)).TxID;
  if (err.includes('the limit of a day is')) return 'above_day';
  return /transfer (?<txId>[0-9A-Z]{26}).* (INVALID|FAILED) /.exec(err)?.groups?.txId;
}

const Done = z.object({ TxID: z.string() });
