import type { Random } from '../../support/random.ts';
import type { Clients } from './clients.ts';
import type { Observer } from './observer.ts';
import type { OperatorRun, OperatorRuns } from './operator-runs.ts';
import type { Orders } from './orders.ts';
import { pause } from './pause.ts';
import type { Account, People } from './people.ts';

/** A wallet that an operator stripes: into how many, one command after the other, each so long after the one before. */
interface Striped {
  readonly account: Account;
  readonly commands: readonly { readonly into: number; readonly afterMs: number }[];
}

/** A command, and whether it is known to have ended. */
interface Command {
  readonly walletId: string;
  readonly into: number;
  outcome?: Outcome;
}
type Outcome = 'done' | 'closed';

/** The number of clients that pay into the wallets and out of them, and the longest pause of one, in ms. */
const CLIENTS = 2;
const MAX_PAUSE_MS = 500;
/** How often a payment is out of the wallet, and how much of what it has that takes, in percent. */
const OUT = 0.35;
const TAKEN = [60, 100] as const;

interface Cast {
  readonly clients: Pick<Clients, 'place'>;
  readonly observer: Pick<Observer, 'balance'>;
  readonly orders: Orders;
  readonly people: Pick<People, 'wallets' | 'shortLived'>;
  readonly runs: OperatorRuns;
}

/**
 * Operators who give wallets stripes while everything fails, and clients who pay into these wallets and take
 * most of what they have, so that it is gathered.
 */
export class Striping {
  readonly commands: Command[] = [];
  readonly #cast: Cast;
  readonly #random: Random;
  readonly #striped: readonly Striped[];

  constructor(cast: Cast, random: Random) {
    this.#cast = cast;
    this.#random = random;
    const [, hot, lent] = cast.people.wallets;
    const [shortLived] = cast.people.shortLived;
    const commands = (...list: readonly [into: number, afterMs: number][]) =>
      list.map(([into, afterMs]) => ({ into, afterMs }));
    this.#striped = [
      // Both move with each growth.
      ...(hot ? [{ account: hot, commands: commands([4, 0], [8, 30_000], [1, 40_000], [8, 20_000]) }] : []),
      ...(lent ? [{ account: lent, commands: commands([2, 10_000], [5, 40_000]) }] : []),
      // It is emptied and closed.
      ...(shortLived ? [{ account: shortLived, commands: commands([3, 0]) }] : []),
    ];
  }

  /** How many stripes each wallet has at least, by the commands that are known to have ended. */
  get made(): ReadonlyMap<string, number> {
    const done = this.commands.filter(({ outcome, into }) => outcome === 'done' && into > 1);
    const byWallet = Map.groupBy(done, ({ walletId }) => walletId);
    return new Map([...byWallet].map(([walletId, all]) => [walletId, Math.max(...all.map(({ into }) => into))]));
  }

  /** The commands that have no outcome, though there are no faults. */
  get surprises(): string[] {
    return this.commands
      .filter(({ outcome }) => outcome === undefined)
      .map(({ walletId, into }) => `wallet ${walletId} is not striped into ${into}`);
  }

  /** Acts until `closing`. */
  async work(closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    await Promise.all([
      ...this.#striped.map((one) => this.#stripe(one, closing)),
      ...Array.from({ length: CLIENTS }, () => this.#pay(closing, giveUp)),
    ]);
  }

  /** Gives the commands again that have no outcome, when there are no faults. */
  async settle(giveUp: AbortSignal): Promise<void> {
    for (const command of this.commands) if (!command.outcome) await this.#carryOut(command, giveUp);
  }

  async #stripe({ account: { walletId }, commands }: Striped, closing: AbortSignal): Promise<void> {
    for (const { into, afterMs } of commands) {
      await pause(afterMs, closing);
      if (closing.aborted) return;
      const command: Command = { walletId, into };
      this.commands.push(command);
      await this.#carryOut(command, closing);
    }
  }

  async #carryOut(command: Command, giveUp: AbortSignal): Promise<void> {
    const { walletId, into } = command;
    const outcome = await this.#cast.runs.until(
      ['wallets', 'stripe', walletId, '--into', String(into)],
      outcomeOf,
      giveUp,
    );
    if (outcome) command.outcome = outcome;
  }

  async #pay(closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const { clients, observer, orders, people } = this.#cast;
    const random = this.#random;
    const accounts = this.#striped.map(({ account }) => account).filter((one) => people.wallets.includes(one));
    for (; !closing.aborted; await pause(random.between(0, MAX_PAUSE_MS), closing)) {
      const account = accounts[random.between(0, accounts.length - 1)];
      if (!account) return;
      const other = orders.other(account);
      if (!random.chance(OUT)) {
        const amount = BigInt(random.between(1, 12));
        await clients.place(orders.special('to a striped wallet', other, account.walletId, amount), giveUp);
        continue;
      }
      const money = await observer.balance(account);
      const most = (BigInt(money?.available ?? 0) * BigInt(random.between(...TAKEN))) / 100n;
      if (most <= 0n) continue;
      await clients.place(orders.special('of a striped wallet', account, other.walletId, most), giveUp);
    }
  }
}

/** How a command ended; undefined if it is to be given again. */
function outcomeOf({ code, err }: Pick<OperatorRun, 'code' | 'err'>): Outcome | undefined {
  if (code === 0) return 'done';
  return err.includes('is closed') ? 'closed' : undefined;
}
