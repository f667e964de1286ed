import type { Transaction } from '../../../lib/api/transaction.ts';
import { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import type { Balance } from '../../../lib/api/wallets.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Observer } from './observer.ts';
import type { Account, Client } from './people.ts';
import { insist } from './public-api.ts';

/** The final state as the public API shows it. */
export interface Evidence {
  readonly balances: ReadonlyMap<string, Balance>;
  /** The list of each wallet. */
  readonly lists: ReadonlyMap<string, readonly Transaction[]>;
  /** Every transfer, by TxID, as its payer sees it. */
  readonly transfers: ReadonlyMap<string, TransactionDetail>;
}

const CONCURRENCY = 8;

/**
 * Reads the lists and balances of all wallets, and every transfer in the lists or in `accepted` by
 * its own route.
 * @param accepted the payer of each TxID in a 202
 * @throws Error if there is no response before the signal
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
  await sideBySide(CONCURRENCY, accounts, async (account) => {
    balances.set(account.walletId, await again(() => observer.balance(account), giveUp));
    const list = await again(() => observer.transactions(account), giveUp);
    lists.set(account.walletId, list);
    for (const { TxID, amount } of list) if (amount.startsWith('-')) payers.set(TxID, account);
  });
  const transfers = new Map<string, TransactionDetail>();
  await sideBySide(CONCURRENCY, [...payers], async ([txId, { owner, walletId }]) => {
    const asked = performance.now();
    const response = await insist(() => client.transaction(owner, walletId, txId), giveUp);
    if (!response) throw new Error(`no response about transfer ${txId}`);
    // A missing transfer is reported by the promises.
    if (response.status === 404) return;
    const detail = TransactionDetail.parse(response.body);
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
