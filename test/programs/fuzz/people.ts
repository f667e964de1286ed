import * as z from 'zod';
import { eventually } from '../../support/environment/eventually.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { when } from '../../support/steps/when.ts';
import type { User, World } from '../../support/steps/world.ts';

/** A user who calls the API, with the wallets that schemathesis knows in advance. */
export interface Person extends User {
  readonly wallets: readonly string[];
}

/** The users before the fuzzing, and existing ids for requests. */
export interface People {
  /** The user whose token requests carry. */
  readonly payer: Person;
  /** Another user, who must not reach the payer's resources. */
  readonly payee: Person;
  /**
   * The login of a user who makes no requests, to share wallets with: the payee must reach none of the
   * payer's.
   */
  readonly partner: string;
  /** Transfers in the payer's wallets. */
  readonly transactions: readonly string[];
}

/**
 * Wallets 41 and 42 are in the documents' examples. With two shards, the last digit decides the
 * shard.
 */
const PAYER = { login: 'fuzzing payer', password: 'the password of the payer', wallets: ['41', '100', '101'] };
const PAYEE = { login: 'fuzzing payee', password: 'the password of the payee', wallets: ['42', '200', '201'] };
/**
 * The user of the documents' examples. Other users make the requests, because failed logins slow
 * this one down.
 */
const EXAMPLE = { login: 'ann', password: 'correct horse' };

/**
 * The funds of each wallet in minor units: more than the fuzzing spends, and less than some drawn
 * amounts.
 */
const MONEY = 10n ** 14n;
const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };
const FINAL: ReadonlySet<string> = new Set(['INVALID', 'FAILED', 'SUCCESSFUL']);

const Session = z.object({ token: z.string() });
const Created = z.object({ status: z.string() });
const Accepted = z.object({ TxID: z.string() });
const Transaction = z.object({ status: z.string() });

/**
 * Registers two users and funds their wallets from the treasury.
 * @throws Error if a request is refused
 */
export async function settle(world: World): Promise<People> {
  const client = when(() => world);
  const registered = async ({ wallets, ...credentials }: typeof PAYER): Promise<Person> => {
    const { token } = Session.parse(expected(200, await client.register(credentials)).body);
    const person = { ...credentials, token, wallets };
    for (const wallet of wallets) await createWallet(world, person, wallet);
    return person;
  };
  expected(200, await client.register(EXAMPLE));
  const [payer, payee] = await Promise.all([registered(PAYER), registered(PAYEE)]);
  const transactions: string[] = [];
  for (const wallet of payer.wallets) transactions.push(await fund(world, wallet, MONEY));
  for (const wallet of payee.wallets) await fund(world, wallet, MONEY);
  return { payer, payee, partner: EXAMPLE.login, transactions };
}

/**
 * Creates a wallet and waits until it is active.
 * @throws Error if it is refused
 */
export async function createWallet(world: World, owner: Pick<User, 'token'>, walletId: string): Promise<void> {
  const client = when(() => world);
  await eventually(async () => {
    const { status } = Created.parse(expected(202, await client.createWallet(owner, walletId)).body);
    return status === 'ACTIVE';
  }, PATIENCE);
}

/**
 * Funds a wallet by a transfer from the treasury.
 * @returns the TxID
 * @throws Error if the transfer does not succeed
 */
export async function fund(world: World, walletId: string, amount: bigint): Promise<string> {
  const client = when(() => world);
  const { login, password, walletId: from } = world.treasury;
  const treasury = Session.parse(expected(200, await client.login({ login, password })).body);
  const order = { from, to: walletId, amount: String(amount) };
  const { TxID } = Accepted.parse(expected(202, await client.transfer(treasury, order)).body);
  const status = await eventually(async () => {
    const { body } = expected(200, await client.transaction(treasury, from, TxID));
    const transaction = Transaction.parse(body);
    return FINAL.has(transaction.status) && transaction.status;
  }, PATIENCE);
  if (status !== 'SUCCESSFUL') throw new Error(`a transfer of ${amount} to wallet ${walletId} ended as ${status}`);
  return TxID;
}

/** @throws Error if the status is another */
export function expected(status: number, response: ApiResponse): ApiResponse {
  if (response.status !== status)
    throw new Error(`the status is ${response.status} instead of ${status}: ${response.text}`);
  return response;
}
