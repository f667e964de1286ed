import { RecoveryCodes, TotpEnrolment } from '../../../lib/api/second-factors.ts';
import { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import type { Random } from '../../support/random.ts';
import type { Api } from '../../support/steps/api.ts';
import { codeOf, factorSteps, nextCodeOf } from '../../support/steps/factor-steps.ts';
import type { User } from '../../support/steps/world.ts';
import type { Clients } from './clients.ts';
import { isFinal } from './observer.ts';
import type { Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, type Client, createWallet, Person } from './people.ts';
import { attempt } from './public-api.ts';

/** A payment of a user with a second factor. */
export interface CarefulPayment {
  readonly order: TransferRequest;
  /** Whether the session was confirmed by a code. */
  readonly isConfirmed: boolean;
  /** Whether the user saw before that an earlier payment to the payee had succeeded. */
  readonly isKnown: boolean;
}

const WALLET = '721';
const FUNDED = 900n;
const PAY_EVERY_MS = [300, 1_500] as const;
/** A code is good for one time, and another one comes every 30 s. */
const CONFIRMED_EVERY_MS = 40_000;
const LOOK_MS = 400;
const MAX_LOOKS = 10;
const ASKED: ReadonlySet<string> = new Set(['step_up_required']);

interface Cast {
  readonly client: Client;
  readonly clients: Pick<Clients, 'place'>;
  readonly orders: Orders;
}

/** A user with a second factor who pays by two sessions: one is confirmed by a code, the other by a password alone. */
export class CarefulPayer {
  readonly accounts: readonly Account[];
  readonly payments: CarefulPayment[] = [];
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  readonly #account: Account;
  /** The session that is confirmed is that of the wallet's owner. */
  readonly #unconfirmed: Pick<User, 'token'>;
  readonly #secret: string;
  readonly #factors: ReturnType<typeof factorSteps>;

  private constructor(account: Account, unconfirmed: Pick<User, 'token'>, secret: string, api: Api) {
    this.accounts = [account];
    this.#account = account;
    this.#unconfirmed = unconfirmed;
    this.#secret = secret;
    this.#factors = stepsOf(api);
  }

  /** @throws Error if a request is refused */
  static async open(client: Client, api: Api): Promise<CarefulPayer> {
    const owner = await Person.register(client, 'careful');
    const account = { owner, walletId: WALLET, currency: NO_CURRENCY };
    await createWallet(client, account);
    // Only a session from before the factor is not confirmed by it.
    const { token } = owner;
    owner.loggedIn(await client.login(owner));
    const steps = stepsOf(api);
    const { secret } = TotpEnrolment.parse((await steps.enrol(owner)).body);
    RecoveryCodes.parse((await steps.confirm(owner, codeOf(secret, Date.now()))).body);
    return new CarefulPayer(account, { token }, secret, api);
  }

  /** The requests that fund the wallet. */
  funding(orders: Orders): TransferRequest[] {
    return [orders.fundingOf(this.#account, FUNDED)];
  }

  /** Pays until `closing`. Resolves when each request has its response, or at `giveUp`. */
  async work(cast: Cast, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    await Promise.all([this.#payOn(cast, random, closing, giveUp), this.#confirmOn(closing)]);
  }

  async #payOn(cast: Cast, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    for (; !closing.aborted; await pause(random.between(...PAY_EVERY_MS), closing)) {
      const { walletId: to } = cast.orders.anyIn(this.#account);
      const pay = (session: Pick<CarefulPayment, 'isConfirmed' | 'isKnown'>) =>
        this.#pay(cast, to, BigInt(random.between(1, 5)), session, giveUp);
      const unconfirmed = { isConfirmed: false, isKnown: false };
      const confirmed = { isConfirmed: true, isKnown: false };
      const dice = random.between(1, 3);
      if (dice === 1) await pay(unconfirmed);
      else if (dice === 2) await Promise.all([pay(unconfirmed), pay(confirmed)]);
      else if (await this.#hasSucceeded(cast.client, await pay(confirmed), giveUp))
        await pay({ ...unconfirmed, isKnown: true });
    }
  }

  async #pay(
    { clients, orders }: Cast,
    to: string,
    amount: bigint,
    session: Pick<CarefulPayment, 'isConfirmed' | 'isKnown'>,
    giveUp: AbortSignal,
  ): Promise<TransferRequest> {
    const more = session.isConfirmed ? {} : { sender: this.#unconfirmed, refusable: ASKED };
    const order = orders.special('of a careful user', this.#account, to, amount, more);
    this.payments.push({ order, ...session });
    await clients.place(order, giveUp);
    return order;
  }

  /** Whether the user sees soon that the payment has succeeded. */
  async #hasSucceeded(client: Client, { accepted }: TransferRequest, giveUp: AbortSignal): Promise<boolean> {
    const { owner, walletId } = this.#account;
    const [txId] = accepted;
    for (let looks = 0; txId !== undefined && looks < MAX_LOOKS && !giveUp.aborted; looks++) {
      const response = await attempt(() => client.transaction(owner, walletId, txId));
      const { data } = TransactionDetail.safeParse(response?.body);
      if (data && isFinal(data)) return data.status === 'SUCCESSFUL';
      await pause(LOOK_MS, giveUp);
    }
    return false;
  }

  /** A confirmed session stays so for some minutes. A code is not sent twice: it may have been taken. */
  async #confirmOn(closing: AbortSignal): Promise<void> {
    for (;;) {
      await pause(CONFIRMED_EVERY_MS, closing);
      if (closing.aborted) return;
      const code = nextCodeOf(this.#secret);
      const response = await attempt(() => this.#factors.stepUp(this.#account.owner, { code }));
      if (response && response.status !== 200)
        this.surprises.push(`a session is confirmed: ${response.status} ${response.text}`);
    }
  }
}

function stepsOf(api: Api): ReturnType<typeof factorSteps> {
  // These steps ask for nothing but the API.
  return factorSteps(() => ({
    ...{ api, shardCount: 0, askEveryMs: 100 },
    treasury: { login: '', password: '', walletId: '' },
  }));
}
