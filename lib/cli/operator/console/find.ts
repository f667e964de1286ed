import type { OutputOf } from '../../../web/console/contract.ts';
import type { ConsoleContext } from './context.ts';

/** A page waits no longer. A journal of this machine is read whole in it. */
const MOST_MS = 8_000;

/**
 * Finds a transfer by its id alone. The journal has its transfers by their payers: an unfinished one
 * has an index, and for any other the journal is read from its start.
 */
export async function findByTxId(
  { stores, unfinished, now }: Pick<ConsoleContext, 'stores' | 'unfinished' | 'now'>,
  TxID: string,
): Promise<OutputOf<'find'>> {
  const key = await unfinished.keyOf(TxID);
  if (key) return { wallet_id: key.from_id, complete: true };
  const until = now() + MOST_MS;
  for await (const { txId, fromId } of stores.journal.all()) {
    if (txId === TxID) return { wallet_id: fromId, complete: true };
    if (now() > until) return { complete: false };
  }
  return { complete: true };
}
