import { openapi as route } from '../../lib/api/description.ts';
import { shardDocument } from '../../lib/api/shard-service.ts';
import { anybody } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';

const document = shardDocument();

/** GET /openapi.json */
export const handler = endpoint(route, anybody, async () =>
  reply(200, document, { 'Cache-Control': 'public, max-age=300' }),
);
