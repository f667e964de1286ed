import { asError, logger } from '../observability/logger.ts';
import { putOperatorAct } from '../observability/metrics.ts';
import { loggedEntry, type OperatorLog } from '../store/operator-log.ts';
import type { StreamBatch } from '../store/stream-batch.ts';
import type { BatchResponse } from './publish-events.ts';

/** The command that gives money back. A request for a second operator counts too. */
const REVERSAL = 'transfers reverse';

/**
 * Logs and counts the acts of a batch in their order, up to the first one that cannot be read: which are
 * reversals, and which are the first of their identity. It comes from the stream of the operator log, so
 * that no operator's program can leave it out. A batch that comes twice counts twice.
 */
export async function watchOperators(
  log: Pick<OperatorLog, 'hasActedBefore'>,
  { Records }: StreamBatch,
): Promise<BatchResponse> {
  for (const record of Records) {
    try {
      const entry = loggedEntry(record);
      if (entry.kind !== 'intent') continue;
      const isNew = !(await log.hasActedBefore(entry));
      logger.info('operator acts', { seq: entry.seq, by: entry.by, command: entry.command, new_operator: isNew });
      putOperatorAct({ isNew, isReversal: entry.command === REVERSAL });
    } catch (error) {
      const itemIdentifier = record.dynamodb.SequenceNumber;
      logger.error('act not counted', { sequence_number: itemIdentifier, error: asError(error) });
      return { batchItemFailures: [{ itemIdentifier }] };
    }
  }
  return { batchItemFailures: [] };
}
