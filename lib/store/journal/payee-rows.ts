import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { inCurrency } from '../../domain/currency.ts';
import { storedResults } from '../../domain/leg-results.ts';
import { type Credit, legsOf } from '../../domain/legs.ts';
import { itemIdOf } from '../../domain/stripes.ts';
import type { Status, Transfer } from '../../domain/transfer.ts';
import { conditionally } from '../documents.ts';
import { type JournalTable, referenceKey } from './items.ts';
import { storedPaidBy } from './paid-by-items.ts';

/** How a transfer ended: what came of each leg, the debit first, and when. */
export interface SettledTransfer {
  /** SUCCESSFUL by default. */
  readonly status?: Status | undefined;
  /** The reason, if its money has not moved. */
  readonly note?: string | undefined;
  readonly settled: readonly unknown[];
  /** RFC 3339. */
  readonly finishedAt: string | undefined;
}

type Row = Record<string, unknown>;

/**
 * Puts the row of each payee of a committed transfer, and of one that was authorised. It is under the
 * payee's wallet, or under the stripe of the credit. Call it once all legs are settled, and before the
 * transfer's final status: a client that hears of it can read every row. A final row stays as it is, so
 * all of it may be repeated.
 * @param transfer as the decision left it
 * @returns the number of final rows that were missing
 */
export async function putPayeeRows(
  { documents, table }: JournalTable,
  transfer: Transfer,
  end: SettledTransfer,
): Promise<number> {
  const overAuthorised = {
    ConditionExpression: 'attribute_not_exists(tx_id) OR #status = :processing',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':processing': 'PROCESSING' satisfies Status },
  };
  const isFirst = transfer.manual ? overAuthorised : { ConditionExpression: 'attribute_not_exists(tx_id)' };
  const put = await Promise.all(
    payeeRows(transfer, end).map((Item) =>
      conditionally(documents.send(new PutCommand({ TableName: table, Item, ...isFirst }))),
    ),
  );
  return put.filter((written) => 'ok' in written).length;
}

/**
 * Puts the row of the payee of an authorised transfer. A row that exists stays as it is: it may be
 * final. The event of the transfer is made from this row, so it has who asked for the payment. The payee is
 * not shown it, and the final row is without it.
 */
export async function putAuthorisedRow({ documents, table }: JournalTable, transfer: Transfer): Promise<void> {
  const { txId, credits, processingAt } = transfer;
  const held = ownOf(storedResults(transfer.responses?.held), 0);
  await Promise.all(
    credits.map((credit) => {
      const state = { status: 'PROCESSING' satisfies Status, processing_at: processingAt, held, holding: txId };
      const Item = { ...rowOf(transfer, credit), ...storedPaidBy(transfer), ...state };
      return conditionally(
        documents.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(tx_id)' })),
      );
    }),
  );
}

/**
 * The row of each payee, in the order of the credits. It says of the legs only the debit and its
 * own: a payee learns nothing of the others. A page reads whole rows, so they are small.
 */
export function payeeRows(
  transfer: Transfer,
  { status = 'SUCCESSFUL', note, settled, finishedAt }: SettledTransfer,
): Row[] {
  const held = storedResults(transfer.responses?.held);
  const [, ...credits] = legsOf(transfer);
  return credits.map(({ walletId, ...credit }, n) => ({
    ...rowOf(transfer, { toId: walletId, ...credit }),
    status,
    ...(status !== 'SUCCESSFUL' && { note }),
    processing_at: transfer.processingAt,
    decided_at: transfer.decidedAt,
    finished_at: finishedAt,
    held: ownOf(held, n),
    settled: ownOf(settled, n),
  }));
}

/**
 * What a row says from the first on. The row of a credit on a stripe is in a partition of that stripe, so
 * that the rows of one wallet take more writes than one partition.
 */
function rowOf(transfer: Transfer, { toId, amount, stripe }: Credit): Row {
  const { txId, fromId, currency, reference, payerNote, refundOf, expiresAt, authorisedAt } = transfer;
  // Of an approval the payee sees nothing, so that to them it is a payment like others.
  const manual = transfer.manual && !transfer.approval;
  return {
    from_id: itemIdOf({ walletId: toId, stripe }),
    tx_id: txId,
    payer_id: fromId,
    amount,
    ...inCurrency(currency),
    ...(manual && { manual, expires_at: expiresAt, authorised_at: authorisedAt }),
    ...(reference !== undefined && { reference, reference_key: referenceKey(reference, txId) }),
    payer_note: payerNote,
    ...(refundOf !== undefined && { refund_of: refundOf }),
  };
}

/**
 * The debit's result and that of one credit, or the debit's alone if no credit was asked for; undefined
 * if the results of the legs are not stored.
 */
function ownOf(results: readonly unknown[], credit: number): string | undefined {
  if (results.length === 1) return JSON.stringify(results);
  return results.length > credit + 1 ? JSON.stringify([results[0], results[credit + 1]]) : undefined;
}
