import { inCurrency } from '../domain/currency.ts';
import type { IssuingLimits, TreasuryOrder } from '../domain/issuing.ts';
import { dayOf } from '../domain/spending.ts';
import { isFinal, type Status } from '../domain/transfer.ts';
import { treasuryWalletId } from '../domain/treasury.ts';
import type { TransferWorkflow } from '../remote/workflows.ts';
import type { IssuingStore } from '../store/issuing.ts';
import type { Journal } from '../store/journal/journal.ts';

/** What the owner of the wallet reads beside the transfer. */
export const ORDER_NOTES = { issue: 'issued by an operator', retire: 'retired by an operator' } as const;

/** The stores and the workflow of an order. */
export interface OrderPorts {
  readonly issuing: IssuingStore;
  readonly journal: Pick<Journal, 'get' | 'create'>;
  readonly workflow: Pick<TransferWorkflow, 'runToEnd'>;
}

/** What an order is carried out with. */
export interface OrderTerms {
  /** An order is done once for its key. */
  readonly key: string;
  readonly limits: IssuingLimits;
  /** Whether a second operator has approved it. */
  readonly approved: boolean;
  /** The id of the transfer, if the key has none yet: a ULID of `now`. */
  readonly txId: string;
  /** ms since 1970 */
  readonly now: number;
}

/** How far an order is. */
export interface CarriedOut {
  readonly txId: string;
  readonly status: Status;
  readonly note: string;
  /** Whether the transfer was there before: the order was given again. */
  readonly again: boolean;
}

/** Why an order is not carried out. */
export type OrderProblem = 'key_used' | 'above_day' | 'above_alone';

/**
 * Issues or retires money by an ordinary transfer, once for its key: given again, also after a crash, it
 * goes on where it was stopped. What is issued counts before the transfer is made, so that a crash in
 * between leaves less to issue that day, and never more.
 * @param giveUp ends the wait. The transfer goes on
 */
export async function carryOut(
  { issuing, journal, workflow }: OrderPorts,
  order: TreasuryOrder,
  terms: OrderTerms,
  giveUp: AbortSignal,
): Promise<CarriedOut | OrderProblem> {
  const { act, walletId, amount, currency } = order;
  const { key, limits, approved, now } = terms;
  const claimed = await issuing.claim(key, { ...order, txId: terms.txId }, new Date(now).toISOString());
  if (!isSame(claimed, order)) return 'key_used';
  const { txId } = claimed;
  const treasury = treasuryWalletId(currency);
  const [fromId, toId] = act === 'issue' ? [treasury, walletId] : [walletId, treasury];
  const today = { day: dayOf(now), currency };
  const before = await journal.get(fromId, txId);
  if (!before) {
    const counted = act === 'issue' ? await issuing.count(today, { txId, amount, approved }, limits) : 'counted';
    if (counted !== 'counted') return counted;
    const transfer = { txId, fromId, amount, credits: [{ toId, amount }], payerNote: ORDER_NOTES[act] };
    await journal.create({ ...transfer, ...inCurrency(currency) }, now);
  }
  // It is in the journal: the sweeper starts it if this fails.
  if (!before || !isFinal(before.status)) await workflow.runToEnd({ fromId, txId }, giveUp).catch(() => false);
  const seen = await journal.get(fromId, txId);
  const status = seen?.status ?? 'PENDING';
  if (status === 'INVALID' || status === 'FAILED') await issuing.giveBack(today, txId);
  return { txId, status, note: seen?.note ?? '', again: before !== undefined };
}

function isSame(a: TreasuryOrder, b: TreasuryOrder): boolean {
  return a.act === b.act && a.walletId === b.walletId && a.amount === b.amount && a.currency === b.currency;
}
