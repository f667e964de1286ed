import { MibError } from '../domain/errors.ts';
import { dayOf, type Spender, type Spent } from '../domain/spending.ts';
import { initiationOf } from '../domain/transfer.ts';
import { asError, logger } from '../observability/logger.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Spending } from '../store/spending.ts';

/** More transfers than these are not remembered as counted, if they are in the journal. */
const MOST_REMEMBERED = 60;
/** A request ends within half a minute. What it has not found in the journal it has counted by then. */
const REQUESTS_END_AFTER_MS = 120_000;

/** What counts the payments of spenders. */
export interface Counting {
  readonly spending: Pick<Spending, 'count' | 'forget'>;
  readonly journal: Pick<Journal, 'get' | 'byWallets'>;
}

/**
 * Counts a transfer against the spender's sum of its day, before it is written to the journal. A
 * transfer counts once, however often its request is repeated, and whatever becomes of it: one that is
 * in the journal was counted, and the count of one that is not remembers it.
 * @param now ms since 1970
 * @param isNew whether no earlier request can have had this transfer
 * @throws MibError spending_limit_exceeded
 */
export async function countSpending(
  { spending, journal }: Counting,
  spender: Spender,
  spent: Spent,
  { now, isNew }: { now: number; isNew: boolean },
): Promise<void> {
  const { walletId, txId } = spent;
  if (!isNew && (await journal.get(walletId, txId))) return;
  const day = await spending.count(spender, spent, now);
  if ('full' in day) {
    const left = spender.maxPerDay - day.full.spent;
    throw new MibError('spending_limit_exceeded', {
      detail: `Of ${spender.maxPerDay} a day from this wallet, ${left > 0n ? left : 0n} is left until midnight UTC.`,
    });
  }
  if (day.counted.size > MOST_REMEMBERED)
    await forgetOld({ spending, journal }, { spender, spent, counted: day.counted }, now);
}

/** A failure costs nothing but the room in the item: the next payment tries again. */
async function forgetOld(
  { spending, journal }: Counting,
  { spender, spent, counted }: { spender: Spender; spent: Spent; counted: ReadonlyMap<string, number> },
  now: number,
): Promise<void> {
  const { walletId, txId } = spent;
  const old = [...counted].filter(([, at]) => at < now - REQUESTS_END_AFTER_MS).map(([id]) => id);
  try {
    const known = await journal.byWallets(new Map(old.map((id) => [id, walletId])));
    await spending.forget(
      spender,
      walletId,
      dayOf(initiationOf(txId)),
      [...known.keys()].slice(0, 2 * MOST_REMEMBERED),
    );
  } catch (error) {
    logger.warn('transfers are still remembered as counted', { error: asError(error) });
  }
}
