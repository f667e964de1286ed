import { readEnvironment, required } from '../../lib/config/environment.ts';
import { documents } from '../../lib/store/documents.ts';
import { Statements } from '../../lib/store/statements.ts';
import { StreamBatch } from '../../lib/store/stream-batch.ts';
import { postBatch } from '../../lib/usecases/post-entries.ts';
import type { BatchResponse } from '../../lib/usecases/publish-events.ts';

const env = readEnvironment({ SHARD_ENTRIES_TABLE: required });
const statements = new Statements(documents(), env.SHARD_ENTRIES_TABLE);

/** Writes what was posted to wallets into their statements, from the stream of a shard's wallets. */
export async function handler(event: unknown): Promise<BatchResponse> {
  return postBatch(statements, StreamBatch.parse(event));
}
