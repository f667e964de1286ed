import { shardDocument } from '../../lib/api/shard-service.ts';
import { openApi } from '../../lib/lambda/http/openapi.ts';

/** GET /openapi.json */
export const handler = openApi(shardDocument());
