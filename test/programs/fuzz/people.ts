import * as z from 'zod';
import { eventually } from '../../support/environment/eventually.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { when } from '../../support/steps/when.ts';
import type { User, World } from '../../support/steps/world.ts';

/** Somebody who calls the API, and what schemathesis can know of him in advance. */
export interface Person extends User {
  readonly wallets: readonly string[];
}

/** Everybody there is before the fuzzing begins, and the ids by which requests reach something. */
export interface People {
  /** Whose token requests carry. */
  readonly payer: Person;
  /** Another user: what is the payer's is not for him. */
  readonly payee: Person;
  /** Transfers that the payer's wallets have seen. */
  readonly transactions: readonly string[];
}

/** Wallets 41 and 42 are the ones in the documents' examples; a wallet is on the shard of its last digit. */
const PAYER = { login: 'fuzzing payer', password: 'the password of the payer', wallets: ['41', '100', '101'] };
const PAYEE = { login: 'fuzzing payee', password: 'the password of the payee', wallets: ['42', '200', '201'] };
/** Whom the documents' examples log in. Others call, as failed logins slow this one down. */
const EXAMPLE = { login: 'ann', password: 'correct horse' };

/** In minor units, each wallet: no fuzzing comes to the end of it, and some amounts are above it. */
const MONEY = 10n ** 14n;
const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };
const FINAL: ReadonlySet<string> = new Set(['INVALID', 'FAILED', 'SUCCESSFUL']);

const Session = z.object({ token: z.string() });
const Created = z.object({ status: z.string() });
const Accepted = z.object({ TxID: z.string() });
const Transaction = z.object({ status: z.string() });

/** Registers two users and funds their wallets from the treasury. @throws Error if anything is refused */
export async function settle(world: World): Promise<People> {
  const client = when(() => world);
  const registered = async ({ wallets, ...credentials }: typeof PAYER): Promise<Person> => {
    const { token } = Session.parse(expected(200, await client.register(credentials)).body);
    const person = { ...credentials, token, wallets };
    for (const wallet of wallets) await openWallet(world, person, wallet);
    return person;
  };
  expected(200, await client.register(EXAMPLE));
  const [payer, payee] = await Promise.all([registered(PAYER), registered(PAYEE)]);
  const transactions: string[] = [];
  for (const wallet of payer.wallets) transactions.push(await fund(world, wallet, MONEY));
  for (const wallet of payee.wallets) await fund(world, wallet, MONEY);
  return { payer, payee, transactions };
}

/** Opens a wallet and waits until its shard has it. @throws Error if it is refused */
export async function openWallet(world: World, owner: Pick<User, 'token'>, walletId: string): Promise<void> {
  const client = when(() => world);
  await eventually(async () => {
    const { status } = Created.parse(expected(202, await client.createWallet(owner, walletId)).body);
    return status === 'ACTIVE';
  }, PATIENCE);
}

/** Gives a wallet money by a transfer from the treasury. @returns the TxID; @throws Error if it does not succeed */
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
  if (status !== 'SUCCESSFUL') throw new Error(`a transfer of ${amount} to wallet ${walletId} ended ${status}`);
  return TxID;
}

function expected(status: number, response: ApiResponse): ApiResponse {
  if (response.status !== status) throw new Error(`answered ${response.status} instead of ${status}: ${response.text}`);
  return response;
}
