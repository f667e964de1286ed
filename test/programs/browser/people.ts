import { randomInt } from 'node:crypto';
import { createClient, type MibClient } from '../../../lib/client/index.ts';
import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { BANK, type RunningStack } from './stack.ts';

/** A user, with a client that acts as them beside the browser. */
export interface Person {
  readonly login: string;
  readonly password: string;
  readonly client: MibClient;
  /** Opens a wallet of theirs, with so much money from the treasury of its currency. @returns its id */
  wallet(money?: number | bigint, id?: string, currency?: string): Promise<string>;
}

/** Users of one stack, and their money. */
export class People {
  readonly #url: string;
  readonly #bank: MibClient;

  private constructor(url: string, bank: MibClient) {
    this.#url = url;
    this.#bank = bank;
  }

  static async of({ url, treasuryPassword }: RunningStack): Promise<People> {
    const bank = createClient({ baseUrl: url });
    await bank.login({ login: BANK.login, password: treasuryPassword });
    return new People(url, bank);
  }

  /** Registers a user. @param name the login is this with a number, unless `exactly` */
  async register(name: string, { exactly = false } = {}): Promise<Person> {
    const credentials = newCredentials(name);
    const login = exactly ? name : credentials.login;
    const { password } = credentials;
    const client = createClient({ baseUrl: this.#url });
    await client.register({ login, password });
    const wallet = async (money: number | bigint = 0n, id = newWalletId(), currency = 'XXX') => {
      await client.createWallet(id, { currency });
      if (BigInt(money) > 0n) await this.fund(id, money, currency);
      return id;
    };
    return { login, password, client, wallet };
  }

  /** Pays from the treasury, and waits until the money is there. */
  async fund(walletId: string, money: number | bigint, currency = 'XXX'): Promise<void> {
    const { TxID } = await this.#bank.transfer({
      from: treasuryWalletId(currency),
      to: walletId,
      amount: String(money),
    });
    const { status } = await this.#bank.waitForFinal(TxID);
    if (status !== 'SUCCESSFUL') throw new Error(`wallet ${walletId} has got no money: ${status}`);
  }
}

/** Of a user that nobody has registered. */
export function newCredentials(name: string) {
  return { login: `${name}-${randomInt(1e12)}`, password: `${name} likes long walks` };
}

/** An id that no wallet has. */
export function newWalletId(): string {
  return String(randomInt(1e12, 1e13));
}
