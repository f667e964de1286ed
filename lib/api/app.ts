import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { conditions, etag, notModified, rootTo } from './description.ts';
import { route } from './route.ts';

const tag = 'Wallet in the browser';

/** The address of the orchestrator leads a browser to the wallet. */
export const rootToApp = rootTo('/app', 'the wallet');

const page = { description: 'The page.', body: z.string(), contentType: ['text/html'], headers: etag };

/** The wallet's page. What it shows depends on the address, which only the browser reads. */
export const appPage = route({
  route: 'GET /app',
  operationId: 'app',
  summary: 'Get the wallet',
  description: 'A page that uses this API. It loads all of its files from this service.',
  tag,
  caller: 'anybody',
  // The filters of a view are in the query.
  input: z.object({ query: z.looseObject({}), ...conditions }),
  responses: { 200: page, 304: notModified },
  errors: ['not_acceptable'],
});

/** The views of the wallet, each of which is the page, and its files in `assets/`. */
export const appFile = route({
  route: 'GET /app/{path+}',
  operationId: 'appFile',
  summary: 'Get a view or a file of the wallet',
  description: 'The page for every view. A file has its version in its name, and never changes.',
  tag,
  caller: 'anybody',
  input: z.object({
    path: z.object({ path: doc(z.string(), 'Path of the view, or `assets/` and the name of the file.', 'wallets') }),
    query: z.looseObject({}),
    ...conditions,
  }),
  responses: {
    200: { ...page, contentType: ['text/html', 'text/css', 'text/javascript', 'image/svg+xml'] },
    304: notModified,
  },
  errors: ['route_not_found', 'not_acceptable'],
});
