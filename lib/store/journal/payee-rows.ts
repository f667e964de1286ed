import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { storedResults } from '../../domain/leg-results.ts';
import type { Status, Transfer } from '../../domain/transfer.ts';
import { conditionally } from '../documents.ts';
import { type JournalTable, referenceKey } from './items.ts';

/** How a committed transfer ended: what came of each leg, the debit first, and when. */
export interface SettledTransfer {
  readonly settled: readonly unknown[];
  /** RFC 3339. */
  readonly finishedAt: string | undefined;
}

/**
 * Puts the row of each payee of a committed transfer, under its wallet. Call it once all legs are
 * settled, and before the transfer's final status: a client that hears of it can read every row. A
 * row that exists stays as it is, so all of it may be repeated.
 * @param transfer as the decision left it
 * @returns the number of rows that were missing
 */
export async function putPayeeRows(
  { documents, table }: JournalTable,
  transfer: Transfer,
  end: SettledTransfer,
): Promise<number> {
  const put = await Promise.all(
    payeeRows(transfer, end).map((Item) =>
      conditionally(
        documents.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(tx_id)' })),
      ),
    ),
  );
  return put.filter((written) => 'ok' in written).length;
}

/**
 * The row of each payee, in the order of the credits. It says of the legs only the debit and its
 * own: a payee learns nothing of the others. A page reads whole rows, so they are small.
 */
export function payeeRows(transfer: Transfer, { settled, finishedAt }: SettledTransfer): Record<string, unknown>[] {
  const { txId, fromId, currency, reference, payerNote, refundOf } = transfer;
  const held = storedResults(transfer.responses?.held);
  return transfer.credits.map(({ toId, amount }, n) => ({
    from_id: toId,
    tx_id: txId,
    payer_id: fromId,
    amount,
    ...(currency !== undefined && { currency }),
    status: 'SUCCESSFUL' satisfies Status,
    processing_at: transfer.processingAt,
    decided_at: transfer.decidedAt,
    finished_at: finishedAt,
    held: ownOf(held, n),
    settled: ownOf(settled, n),
    ...(reference !== undefined && { reference, reference_key: referenceKey(reference, txId) }),
    payer_note: payerNote,
    ...(refundOf !== undefined && { refund_of: refundOf }),
  }));
}

/** The debit's result and that of one credit; undefined if the results of the legs are not stored. */
function ownOf(results: readonly unknown[], credit: number): string | undefined {
  return results.length > credit + 1 ? JSON.stringify([results[0], results[credit + 1]]) : undefined;
}
