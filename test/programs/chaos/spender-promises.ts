import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { dayOf } from '../../../lib/domain/spending.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';
import { decidedAt } from './held-legs.ts';
import { type TransferRequest, totalOf } from './orders.ts';
import type { Spender } from './spenders.ts';

/** Checks the promises of keys and members that pay. */
export function checkSpenders(
  { transfers }: Pick<Evidence, 'transfers'>,
  spenders: readonly Pick<Spender, 'id' | 'kind' | 'walletId' | 'sums' | 'orders'>[],
): Checked[] {
  const all = [...transfers.values()];
  const paidBy = (spender: Pick<Spender, 'id' | 'walletId'>) =>
    all.filter(({ from_id, paid_by }) => from_id === spender.walletId && payerOf(paid_by) === spender.id);
  const paid = spenders.map((spender) => ({ spender, payments: paidBy(spender) }));
  const count = paid.reduce((total, { payments }) => total + payments.length, 0);
  const refused = spenders.flatMap(({ orders }) => orders).filter(({ refusal }) => refusal !== undefined);
  const exceeded = refused.filter(({ refusal }) => refusal?.code === EXCEEDED).length;
  return [
    {
      promise: 'a key or a member never pays more than its sum a day, also by payments at the same time',
      on: `${spenders.length} spenders, ${count} payments, ${exceeded} refused`,
      broken: paid.flatMap(({ spender, payments }) => aboveSum(spender, payments)),
    },
    {
      promise: 'a key or a member pays nothing once it may pay no more, and each payment says who paid',
      on: `${refused.length - exceeded} payments refused`,
      broken: [
        ...paid.flatMap(({ spender, payments }) => paidInVain(spender, payments)),
        ...spenders.flatMap((spender) => anonymous(spender, transfers)),
      ],
    },
    {
      promise: 'a key or a member is refused only if its sum may be used up, or it may pay no more',
      on: `${refused.length} payments refused`,
      broken: spenders.flatMap((spender) => spender.orders.flatMap((order) => refusedWithout(spender, order))),
    },
  ];
}

const EXCEEDED = 'spending_limit_exceeded';

function payerOf(by: TransactionDetail['paid_by']): string | undefined {
  return by?.key?.key_id ?? by?.user_id;
}

/** What was decided before a sum changed was counted under the sums until then. */
function aboveSum({ id, sums }: Pick<Spender, 'id' | 'sums'>, payments: readonly TransactionDetail[]): string[] {
  return sums.all.flatMap((_, n) => {
    const until = sums.all[n + 1]?.asked ?? Infinity;
    const highest = sums.all
      .slice(0, n + 1)
      .reduce((most, { value }) => ((value ?? 0n) > most ? (value ?? 0n) : most), 0n);
    const counted = payments.filter((payment) => until === Infinity || (decidedAt(payment) ?? Infinity) < until);
    const byDay = Map.groupBy(counted, ({ initiated_at }) => initiated_at.slice(0, 10));
    return [...byDay].flatMap(([day, ofDay]) => {
      const sum = ofDay.reduce((total, { amount }) => total - BigInt(amount), 0n);
      return sum > highest ? [`${id} paid ${sum} on ${day}, of at most ${highest}`] : [];
    });
  });
}

function paidInVain({ id, sums }: Pick<Spender, 'id' | 'sums'>, payments: readonly TransactionDetail[]): string[] {
  return payments.flatMap(({ TxID, initiated_at }) => {
    const at = Date.parse(initiated_at);
    return sums.isSurely((sum) => sum === null, at, at) ? [`${id} paid ${TxID}, and might pay nothing`] : [];
  });
}

function anonymous({ id, orders }: Pick<Spender, 'id' | 'orders'>, transfers: Evidence['transfers']): string[] {
  return orders.flatMap(({ accepted }) =>
    [...accepted].flatMap((txId) => {
      const by = payerOf(transfers.get(txId)?.paid_by);
      return by === id ? [] : [`${txId} of ${id} says that ${by} paid`];
    }),
  );
}

function refusedWithout(
  { id, sums, orders }: Pick<Spender, 'id' | 'sums' | 'orders'>,
  { key, asked = 0, refusal, credits }: TransferRequest,
): string[] {
  if (!refusal) return [];
  const { code, at } = refusal;
  const isFree = (most: bigint) => sums.isSurely((sum) => sum !== null && sum >= most, asked, at);
  if (code !== EXCEEDED) return isFree(0n) ? [`${key} of ${id} is refused: ${code}`] : [];
  // A payment counts once, when it is asked for, whatever becomes of it.
  const taken = orders
    .filter((order) => order.asked !== undefined && order.asked <= at && dayOf(order.asked) === dayOf(at))
    .reduce((total, order) => total + totalOf(order), 0n);
  return isFree(taken) ? [`${key} of ${totalOf({ credits })} is refused, and ${id} has asked for ${taken}`] : [];
}
