import { Problem } from '../../../lib/api/problem.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import type { Clients } from './clients.ts';
import { type Evidence, gather } from './evidence.ts';
import type { Observer } from './observer.ts';
import type { OperatorRuns } from './operator-runs.ts';
import type { Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, type Client, createWallet, Person } from './people.ts';
import { attempt, insist } from './public-api.ts';
import { becomeFinal } from './quiet.ts';

/** A user who deletes the account, or whom an operator deletes. Times are ms since 1970. */
export interface LeavingUser {
  readonly person: Person;
  readonly accounts: readonly Account[];
  /** When the deletion was asked for; missing if it never was. */
  asked?: number;
  /** When the response came that says that it is done. */
  deleted?: number;
  /** What the user saw before: nobody reads the wallets by the API afterwards. */
  seen?: Evidence;
}

const USERS = 8;
const AT_ONCE = 4;
const FIRST_OF_LEAVING = 501;
const WALLETS = 2;
const MAX_PAYMENTS = 4;
const PAY_EVERY_MS = [200, 1_500] as const;
/** An account whose wallets are not closed after so many looks stays. */
const MAX_LOOKS = 25;
const LOOK_MS = [400, 1_500] as const;
const BY_OPERATOR = 0.5;
const PATIENCE_MS = 60_000;

interface Cast {
  readonly client: Client;
  readonly clients: Pick<Clients, 'place'>;
  readonly observer: Observer;
  readonly orders: Orders;
  readonly runs: OperatorRuns;
}

/** Users who pay, empty their wallets, close them, and delete their account, while others pay into them. */
export class LeavingUsers {
  readonly all: readonly LeavingUser[];
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  /** The wallets that somebody has asked to close, and when, in ms since 1970. */
  readonly closings: { readonly walletId: string; readonly asked: number }[] = [];

  private constructor(all: readonly LeavingUser[]) {
    this.all = all;
  }

  /** @throws Error if a request is refused */
  static async open(client: Client): Promise<LeavingUsers> {
    const all: LeavingUser[] = [];
    for (let n = 0; n < USERS; n++) {
      const person = await Person.register(client, `leaving-${n}`);
      const accounts = Array.from({ length: WALLETS }, (_, row) => {
        return { owner: person, walletId: String(FIRST_OF_LEAVING + n * WALLETS + row), currency: NO_CURRENCY };
      });
      await sideBySide(WALLETS, accounts, (account) => createWallet(client, account));
      all.push({ person, accounts });
    }
    return new LeavingUsers(all);
  }

  get deleted(): readonly LeavingUser[] {
    return this.all.filter(({ asked }) => asked !== undefined);
  }

  /** The wallets whose owners are still there. */
  get accounts(): readonly Account[] {
    return this.all.flatMap(({ asked, accounts }) => (asked === undefined ? accounts : []));
  }

  /** What those who are gone saw. */
  get seen(): readonly Evidence[] {
    return this.all.flatMap(({ seen, asked }) => (seen && asked !== undefined ? [seen] : []));
  }

  /** The requests that fund the wallets. */
  funding(orders: Orders): TransferRequest[] {
    return this.all.flatMap(({ accounts }) => accounts.map((account) => orders.fundingOf(account, 40n)));
  }

  /** One user after the other leaves, until `closing`. */
  async work(cast: Cast, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    await sideBySide(AT_ONCE, this.all, async (one) => {
      if (!closing.aborted) await this.#live(cast, one, random, closing, giveUp);
    });
  }

