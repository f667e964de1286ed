import { MadeKey } from '../../../lib/api/api-keys.ts';
import { Problem } from '../../../lib/api/problem.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import type { Random } from '../../support/random.ts';
import type { Api } from '../../support/steps/api.ts';
import { keySteps } from '../../support/steps/key-steps.ts';
import type { User } from '../../support/steps/world.ts';
import type { Clients } from './clients.ts';
import type { OperatorRun, OperatorRuns } from './operator-runs.ts';
import type { Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, type Client, createWallet, Person } from './people.ts';
import { insist } from './public-api.ts';
import { Timeline } from './timeline.ts';

/** A user whom operators block, with whether they are. */
export interface BlockedUser {
  readonly account: Account;
  readonly blocks: Timeline<boolean>;
  /** The payments by sessions, and by a key. */
  readonly orders: TransferRequest[];
  readonly keyOrders: TransferRequest[];
}

const USERS = 2;
const FIRST_OF_BLOCKED = 601;
const FUNDED = 500n;
/** How long a user is blocked, and is not, in ms. */
const BLOCKED_MS = [8_000, 14_000] as const;
const FREE_MS = [4_000, 9_000] as const;
const PAY_EVERY_MS = [200, 900] as const;
const REFUSABLE: ReadonlySet<string> = new Set(['unauthenticated']);

interface Cast {
  readonly client: Client;
  readonly clients: Pick<Clients, 'place'>;
  readonly orders: Orders;
  readonly runs: OperatorRuns;
}

interface Living extends BlockedUser {
  readonly person: Person;
  readonly key: Pick<User, 'token'>;
}

/** Users who pay all the time, by sessions and by keys, and operators who block them and lift that. */
export class BlockedUsers {
  readonly all: readonly BlockedUser[];
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  readonly #living: readonly Living[];
  /** Those who may be blocked, or have no session since. */
  readonly #away = new Set<Living>();

  private constructor(living: readonly Living[]) {
    this.#living = living;
    this.all = living;
  }

  /** @param api waits longer for a response than a function runs. @throws Error if a request is refused */
  static async open(client: Client, api: Api): Promise<BlockedUsers> {
    const living: Living[] = [];
    for (let n = 0; n < USERS; n++) {
      const person = await Person.register(client, `blocked-${n}`);
      const account = { owner: person, walletId: String(FIRST_OF_BLOCKED + n), currency: NO_CURRENCY };
      await createWallet(client, account);
      const pay = [{ wallet_id: account.walletId, max_per_day: '1000000' }];
      const made = await keySteps(() => {
        return { ...{ api, shardCount: 0, askEveryMs: 100 }, treasury: { login: '', password: '', walletId: '' } };
      }).make(person, { name: 'chaos', pay });
      const key = { token: MadeKey.parse(made.body).key };
      living.push({ person, account, key, blocks: new Timeline<boolean>(), orders: [], keyOrders: [] });
    }
    return new BlockedUsers(living);
  }

  get accounts(): readonly Account[] {
    return this.all.map(({ account }) => account);
  }

  /** The requests that fund the wallets. */
  funding(orders: Orders): TransferRequest[] {
    return this.accounts.map((account) => orders.fundingOf(account, FUNDED));
  }

  /** Users pay, and are blocked and not, until `closing`. */
  async work(cast: Cast, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    await Promise.all(
      this.#living.flatMap((one) => [
        this.#pay(cast, one, { by: one.person, all: one.orders }, random, closing, giveUp),
        this.#pay(cast, one, { by: one.key, all: one.keyOrders }, random, closing, giveUp),
        this.#blockAndUnblock(cast, one, random, closing, giveUp),
      ]),
    );
  }

  /** Lifts the blocks that are left. @throws Error if one stays */
  async settle(cast: Pick<Cast, 'client' | 'runs'>, giveUp: AbortSignal): Promise<void> {
    await Promise.all([...this.#away].map((one) => this.#lift(cast, one, giveUp)));
    for (const { person } of this.#away) throw new Error(`${person.login} is still blocked long after the faults`);
  }

  async #pay(
    { clients, orders }: Cast,
    { account }: Living,
    { by, all }: { readonly by: Pick<User, 'token'>; readonly all: TransferRequest[] },
    random: Random,
    closing: AbortSignal,
    giveUp: AbortSignal,
  ): Promise<void> {
    for (; !closing.aborted; await pause(random.between(...PAY_EVERY_MS), closing)) {
      const [to, amount] = [orders.anyIn(account).walletId, BigInt(random.between(1, 4))];
      const more = { sender: { token: by.token }, refusable: REFUSABLE };
      const order = orders.special('of a blocked user', account, to, amount, more);
      all.push(order);
      await clients.place(order, giveUp);
    }
  }

  async #blockAndUnblock(cast: Cast, one: Living, random: Random, closing: AbortSignal, giveUp: AbortSignal) {
    while (!closing.aborted) {
      await pause(random.between(...FREE_MS), closing);
      if (closing.aborted) return;
      this.#away.add(one);
      const blocked = one.blocks.asked(true, Date.now());
      if (!(await cast.runs.until(['users', 'block', one.person.login], isDone, giveUp))) return;
      blocked.answered(Date.now());
      await this.#logInInVain(cast, one, giveUp);
      await pause(random.between(...BLOCKED_MS), closing);
      await this.#lift(cast, one, giveUp);
      if (this.#away.has(one)) return;
    }
  }

  /** Lifts a block, after which the user logs in again. */
  async #lift({ client, runs }: Pick<Cast, 'client' | 'runs'>, one: Living, giveUp: AbortSignal): Promise<void> {
    const { person, blocks } = one;
    const lifted = blocks.asked(false, Date.now());
    if (!(await runs.until(['users', 'unblock', person.login], isDone, giveUp))) return;
    lifted.answered(Date.now());
    const response = await insist(() => client.login(credentialsOf(person)), giveUp);
    if (!response) return;
    this.#away.delete(one);
    if (response.status === 200) person.loggedIn(response);
    else this.surprises.push(`${person.login} is not blocked any more: ${response.status} ${response.text}`);
  }

  async #logInInVain({ client }: Cast, { person }: Living, giveUp: AbortSignal): Promise<void> {
    const response = await insist(() => client.login(credentialsOf(person)), giveUp);
    if (!response || Problem.safeParse(response.body).data?.code === 'user_blocked') return;
    this.surprises.push(`${person.login} is blocked, and logs in: ${response.status} ${response.text}`);
  }
}

function isDone({ code }: Pick<OperatorRun, 'code'>): true | undefined {
  return code === 0 ? true : undefined;
}

function credentialsOf({ login, password }: User): Pick<User, 'login' | 'password'> {
  return { login, password };
}
