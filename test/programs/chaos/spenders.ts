import { MadeKey } from '../../../lib/api/api-keys.ts';
import { Member } from '../../../lib/api/wallet-members.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import type { Api, ApiResponse } from '../../support/steps/api.ts';
import { keySteps } from '../../support/steps/key-steps.ts';
import { memberSteps } from '../../support/steps/member-steps.ts';
import type { User, World } from '../../support/steps/world.ts';
import type { Clients } from './clients.ts';
import type { Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, type Client, createWallet, Person } from './people.ts';
import { insist } from './public-api.ts';
import { Timeline } from './timeline.ts';

/** A key or a member that pays from somebody's wallet, up to a sum a day. */
export interface Spender {
  /** As `paid_by` of its payments has it: the id of the key, or of the user. */
  readonly id: string;
  readonly kind: 'key' | 'member';
  readonly walletId: string;
  /** The sum of a day; null: it may pay nothing. */
  readonly sums: Timeline<bigint | null>;
  readonly orders: TransferRequest[];
}

const WALLETS = 3;
const FIRST_SHARED = 401;
const FUNDED = 900n;
const MEMBERS = 2;
const MAX_PAUSE_MS = 1_200;
/** How many payments a spender sends at the same time, at most. */
const AT_ONCE = 4;
/** How many rounds a sum of a key lasts, and that of a member. */
const ROUNDS = [4, 10] as const;
/** Requests after a key is revoked, or a member removed. */
const IN_VAIN = 2;
const RETRY_AFTER_MS = 300;

/** What a spender is refused with: its sum is used up, or it may pay no more. */
const REFUSABLE: Readonly<Record<Spender['kind'], ReadonlySet<string>>> = {
  key: new Set(['spending_limit_exceeded', 'unauthenticated']),
  member: new Set(['spending_limit_exceeded', 'wallet_not_found', 'member_scope']),
};

interface Cast {
  readonly clients: Pick<Clients, 'place'>;
  readonly orders: Orders;
}

/** An owner who makes keys and shares wallets, and those who pay by that. */
export class Spenders {
  readonly accounts: readonly Account[];
  readonly all: Spender[] = [];
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  readonly #owner: Person;
  readonly #members: readonly Person[];
  readonly #keys: ReturnType<typeof keySteps>;
  readonly #sharing: ReturnType<typeof memberSteps>;
  #made = 0;

  private constructor(accounts: readonly Account[], [owner, ...members]: readonly [Person, ...Person[]], api: Api) {
    // These steps ask for nothing but the API.
    const world = (): World => ({
      ...{ api, shardCount: 0, askEveryMs: 100 },
      treasury: { login: '', password: '', walletId: '' },
    });
    this.accounts = accounts;
    this.#owner = owner;
    this.#members = members;
    this.#keys = keySteps(world);
    this.#sharing = memberSteps(world);
  }

  /** @param api waits longer for a response than a function runs. @throws Error if a request is refused */
  static async open(client: Client, api: Api): Promise<Spenders> {
    const owner = await Person.register(client, 'sharing-owner');
    const names = Array.from({ length: MEMBERS }, (_, n) => `member-${n}`);
    const members = await Promise.all(names.map((name) => Person.register(client, name)));
    const accounts = Array.from({ length: WALLETS }, (_, n) => {
      return { owner, walletId: String(FIRST_SHARED + n), currency: NO_CURRENCY };
    });
    await sideBySide(WALLETS, accounts, (account) => createWallet(client, account));
    return new Spenders(accounts, [owner, ...members], api);
  }

  /** The requests that fund the wallets. */
  funding(orders: Orders): TransferRequest[] {
    return this.accounts.map((account) => orders.fundingOf(account, FUNDED));
  }

