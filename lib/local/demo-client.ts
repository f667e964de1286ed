import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';

const Token = z.object({ token: z.string() });
const Started = z.object({ TxID: z.string() });
const Balance = z.object({ balance: z.string().transform(BigInt) });
const Wallets = z.array(z.object({ wallet_id: z.string(), status: z.string() }));
const Transaction = z.object({
  TxID: z.string(),
  amount: z.string(),
  status: z.string(),
  note: z.string(),
  initiated_at: z.string(),
});
const Timeline = z.object({
  timeline: z.array(z.object({ at: z.string(), status: z.string().optional(), decision: z.string().optional() })),
});

/** A transaction as a wallet's journal lists it. */
export type Transaction = z.infer<typeof Transaction>;
/** What happened to a transfer, step by step. */
export type Timeline = z.infer<typeof Timeline>['timeline'];

const FINAL: ReadonlySet<string> = new Set(['SUCCESSFUL', 'INVALID', 'FAILED']);
const PATIENCE_MS = 40_000;
const ASK_AGAIN_AFTER_MS = 100;

/** A user of the public HTTP API, logged in. Every method throws Error if the API does not answer as it should. */
export class Customer {
  readonly name: string;
  readonly #url: string;
  readonly #token: string;

  private constructor(name: string, url: string, token: string) {
    this.name = name;
    this.#url = url;
    this.#token = token;
  }

  static async register(url: string, name: string, password: string): Promise<Customer> {
    return Customer.#enter(url, '/auth/register', name, password);
  }

  static async login(url: string, name: string, password: string): Promise<Customer> {
    return Customer.#enter(url, '/auth/login', name, password);
  }

  static async #enter(url: string, path: string, login: string, password: string): Promise<Customer> {
    const { token } = Token.parse(await request(url + path, { body: { login, password } }));
    return new Customer(login, url, token);
  }

  /** Resolves when the wallet can be used. */
  async createWallet(walletId: string): Promise<void> {
    await this.#call('/api/user/create_wallet', { wallet_id: walletId });
    await eventually(`wallet ${walletId} to be open`, async () => {
      const wallets = Wallets.parse(await this.#call('/api/user/wallets'));
      return wallets.some((wallet) => wallet.wallet_id === walletId && wallet.status === 'ACTIVE') || undefined;
    });
  }

  async balance(walletId: string): Promise<bigint> {
    return Balance.parse(await this.#call(`/api/user/balance/${walletId}`)).balance;
  }

  async journal(walletId: string): Promise<Transaction[]> {
    return z.array(Transaction).parse((await this.#call(`/api/user/transactions/${walletId}`)) ?? []);
  }

  async timeline(walletId: string, txId: string): Promise<Timeline> {
    return Timeline.parse(await this.#call(`/api/user/transactions/${walletId}/${txId}`)).timeline;
  }

  /** Resolves when the transfer has come to its end, whichever it is. */
  async transfer(fromId: string, toId: string, amount: bigint): Promise<Transaction> {
    const order = { from_id: fromId, to_id: toId, amount: String(amount) };
    const { TxID } = Started.parse(await this.#call('/api/user/do_transaction', order));
    return eventually(`transfer ${TxID} to end`, async () => {
      const transaction = Transaction.parse(await this.#call(`/api/user/transactions/${fromId}/${TxID}`));
      return FINAL.has(transaction.status) ? transaction : undefined;
    });
  }

  #call(path: string, body?: object): Promise<unknown> {
    return request(this.#url + path, { token: this.#token, body });
  }
}

async function request(url: string, { token, body }: { token?: string; body?: object | undefined }): Promise<unknown> {
  const response = await fetch(url, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Asks again and again until there is an answer. */
async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(ASK_AGAIN_AFTER_MS);
  }
  throw new Error(`waited ${PATIENCE_MS / 1_000} s for ${what}`);
}
