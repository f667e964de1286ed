import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionally } from '../../../lib/store/documents.ts';
import type { Clock } from './guarded-payments.ts';

/**
 * Moves the time until which a payment waits for its approval, as the journal has it: nothing else makes
 * seven days pass for one payment.
 */
export function cutShort(documents: DynamoDBDocumentClient, journal: string): Clock {
  return {
    endSoon: async ({ walletId, txId }, expiresAt) => {
      const written = await conditionally(
        documents.send(
          new UpdateCommand({
            TableName: journal,
            Key: { from_id: walletId, tx_id: txId },
            UpdateExpression: 'SET expires_at = :soon',
            ConditionExpression:
              'attribute_exists(authorised_at) AND attribute_exists(approval_by) AND attribute_not_exists(decision) AND attribute_not_exists(approved_by) AND attribute_not_exists(rejected_by)',
            ExpressionAttributeValues: { ':soon': new Date(expiresAt).toISOString() },
          }),
        ),
      );
      return 'ok' in written;
    },
  };
}
