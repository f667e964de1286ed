import { orchestratorDocument } from '../../lib/api/orchestrator.ts';
import { openApi } from '../../lib/http/openapi.ts';

/** GET /openapi.json */
export const handler = openApi(orchestratorDocument());
