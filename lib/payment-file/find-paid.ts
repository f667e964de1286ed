import { KEY_IN_METADATA, type KeyedPayment } from './keyed.ts';

/** What is read of a transaction. */
interface Seen {
  readonly TxID: string;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Finds the transfers of payments by the keys in their metadata.
 * @param read the transactions of a wallet since a time
 * @param since in ms since 1970
 */
export async function* findPaid(
  payments: readonly KeyedPayment[],
  read: (walletId: string, from: string) => AsyncIterable<Seen>,
  since: number,
): AsyncGenerator<{ readonly row: number; readonly TxID: string }, void, void> {
  const from = new Date(since).toISOString();
  for (const [walletId, theirs] of Map.groupBy(payments, (payment) => payment.from)) {
    const byKey = new Map(theirs.map((payment) => [payment.idempotencyKey, payment.row]));
    for await (const { TxID, metadata } of read(walletId, from)) {
      const row = byKey.get(metadata?.[KEY_IN_METADATA] ?? '');
      if (row !== undefined) yield { row, TxID };
    }
  }
}

/** A row that was sent is looked for from a minute before, for clocks that differ. */
export const MARGIN_MS = 60_000;

/** What is stored of a row that was sent so long ago that only its transfer could tell, and has none. */
export const NOT_FOUND = { code: 'not_found', message: 'The row was sent, and no transfer has its key.' };
