import { documentation } from '../../lib/http/documentation.ts';

/** GET /docs and GET /docs/{file} */
export const handler = documentation('mib');
