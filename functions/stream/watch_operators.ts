import { readEnvironment, required } from '../../lib/config/environment.ts';
import { documents } from '../../lib/store/documents.ts';
import { OperatorLog } from '../../lib/store/operator-log.ts';
import { StreamBatch } from '../../lib/store/stream-batch.ts';
import type { BatchResponse } from '../../lib/usecases/publish-events.ts';
import { watchOperators } from '../../lib/usecases/watch-operators.ts';

const env = readEnvironment({ OPERATOR_LOG_TABLE: required });
const log = new OperatorLog(documents(), env.OPERATOR_LOG_TABLE);

/** Counts what operators do, from the stream of their log, for the alarms. */
export async function handler(event: unknown): Promise<BatchResponse> {
  return watchOperators(log, StreamBatch.parse(event));
}
