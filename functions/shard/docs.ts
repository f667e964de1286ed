import { documentation } from '../../lib/lambda/http/documentation.ts';

/** GET /docs and GET /docs/{file} */
export const handler = documentation('mib shard');
