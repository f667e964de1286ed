import * as z from 'zod';
import { Transaction } from '../../../lib/api/transaction.ts';
import { Balance } from '../../../lib/api/wallets.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { isReservedWallet, TREASURY } from '../../../lib/domain/treasury.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { CreditLimits } from './credit-limits.ts';
import type { History, SeenFinal } from './history.ts';
import { pause } from './pause.ts';
import type { Account, Client } from './people.ts';
import { attempt } from './public-api.ts';

const FINAL: ReadonlySet<string> = new Set(['INVALID', 'FAILED', 'SUCCESSFUL']);
/** The number of concurrent readers of balances, and of lists. */
const OBSERVERS = 3;
const PAUSE_MS = 50;

/** What a wallet had available. Times are ms since 1970. */
export interface MoneyRead {
  readonly walletId: string;
  readonly asked: number;
  readonly answered: number;
  readonly available: bigint;
}

/**
 * Reads the wallets through the public API, as their owners do, and records what must never be
 * seen.
 */
export class Observer {
  readonly statusChanges: string[] = [];
  readonly wrongBalances: string[] = [];
  /** Responses that are neither a result nor an outage. */
  readonly surprises: string[] = [];
  readonly reads: MoneyRead[] = [];
  balancesSeen = 0;
  /** The number of sightings of transfers that had been seen final before. */
  statusesCompared = 0;
  /** The first final status of each transfer, with the time of the response. */
  readonly #finals = new Map<string, SeenFinal>();
  /** The same for each wallet that showed it. */
  readonly #finalsOf = new Map<string, SeenFinal>();
  readonly #client: Client;
  readonly #history: Pick<History, 'read'>;
  readonly #credit: Pick<CreditLimits, 'lowest'>;

  /** @param credit how far below zero wallets may go */
  constructor(client: Client, history: Pick<History, 'read'>, credit: Pick<CreditLimits, 'lowest'>) {
    this.#client = client;
    this.#history = history;
    this.#credit = credit;
  }

  /** Reads one wallet after the other, repeatedly, until the signal. */
  async watch(accounts: readonly Account[], over: AbortSignal): Promise<void> {
    const repeatedly = async (look: (account: Account) => Promise<unknown>, from: number) => {
      for (let n = from; !over.aborted; n += OBSERVERS) {
        const account = accounts[n % accounts.length];
        if (account) await look(account);
        await pause(PAUSE_MS, over);
      }
    };
    const balance = (account: Account) => this.balance(account);
    const transactions = (account: Account) => this.transactions(account);
    const numbers = Array.from({ length: OBSERVERS }, (_, n) => n);
    await Promise.all(numbers.flatMap((n) => [repeatedly(balance, n), repeatedly(transactions, n)]));
  }

  /** The number of transfers seen final. */
  get seenFinal(): number {
    return this.#finals.size;
  }

  /** The first final status of the transfer that was seen. */
  finalOf(txId: string): SeenFinal | undefined {
    return this.#finals.get(txId);
  }

  /** The wallet's balance, or undefined without a response. */
  async balance({ owner, walletId }: Account): Promise<Balance | undefined> {
    const [asked, askedAt] = [performance.now(), Date.now()];
    const response = await attempt(() => this.#client.balance(owner, walletId));
    if (!response) return undefined;
    const seen = response.status === 200 ? Balance.safeParse(response.body) : undefined;
    if (!seen?.success) return this.#surprise(`balance of ${walletId}`, response);
    this.#history.read(walletId, seen.data.balance, asked);
    const available = BigInt(seen.data.available);
    this.reads.push({ walletId, asked: askedAt, answered: Date.now(), available });
    this.#checkBalance(seen.data, askedAt);
    return seen.data;
  }

  /** All transfers of the wallet, oldest first, or undefined without a response. */
  async transactions({ owner, walletId }: Account): Promise<Transaction[] | undefined> {
    const path = `/api/user/transactions/${walletId}?limit=100`;
    const asked = performance.now();
    const pages = await this.#client.pages(owner, path).catch(() => []);
    const seen: Transaction[] = [];
    for (const page of pages) {
      if (page.status >= 500) return undefined;
      if (page.status === 204) continue;
      const transactions = page.status === 200 ? z.array(Transaction).safeParse(page.body) : undefined;
      if (!transactions?.success) return this.#surprise(`transactions of ${walletId}`, page);
      seen.push(...transactions.data);
    }
    for (const transaction of seen) this.noteStatus(transaction, asked);
    return pages.length > 0 ? seen : undefined;
  }

  /**
   * Records a status in a response. A status that was final before the request must not differ in
   * the response. The payee's row is written first: until the payer's is final too, the payer's wallet
   * may still show that the transfer is in flight.
   * @param asked the time of the request, by performance.now()
   */
  noteStatus({ TxID, status, wallet_id }: Pick<Transaction, 'TxID' | 'status' | 'wallet_id'>, asked: number): void {
    const before = this.#finals.get(TxID);
    const own = this.#finalsOf.get(`${wallet_id} ${TxID}`);
    const seen = { status, at: performance.now() };
    if (before === undefined && FINAL.has(status)) this.#finals.set(TxID, seen);
    if (own === undefined && FINAL.has(status)) this.#finalsOf.set(`${wallet_id} ${TxID}`, seen);
    // A later response may have overtaken this one: then only another final status is a change.
    if (before === undefined || (!FINAL.has(status) && (own === undefined || own.at > asked))) return;
    this.statusesCompared += 1;
    if (before.status === status) return;
    this.statusChanges.push(`${TxID} was ${before.status}, and ${status} when wallet ${wallet_id} looked again`);
  }

  #checkBalance({ wallet_id, balance, available, reserved }: Balance, asked: number): void {
    this.balancesSeen += 1;
    const lowest = isReservedWallet(wallet_id)
      ? -TREASURY.creditLimit
      : this.#credit.lowest(wallet_id, asked, Date.now());
    const tooLow = BigInt(balance) < lowest || BigInt(available) < lowest || BigInt(reserved) < 0n;
    if (!tooLow && BigInt(balance) === BigInt(available) + BigInt(reserved)) return;
    this.wrongBalances.push(`wallet ${wallet_id}: balance ${balance}, available ${available}, reserved ${reserved}`);
  }

  #surprise(what: string, response: ApiResponse): undefined {
    this.surprises.push(`${what}: ${response.status} ${response.text}`);
  }
}

/** Whether a transfer waits for nothing but a person: it is final, or its money is held. */
export function isAtRest(transfer: Pick<Transaction, 'status' | 'note'>): boolean {
  return isFinal(transfer) || isAuthorised(transfer);
}

/** Whether its money is held for its payee, or until a second person decides. */
export function isAuthorised({ note }: Pick<Transaction, 'note'>): boolean {
  return note === NOTES.authorised || note === NOTES.awaitsApproval;
}

export function isFinal({ status }: Pick<Transaction, 'status'>): boolean {
  return FINAL.has(status);
}
