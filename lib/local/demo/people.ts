import { type Balance, createClient, type MibClient, MibProblem } from '../../client/index.ts';
import { shardOf } from '../../domain/wallet-id.ts';
import { BrokenPromise } from './paper.ts';

/** Where the story plays. */
export interface Place {
  readonly url: string;
  readonly treasury: { readonly login: string; readonly password: string; readonly walletId: string };
}

/** A person with one wallet. */
export interface Person {
  readonly name: string;
  readonly client: MibClient;
  readonly wallet: string;
  readonly shard: number;
}

/** All wallets of the system are theirs. */
export interface People {
  readonly treasury: Person;
  readonly ann: Person;
  readonly bob: Person;
}

const SHARDS = 2;
/** One of them is on shard 0, and the other on shard 1. */
const WALLETS = { Ann: '100', Bob: '101' } as const;

/** Registers Ann and Bob, and opens a wallet for each. */
export async function meet({ url, treasury: { login, password, walletId } }: Place): Promise<People> {
  const polling = { firstDelayMs: 25, longestDelayMs: 200 };
  const person = (name: string, client: MibClient, wallet: string): Person => {
    return { name, client, wallet, shard: shardOf(wallet, SHARDS) };
  };
  const newcomer = async (name: keyof typeof WALLETS): Promise<Person> => {
    const client = createClient({ baseUrl: url, polling });
    await client.register({ login: name.toLowerCase(), password: `what only ${name} knows` });
    await client.createWallet(WALLETS[name]);
    return person(name, client, WALLETS[name]);
  };
  const [ann, bob] = await Promise.all([newcomer('Ann'), newcomer('Bob')]);
  const client = createClient({ baseUrl: url, polling, credentials: { login, password } });
  return { treasury: person('treasury', client, walletId), ann, bob };
}

/** The money of a person, read now from its shard. */
export function moneyOf({ client, wallet }: Person): Promise<Balance> {
  return client.balance(wallet);
}

/** Why the balance of a person cannot be read now: the status and the code of the problem. */
export async function failureOf({ url }: Place, { name, client: { token }, wallet }: Person): Promise<string> {
  try {
    await createClient({ baseUrl: url, token, retries: { attempts: 1 } }).balance(wallet);
  } catch (error) {
    if (error instanceof MibProblem) return `${error.status} ${error.code}`;
    throw error;
  }
  throw new BrokenPromise(`the balance of ${name} was read from a dead shard`);
}
