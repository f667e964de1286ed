import { type Transaction, TransactionDetail } from '../../../lib/api/transfers.ts';
import type { Balance } from '../../../lib/api/wallets.ts';
import type { Observer } from './observer.ts';
import type { Account, Client } from './people.ts';
import { insist } from './public-api.ts';

/** What everybody can see through the public API when all is over. */
export interface Evidence {
  readonly balances: ReadonlyMap<string, Balance>;
  /** The list of each wallet. */
  readonly lists: ReadonlyMap<string, readonly Transaction[]>;
  /** Every transfer, by TxID, as its payer sees it. */
  readonly transfers: ReadonlyMap<string, TransactionDetail>;
}

const AT_ONCE = 8;

/**
 * Reads the lists and balances of all wallets and every transfer in them or in `accepted`, each at its own address.
 * @param accepted the TxIDs that were answered with 202, and who pays
 * @throws Error if there is no answer before the signal comes
 */
export async function gather(
  client: Client,
  observer: Observer,
  accounts: readonly Account[],
  accepted: ReadonlyMap<string, Account>,
  giveUp: AbortSignal,
): Promise<Evidence> {
  const balances = new Map<string, Balance>();
  const lists = new Map<string, readonly Transaction[]>();
  const payers = new Map(accepted);
  await each(accounts, async (account) => {
    balances.set(account.walletId, await again(() => observer.balance(account), giveUp));
    const list = await again(() => observer.transactions(account), giveUp);
    lists.set(account.walletId, list);
    for (const { TxID, amount } of list) if (amount.startsWith('-')) payers.set(TxID, account);
  });
  const transfers = new Map<string, TransactionDetail>();
  await each([...payers], async ([txId, { owner, walletId }]) => {
    const asked = performance.now();
    const answer = await insist(() => client.transaction(owner, walletId, txId), giveUp);
    if (!answer) throw new Error(`nobody answers what became of ${txId}`);
    // 404: it does not exist, which is for the promises to tell.
    if (answer.status === 404) return;
    const detail = TransactionDetail.parse(answer.body);
    observer.noteStatus(detail, asked);
    transfers.set(txId, detail);
  });
  return { balances, lists, transfers };
}

async function again<T>(look: () => Promise<T | undefined>, giveUp: AbortSignal): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    giveUp.throwIfAborted();
  }
}

async function each<T>(items: readonly T[], job: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await job(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
