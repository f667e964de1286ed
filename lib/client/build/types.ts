import openapiTS, { astToString } from 'openapi-typescript';
import { orchestratorDocument } from '../../api/orchestrator.ts';

const HEADER = `// Generated from the OpenAPI document of the orchestrator by \`npm run client:types\`. Do not edit: change lib/api.
`;

/** The content of lib/client/schema.ts: the types of every route, without what is deprecated. */
export async function clientTypes(): Promise<string> {
  const document = await openapiTS(JSON.stringify(orchestratorDocument({ deprecated: false })));
  return `${HEADER}\n${astToString(document)}`;
}
