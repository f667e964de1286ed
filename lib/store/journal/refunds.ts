import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type ClaimResult, MAX_REFUNDS, type RefundClaim } from '../../domain/refunds.ts';
import { itemIdOf } from '../../domain/stripes.ts';
import { conditionally } from '../documents.ts';
import { SafeNumber } from '../items.ts';
import { type JournalTable, type Key, readRaw, refundAttribute } from './items.ts';

// The row of a received payment has, from its first refund on:
//   refund_<TxID>   what each refund claims
//   refundable      what is left: the amount without all claims
//   refund_count    how many claims there are
//   refund_fence    the latest deadline of an aborted refund: no claim with an earlier one holds
// A row of a version before refunds has none of them, and its amount is what is left.

const Row = z.looseObject({
  payer_id: z.optional(z.string()),
  status: z.optional(z.string()),
  refund_of: z.optional(z.string()),
  refund_fence: z.optional(SafeNumber),
});

/** The refunds of payments: each claims its amount on the row of the wallet that received the payment. */
export class Refunds {
  readonly #journal: JournalTable;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#journal = { documents, table };
  }

  /**
   * Claims a refund's amount, once, before its legs are held. All claims together never exceed what
   * was received.
   */
  async claim(refund: RefundClaim): Promise<ClaimResult> {
    const claimed = await this.#update(rowOf(refund), {
      UpdateExpression:
        'SET #claim = :amount, refundable = if_not_exists(refundable, amount) - :amount, refund_count = if_not_exists(refund_count, :none) + :one',
      ConditionExpression:
        'payer_id = :payer AND #status = :successful AND attribute_not_exists(refund_of)' +
        ' AND attribute_not_exists(#claim) AND (attribute_not_exists(refund_fence) OR refund_fence < :deadline)' +
        ' AND (attribute_not_exists(refund_count) OR refund_count < :most)' +
        ' AND ((attribute_not_exists(refundable) AND amount >= :amount) OR refundable >= :amount)',
      ExpressionAttributeNames: { '#claim': refundAttribute(refund.txId), '#status': 'status' },
      ExpressionAttributeValues: {
        ':amount': refund.amount,
        ':none': 0,
        ':one': 1,
        ':payer': refund.toId,
        ':successful': 'SUCCESSFUL',
        ':deadline': refund.deadline,
        ':most': MAX_REFUNDS,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    if ('ok' in claimed) return 'claimed';
    return claimOn(claimed.item ?? (await readRaw(this.#journal, rowOf(refund))), refund);
  }

  /** Ends an aborted refund: keeps its late claims out, then gives back what it has claimed. */
  async release(refund: RefundClaim): Promise<void> {
    await this.#fence(refund);
    await this.#giveBack(refund);
  }

  /** Stores the refund with the payer's item of the payment, so that the payer finds it. */
  async link({ txId, toId, amount, refundOf }: RefundClaim): Promise<void> {
    await this.#update(
      { from_id: toId, tx_id: refundOf },
      {
        // The events of the payment ignore items that have `last_refund` (serverless.yml).
        UpdateExpression: 'SET #claim = :amount, last_refund = :refund',
        ConditionExpression:
          'attribute_exists(tx_id) AND attribute_not_exists(payer_id) AND attribute_not_exists(#claim)',
        ExpressionAttributeNames: { '#claim': refundAttribute(txId) },
        ExpressionAttributeValues: { ':amount': amount, ':refund': txId },
      },
    );
  }

  /** A claim that comes after this is refused. One before it is there to be given back. */
  async #fence(refund: RefundClaim): Promise<void> {
    await this.#update(rowOf(refund), {
      UpdateExpression: 'SET refund_fence = :deadline',
      ConditionExpression:
        'attribute_exists(payer_id) AND (attribute_not_exists(refund_fence) OR refund_fence < :deadline)',
      ExpressionAttributeValues: { ':deadline': refund.deadline },
    });
  }

  async #giveBack(refund: RefundClaim): Promise<void> {
    await this.#update(rowOf(refund), {
      UpdateExpression: 'SET refundable = refundable + #claim, refund_count = refund_count - :one REMOVE #claim',
      ConditionExpression: 'attribute_exists(#claim)',
      ExpressionAttributeNames: { '#claim': refundAttribute(refund.txId) },
      ExpressionAttributeValues: { ':one': 1 },
    });
  }

  #update(Key: Key, write: Omit<UpdateCommand['input'], 'TableName' | 'Key'>) {
    const { documents, table } = this.#journal;
    return conditionally(documents.send(new UpdateCommand({ TableName: table, Key, ...write })));
  }
}

function rowOf({ fromId, refundOf, refundOfStripe }: RefundClaim): Key {
  return { from_id: itemIdOf({ walletId: fromId, stripe: refundOfStripe }), tx_id: refundOf };
}

/** Why a claim was not written. The same claim may be there already: it holds. */
function claimOn(item: unknown, { txId, toId, amount, deadline }: RefundClaim): ClaimResult {
  const row = Row.safeParse(item).data;
  if (row?.payer_id !== toId || row.status !== 'SUCCESSFUL' || row.refund_of !== undefined) return 'not_refundable';
  if (row[refundAttribute(txId)] === amount) return 'claimed';
  return row.refund_fence !== undefined && row.refund_fence >= deadline ? 'too_late' : 'exceeds';
}
