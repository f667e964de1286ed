import { openapi } from '../api/description.ts';
import { anybody } from './authentication.ts';
import { endpoint } from './endpoint.ts';
import { textReply } from './reply.ts';

/** The Lambda behind GET /openapi.json. @param document stays as it is until the next deployment */
export function openApi(document: object) {
  const text = JSON.stringify(document);
  return endpoint(openapi, anybody, async () =>
    textReply('application/json', text, { 'Cache-Control': 'public, max-age=300' }),
  );
}
