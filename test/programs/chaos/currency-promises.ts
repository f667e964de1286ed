import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';
import { isAuthorised } from './observer.ts';
import type { TransferRequest } from './orders.ts';

/**
 * Checks the promises that hold for each currency alone.
 * @param currencies of the wallets, as they were created
 */
export function checkCurrencies(
  { balances, transfers }: Pick<Evidence, 'balances' | 'transfers'>,
  orders: readonly TransferRequest[],
  currencies: ReadonlyMap<string, string>,
): Checked[] {
  const money = [...balances.values()];
  const byCurrency = Map.groupBy(money, ({ currency }) => currency);
  const between = orders.filter(({ kind }) => kind === 'between currencies');
  return [
    {
      promise: 'the sum of all balances with the treasury is 0, in each currency',
      on: `${money.length} balances in ${[...byCurrency.keys()].join(', ')}`,
      broken: [...byCurrency].flatMap(([currency, all]) => {
        const sum = all.reduce((total, { balance }) => total + BigInt(balance), 0n);
        return sum === 0n ? [] : [`${sum} ${currency}`];
      }),
    },
    {
      promise: 'no money passes between currencies, and no wallet gets another one',
      on: `${between.length} requests`,
      broken: [
        ...money
          .filter(({ wallet_id, currency }) => currency !== currencies.get(wallet_id))
          .map(({ wallet_id, currency }) => `wallet ${wallet_id} is in ${currency}`),
        ...between.flatMap(({ accepted }) =>
          [...accepted].flatMap((txId) => {
            const transfer = transfers.get(txId);
            return !transfer || isRefused(transfer) ? [] : [`${txId} between currencies is ${transfer.status}`];
          }),
        ),
        ...[...transfers.values()].flatMap((transfer) => mixed(transfer, currencies)),
      ],
    },
  ];
}

/** A shard that gives no response until the deadline refuses nothing. */
function isRefused({ status, note }: TransactionDetail): boolean {
  return status === 'INVALID' || (status === 'FAILED' && note === NOTES.limitExceeded);
}

/** A transfer that has held or moved money of wallets in different currencies. */
function mixed(transfer: TransactionDetail, currencies: ReadonlyMap<string, string>): string[] {
  const { TxID, status, currency, from_id, to_id = '', to = [{ to_id }] } = transfer;
  if (status !== 'SUCCESSFUL' && !isAuthorised(transfer)) return [];
  const wallets = status === 'SUCCESSFUL' ? [from_id, ...to.map((payee) => payee.to_id)] : [from_id];
  return wallets
    .filter((wallet) => (currencies.get(wallet) ?? currency) !== currency)
    .map((wallet) => `${TxID} in ${currency} moves money of wallet ${wallet}`);
}
