import { decodeJwt } from 'jose';
import { Session } from '../../../lib/api/accounts.ts';
import { CreatedWallet } from '../../../lib/api/wallets.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { when } from '../../support/steps/when.ts';
import type { User, World } from '../../support/steps/world.ts';

/** A wallet and its owner. */
export interface Account {
  readonly owner: User;
  readonly walletId: string;
  readonly currency: string;
}

/** All accounts. */
export interface People {
  /** The treasury's wallet of each currency. */
  readonly treasuries: readonly Account[];
  /** Distributed evenly over the shards. The first `hot` wallets are hot. */
  readonly wallets: readonly Account[];
  /** Wallets to be emptied and closed. */
  readonly shortLived: readonly Account[];
  /** The number of hot wallets, which take part in many more transfers than the others. */
  readonly hot: number;
}

export type Client = ReturnType<typeof when>;

/** A user whose sessions may end. */
export class Person implements User {
  readonly login: string;
  readonly password: string;
  #token: string;

  private constructor(credentials: Pick<User, 'login' | 'password'>, token: string) {
    this.login = credentials.login;
    this.password = credentials.password;
    this.#token = token;
  }

  /** @throws Error if the request is refused */
  static async register(client: Pick<Client, 'register'>, login: string): Promise<Person> {
    const credentials = { login, password: `secret-${[...login].reverse().join('')}` };
    return new Person(credentials, sessionOf(await client.register(credentials)));
  }

  /** That of the newest session. */
  get token(): string {
    return this.#token;
  }

  /** The id by which transfers name the user. */
  get userId(): string {
    return decodeJwt(this.#token).sub ?? '';
  }

  /** A login has succeeded. @throws Error if the response has no session */
  loggedIn(response: ApiResponse): void {
    this.#token = sessionOf(response);
  }
}

const USERS = 5;
/** The currencies of the wallets: each user has a wallet of each. */
const CURRENCIES = [...Array.from({ length: 6 }, () => NO_CURRENCY), 'EUR', 'EUR', 'POINTS'];
const HOT_WALLETS = 2;
/** Of each user. */
const SHORT_LIVED = [NO_CURRENCY, NO_CURRENCY, 'EUR'];
const FIRST_SHORT_LIVED = 101;
const OPENED_AT_ONCE = 10;

/**
 * Registers the users and creates their wallets without money.
 * @throws Error if a request is refused
 */
export async function createAccounts(client: Client, treasury: World['treasury']): Promise<People> {
  const { login, password } = treasury;
  const banker = { login, password, token: sessionOf(await client.login({ login, password })) };
  const users = await Promise.all(
    Array.from({ length: USERS }, async (_, n) => {
      const credentials = { login: `user-${n}`, password: `password-${n}` };
      return { ...credentials, token: sessionOf(await client.register(credentials)) };
    }),
  );
  const opened = (first: number, currencies: readonly string[]) =>
    currencies.flatMap((currency, row) =>
      users.map((owner, column) => ({ owner, walletId: String(first + row * USERS + column), currency })),
    );
  const wallets = opened(1, CURRENCIES);
  const shortLived = opened(FIRST_SHORT_LIVED, SHORT_LIVED);
  await sideBySide(OPENED_AT_ONCE, [...wallets, ...shortLived], (account) => createWallet(client, account));
  const treasuries = [...new Set(CURRENCIES)].map((currency) => ({
    owner: banker,
    walletId: treasuryWalletId(currency),
    currency,
  }));
  return { treasuries, wallets, shortLived, hot: HOT_WALLETS };
}

/** @throws Error if there is none */
export function treasuryOf({ treasuries }: Pick<People, 'treasuries'>, currency: string): Account {
  const treasury = treasuries.find((one) => one.currency === currency);
  if (!treasury) throw new Error(`there is no treasury in ${currency}`);
  return treasury;
}

/** Creates the wallet of an account. @throws Error if the request is refused */
export async function createWallet(client: Client, { owner, walletId, currency }: Account): Promise<void> {
  const create = () => client.createWallet(owner, walletId, undefined, { currency });
  await eventually(async () => CreatedWallet.parse(expected(202, await create()).body).status === 'ACTIVE', {
    timeoutMs: 60_000,
    everyMs: 200,
  });
}

function sessionOf(response: ApiResponse): string {
  return Session.parse(expected(200, response).body).token;
}

function expected(status: number, response: ApiResponse): ApiResponse {
  if (response.status !== status)
    throw new Error(`the status is ${response.status} instead of ${status}: ${response.text}`);
  return response;
}
