import { hasPair, mayPay, type PaidPair, type Paying, shows } from '../domain/new-payee.ts';
import { asError, logger } from '../observability/logger.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { KnownPayees } from '../store/known-payees.ts';
import { eachOnce, remembering } from './each-once.ts';
import type { Looks } from './owned-wallet.ts';
import { sideBySide } from './side-by-side.ts';

/** Pairs that are looked at, or written, at the same time. */
const WIDTH = 20;
/** How many transfers of a wallet are looked at for an earlier payment: those of one read. */
const LOOK_BACK = 100;

/** Where it is looked up whom a wallet has paid. */
export interface PayeeStores {
  readonly known: Pick<KnownPayees, 'unknownOf' | 'add'>;
  readonly directory: Looks;
  readonly journal: Pick<Journal, 'page'>;
}

/**
 * The payments to a payee who is new to their wallet. A wallet of the same user never is, and neither is
 * one whom the user has paid by one of the last transfers of the wallet: before the stage asked, or before
 * they had a second factor. A payment from a wallet that the user may not pay from is not among them: it is
 * refused by itself, and must not tell whom the wallet has paid.
 * @param unknown the pairs that are not stored
 */
export async function toNewPayees<P extends Paying>(
  stores: PayeeStores,
  userId: string,
  payments: readonly P[],
  unknown: readonly PaidPair[],
): Promise<readonly P[]> {
  const directory = eachOnce(stores.directory);
  const latestOf = remembering(async (walletId) => {
    // What it pays is in its own partition.
    return (await stores.journal.page({ walletId }, { order: 'desc', limit: LOOK_BACK })).transfers;
  });
  const isNew = async (pair: PaidPair): Promise<boolean> => {
    const wallet = await directory.get(pair.walletId);
    if (!wallet || !mayPay(userId, wallet)) return false;
    if ((await directory.get(pair.payeeId))?.owner === userId) return false;
    const { owner } = wallet;
    return !(await latestOf(pair.walletId)).some((transfer) => shows(transfer, pair, { userId, owner }));
  };
  const fresh: PaidPair[] = [];
  await sideBySide(WIDTH, unknown, async (pair) => {
    if (await isNew(pair)) fresh.push(pair);
  });
  return payments.filter((payment) => hasPair(payment, fresh));
}

/**
 * Remembers the payees of payments that were accepted. If it fails, the payments stand, and the user is
 * asked once more.
 * @param unknown the pairs that are not stored: what `confirmPayments` returned
 */
export async function rememberPayees(
  stores: Pick<PayeeStores, 'known'> | undefined,
  userId: string,
  unknown: readonly PaidPair[],
  accepted: readonly Paying[],
): Promise<void> {
  if (!stores || unknown.length === 0) return;
  const pairs = unknown.filter((pair) => accepted.some((payment) => hasPair(payment, [pair])));
  try {
    await sideBySide(WIDTH, pairs, (pair) => stores.known.add(userId, pair));
  } catch (error) {
    logger.warn('payees not remembered', { error: asError(error) });
  }
}
