import { Session } from '../../../lib/api/accounts.ts';
import { CreatedWallet } from '../../../lib/api/wallets.ts';
import { eventually } from '../../support/environment/eventually.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { when } from '../../support/steps/when.ts';
import type { User, World } from '../../support/steps/world.ts';

/** A wallet and its owner. */
export interface Account {
  readonly owner: User;
  readonly walletId: string;
}

/** All accounts. */
export interface People {
  readonly treasury: Account;
  /** Distributed evenly over the shards. The first `hot` wallets are hot. */
  readonly wallets: readonly Account[];
  /** The number of hot wallets, which take part in many more transfers than the others. */
  readonly hot: number;
}

export type Client = ReturnType<typeof when>;

const USERS = 5;
export const WALLETS = 30;
const HOT_WALLETS = 2;

/**
 * Registers the users and creates their wallets without money.
 * @throws Error if a request is refused
 */
export async function createAccounts(client: Client, treasury: World['treasury']): Promise<People> {
  const { login, password, walletId } = treasury;
  const banker = { login, password, token: sessionOf(await client.login({ login, password })) };
  const users = await Promise.all(
    Array.from({ length: USERS }, async (_, n) => {
      const credentials = { login: `user-${n}`, password: `password-${n}` };
      return { ...credentials, token: sessionOf(await client.register(credentials)) };
    }),
  );
  const wallets = Array.from({ length: WALLETS / USERS }, (_, row) =>
    users.map((owner, column) => ({ owner, walletId: String(1 + row * USERS + column) })),
  ).flat();
  await Promise.all(wallets.map((account) => createWallet(client, account)));
  return { treasury: { owner: banker, walletId }, wallets, hot: HOT_WALLETS };
}

async function createWallet(client: Client, { owner, walletId }: Account): Promise<void> {
  await eventually(
    async () => CreatedWallet.parse(expected(202, await client.createWallet(owner, walletId)).body).status === 'ACTIVE',
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

function sessionOf(response: ApiResponse): string {
  return Session.parse(expected(200, response).body).token;
}

function expected(status: number, response: ApiResponse): ApiResponse {
  if (response.status !== status)
    throw new Error(`the status is ${response.status} instead of ${status}: ${response.text}`);
  return response;
}
