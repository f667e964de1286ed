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
 * The Lambda behind GET /, which redirects to GET /docs, and behind GET /docs and GET /docs/{file}:
 * Swagger UI for the service's own /openapi.json. The files are from the package swagger-ui-dist;
 * package.patterns in the serverless file adds them to the function's zip.
 * @param rateLimit the limit for an address, if there is one
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
    async ({ input: { headers } }) => html(conditionsOf(headers)),
    rateLimit && { rateLimit },
  );
  const ofFile = endpoint(
    limited(docsFile),
    anybody,
    async ({ input: { path, headers } }) => {
      const file = files.get(path.file);
      if (!file) throw new MibError('route_not_found');
      return file(conditionsOf(headers));
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

/** All files below /docs, by name. */
function filesOfThePage(): ReadonlyMap<string, StaticFile> {
  const script = 'text/javascript; charset=utf-8';
  return new Map([
    ['initializer.js', staticFile(script, async () => Buffer.from(INITIALIZER))],
    ['swagger-ui-bundle.js', ofSwaggerUi(script, 'swagger-ui-bundle.js')],
    ['swagger-ui.css', ofSwaggerUi('text/css; charset=utf-8', 'swagger-ui.css')],
    ['favicon-32x32.png', ofSwaggerUi('image/png', 'favicon-32x32.png')],
  ]);
}

/**
 * The working directory is the unpacked zip in Lambda, and the project on a developer's machine.
 */
function ofSwaggerUi(contentType: string, file: string): StaticFile {
  return staticFile(contentType, () => readFile(path.join(process.cwd(), 'node_modules/swagger-ui-dist', file)));
}

/** The headers that choose the form of a static file. */
export function conditionsOf(headers: {
  'accept-encoding'?: string | undefined;
  'if-none-match'?: string | undefined;
}): Conditions {
  return { acceptEncoding: headers['accept-encoding'], ifNoneMatch: headers['if-none-match'] };
}