  /** Keys and members pay until `closing`. Resolves when each request has its response, or at `giveUp`. */
  async work(cast: Cast, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const [first, second] = this.accounts;
    if (!first || !second) throw new Error('there are no wallets to share');
    await Promise.all([
      this.#liveAsKey(cast, first, random, closing, giveUp),
      this.#liveAsKey(cast, second, random, closing, giveUp),
      ...this.#members.map((member, n) =>
        this.#liveAsMember(cast, this.accounts[n + 1] ?? first, member, random, closing, giveUp),
      ),
    ]);
  }

  /** One key after the other: each pays, is revoked, and pays no more. */
  async #liveAsKey(cast: Cast, account: Account, random: Random, closing: AbortSignal, giveUp: AbortSignal) {
    while (!closing.aborted) {
      const sum = BigInt(random.between(60, 200));
      const asked = Date.now();
      const made = await this.#makeKey(account, sum, giveUp);
      if (!made) return;
      const sums = new Timeline<bigint | null>();
      sums.asked(sum, asked).answered(Date.now());
      const spender: Spender = { id: made.key_id, kind: 'key', walletId: account.walletId, sums, orders: [] };
      this.all.push(spender);
      const pay = (rounds: number) => this.#pay(cast, account, spender, { token: made.key }, rounds, random, giveUp);
      await this.#rounds(pay, random, closing);
      const revoked = sums.asked(null, Date.now());
      const [response] = await Promise.all([
        insist(() => this.#keys.revoke(this.#owner, made.key_id), giveUp),
        random.chance(0.5) ? pay(1) : undefined,
      ]);
      // An attempt without a response has revoked it.
      if (response?.status === 204 || response?.status === 404) revoked.answered(Date.now());
      else if (response) this.#surprise('a key is revoked', response);
      await pay(IN_VAIN);
    }
  }

  async #makeKey({ walletId }: Account, sum: bigint, giveUp: AbortSignal): Promise<MadeKey | undefined> {
    const body = { name: 'chaos', read: [walletId], pay: [{ wallet_id: walletId, max_per_day: String(sum) }] };
    const key = `key-${this.#made++}`;
    const response = await insist(() => this.#keys.make(this.#owner, body, key), giveUp);
    const { data } = MadeKey.safeParse(response?.body);
    if (response && !data) this.#surprise('a key is made', response);
    return data;
  }

  /** A member whose sum changes, who is removed, and who becomes one again. */
  async #liveAsMember(
    cast: Cast,
    account: Account,
    member: Person,
    random: Random,
    closing: AbortSignal,
    giveUp: AbortSignal,
  ) {
    const sums = new Timeline<bigint | null>();
    const spender: Spender = { id: member.userId, kind: 'member', walletId: account.walletId, sums, orders: [] };
    this.all.push(spender);
    const pay = (rounds: number) => this.#pay(cast, account, spender, member, rounds, random, giveUp);
    for (let sum = 0; !closing.aborted; ) {
      sum += random.between(-20, 120);
      await this.#share(account, member, spender, sum > 0 ? BigInt(sum) : null, giveUp);
      await this.#rounds(pay, random, closing);
      if (!random.chance(0.4)) continue;
      const removed = sums.asked(null, Date.now());
      const [response] = await Promise.all([
        insist(() => this.#sharing.remove(this.#owner, account.walletId, member.login), giveUp),
        random.chance(0.5) ? pay(1) : undefined,
      ]);
      if (response?.status === 204 || response?.status === 404) removed.answered(Date.now());
      else if (response) this.#surprise('a member is removed', response);
      await pay(IN_VAIN);
    }
  }

  async #share({ walletId }: Account, { login }: User, { sums }: Spender, sum: bigint | null, giveUp: AbortSignal) {
    const setting = sums.asked(sum, Date.now());
    const max_per_day = sum === null ? null : String(sum);
    const response = await insist(() => this.#sharing.change(this.#owner, walletId, login, { max_per_day }), giveUp);
    if (!response) return;
    if (Member.safeParse(response.body).data?.max_per_day === max_per_day) setting.answered(Date.now());
    else this.#surprise(`${login} may pay ${sum}`, response);
  }

  async #rounds(pay: (rounds: number) => Promise<void>, random: Random, closing: AbortSignal): Promise<void> {
    for (let left = random.between(...ROUNDS); left > 0 && !closing.aborted; left--) {
      await pay(1);
      await pause(random.between(RETRY_AFTER_MS, MAX_PAUSE_MS), closing);
    }
  }

  /** Pays several times at once, so that the payments could pass the sum together. */
  async #pay(
    { clients, orders }: Cast,
    account: Account,
    spender: Spender,
    sender: Pick<User, 'token'>,
    rounds: number,
    random: Random,
    giveUp: AbortSignal,
  ): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const payments = Array.from({ length: random.between(1, AT_ONCE) }, () => {
        const amount = BigInt(random.between(3, 25));
        const more = { sender, refusable: REFUSABLE[spender.kind] };
        return orders.special('by a spender', account, orders.anyIn(account).walletId, amount, more);
      });
      spender.orders.push(...payments);
      await Promise.all(payments.map((order) => clients.place(order, giveUp)));
    }
  }

  #surprise(what: string, { status, text }: ApiResponse): void {
    this.surprises.push(`${what}: ${status} ${text}`);
  }
}