  async #live(cast: Cast, one: LeavingUser, random: Random, closing: AbortSignal, giveUp: AbortSignal) {
    const { person, accounts } = one;
    const { clients, orders } = cast;
    const made: TransferRequest[] = [];
    const pay = (payer: Account, payee: Account, amount: bigint) => {
      const order = orders.special('of a leaving user', payer, payee.walletId, amount);
      made.push(order);
      return clients.place(order, giveUp);
    };
    for (let left = random.between(1, MAX_PAYMENTS); left > 0 && !closing.aborted; left--) {
      await Promise.all(accounts.map((account) => pay(account, orders.anyIn(account), BigInt(random.between(1, 9)))));
      await pause(random.between(...PAY_EVERY_MS), closing);
    }
    await this.#deleteInVain(cast.client, person, giveUp);
    for (const account of accounts) if (!(await this.#leave(cast, account, pay, random, closing, giveUp))) return;
    // Nobody sees these wallets later. What is in flight may not be final yet.
    if (closing.aborted || !(await becomeFinal(cast.observer, accounts))) return;
    const accepted = made.flatMap((order) => [...order.accepted].map((txId) => [txId, order.payer] as const));
    const own = accepted.filter(([, { owner }]) => owner === person);
    one.seen = await gather(cast.client, cast.observer, accounts, new Map(own), AbortSignal.timeout(PATIENCE_MS));
    one.asked = Date.now();
    const isDeleted = random.chance(BY_OPERATOR)
      ? await this.#deleteAsOperator(cast.runs, person, giveUp)
      : await this.#delete(cast.client, person, giveUp);
    if (isDeleted) one.deleted = Date.now();
  }

  /** Empties a wallet and closes it. @returns whether it is closed */
  async #leave(
    { client, observer, orders }: Cast,
    account: Account,
    pay: (payer: Account, payee: Account, amount: bigint) => Promise<void>,
    random: Random,
    closing: AbortSignal,
    giveUp: AbortSignal,
  ): Promise<boolean> {
    const { owner, walletId } = account;
    for (let looks = 0; looks < MAX_LOOKS && !closing.aborted; looks++) {
      await pause(random.between(...LOOK_MS), closing);
      const money = await observer.balance(account);
      if (!money) continue;
      if (BigInt(money.available) > 0n) {
        await pay(account, orders.anyIn(account), BigInt(money.available));
        continue;
      }
      const other = orders.anyIn(account);
      this.closings.push({ walletId, asked: Date.now() });
      const key = `leave-${walletId}-${looks}`;
      const [response] = await Promise.all([
        insist(() => client.closeWallet(owner, walletId, key), giveUp),
        random.chance(0.4) ? pay(other, account, 2n) : undefined,
      ]);
      if (response?.status === 200) return true;
      if (response && Problem.safeParse(response.body).data?.code !== 'wallet_not_empty')
        this.surprises.push(`${walletId} is closed: ${response.status} ${response.text}`);
    }
    return false;
  }

  /** The account has wallets that are open. */
  async #deleteInVain(client: Client, person: Person, giveUp: AbortSignal): Promise<void> {
    const response = await insist(() => client.deleteAccount(person, { password: person.password }), giveUp);
    if (!response || Problem.safeParse(response.body).data?.code === 'account_in_use') return;
    this.surprises.push(`${person.login} leaves with open wallets: ${response.status} ${response.text}`);
  }

  async #delete(client: Client, person: Person, giveUp: AbortSignal): Promise<boolean> {
    let attempts = 0;
    const response = await insist(() => {
      attempts += 1;
      return client.deleteAccount(person, { password: person.password });
    }, giveUp);
    // An attempt without a response has deleted it, which has ended the session.
    const isDeleted = response?.status === 204 || (response?.status === 401 && attempts > 1);
    if (response && !isDeleted) this.surprises.push(`${person.login} leaves: ${response.status} ${response.text}`);
    return isDeleted;
  }

  async #deleteAsOperator(runs: OperatorRuns, { login }: Person, giveUp: AbortSignal): Promise<boolean> {
    let attempts = 0;
    const isDone = await runs.until(
      ['users', 'delete', login],
      ({ code, err }) => {
        attempts += 1;
        if (code === 0 || (attempts > 1 && err.includes('there is no user'))) return true;
        return err.includes('wallet is not closed') || err.includes('wallets are not closed') ? false : undefined;
      },
      giveUp,
    );
    if (isDone === false) this.surprises.push(`${login} is deleted by an operator: its wallets are not closed`);
    return isDone === true;
  }

  /** What those who are gone can still do, when there are no faults: nothing. */
  async goneStillDo(client: Client): Promise<string[]> {
    const found: string[] = [];
    for (const { person, accounts, deleted } of this.all) {
      if (deleted === undefined) continue;
      const { login, password } = person;
      const [{ walletId = '' } = {}] = accounts;
      const attempts = {
        'logs in': await attempt(() => client.login({ login, password })),
        'lists wallets': await attempt(() => client.wallets(person)),
        pays: await attempt(() => client.transfer(person, { from: walletId, to: '1', amount: '1' }, `gone-${login}`)),
      };
      for (const [what, response] of Object.entries(attempts))
        if (response?.status !== 401)
          found.push(`${login} is deleted, and ${what}: ${response?.status} ${response?.text}`);
    }
    return found;
  }
}
