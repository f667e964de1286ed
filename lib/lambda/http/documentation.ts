import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { docsFile, docsPage, root } from '../../api/description.ts';
import { limitedByAddress } from '../../api/route.ts';
import { MibError } from '../../domain/errors.ts';
import { anybody } from './authentication.ts';
import { CONTENT_SECURITY_POLICY, INITIALIZER, page } from './docs-page.ts';
import { endpoint } from './endpoint.ts';
import type { RateLimit } from './rate-limit.ts';
import { respond } from './response.ts';
import { type Conditions, type StaticFile, staticFile } from './static-file.ts';

/**
 * The Lambda behind GET /, which leads to GET /docs, and behind GET /docs and GET /docs/{file}: Swagger UI over the service's own
 * /openapi.json. Its files are those of the package swagger-ui-dist; package.patterns in the serverless file has them in the function's zip.
 * @param rateLimit how many of them an address may read, if they are limited
 */
export function documentation(title: string, rateLimit?: RateLimit<unknown>) {
  const html = staticFile('text/html; charset=utf-8', async () => Buffer.from(page(title)), {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  });
  const files = filesOfThePage();
  const limited = rateLimit ? limitedByAddress : <T>(route: T): T => route;
  const ofPage = endpoint(
    limited(docsPage),
    anybody,
    async ({ input: { headers } }) => html(conditions(headers)),
    rateLimit && { rateLimit },
  );
  const ofFile = endpoint(
    limited(docsFile),
    anybody,
    async ({ input: { path, headers } }) => {
      const file = files.get(path.file);
      if (!file) throw new MibError('route_not_found');
      return file(conditions(headers));
    },
    rateLimit && { rateLimit },
  );
  const ofRoot = endpoint(
    limited(root),
    anybody,
    async () => respond(302, undefined, { Location: '/docs' }),
    rateLimit && { rateLimit },
  );
  return (event: Event, context: Context) => {
    if (event.routeKey === root.route) return ofRoot(event, context);
    return (event.routeKey === docsPage.route ? ofPage : ofFile)(event, context);
  };
}

/** Everything there is below /docs, by name. */
function filesOfThePage(): ReadonlyMap<string, StaticFile> {
  const script = 'text/javascript; charset=utf-8';
  return new Map([
    ['initializer.js', staticFile(script, async () => Buffer.from(INITIALIZER))],
    ['swagger-ui-bundle.js', ofSwaggerUi(script, 'swagger-ui-bundle.js')],
    ['swagger-ui.css', ofSwaggerUi('text/css; charset=utf-8', 'swagger-ui.css')],
    ['favicon-32x32.png', ofSwaggerUi('image/png', 'favicon-32x32.png')],
  ]);
}

/** Where a function starts, its zip is unpacked; on this machine it is the project. */
function ofSwaggerUi(contentType: string, file: string): StaticFile {
  return staticFile(contentType, () => readFile(path.join(process.cwd(), 'node_modules/swagger-ui-dist', file)));
}

function conditions(headers: {
  'accept-encoding'?: string | undefined;
  'if-none-match'?: string | undefined;
}): Conditions {
  return { acceptEncoding: headers['accept-encoding'], ifNoneMatch: headers['if-none-match'] };
}
