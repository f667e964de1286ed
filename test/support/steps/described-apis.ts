import { orchestratorDocument } from '../../../lib/api/orchestrator.ts';
import { shardDocument } from '../../../lib/api/shard-service.ts';
import { describedBy } from './as-described.ts';

/** The public API, whose responses have to match its document. Made once for all test files of a worker. */
export const describedOrchestrator = describedBy(orchestratorDocument());

/** As describedOrchestrator, for the API of a shard. */
export const describedShard = describedBy(shardDocument());
