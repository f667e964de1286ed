import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { appFile, appPage, rootToApp } from '../../api/app.ts';
import { limitedByAddress } from '../../api/route.ts';
import { MibError } from '../../domain/errors.ts';
import { anybody } from './authentication.ts';
import { conditionsOf } from './documentation.ts';
import { endpoint } from './endpoint.ts';
import type { RateLimit } from './rate-limit.ts';
import { respond } from './response.ts';
import { type StaticFile, staticFile } from './static-file.ts';

/** Allows only files of the service itself, and neither scripts nor styles in the page. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The Lambda behind GET /, which redirects to GET /app, and behind GET /app and GET /app/{path+}:
 * the wallet, built into a folder with `index.html` and `assets/`. package.patterns in the
 * serverless file adds the folder to the function's zip. Names of assets have a hash of their
 * content, so browsers keep them for ever. The page is asked for again at each visit.
 * @param folder from the working directory, which is the unpacked zip in Lambda, and the project on
 *   a developer's machine
 */
export function webApp(folder: string, rateLimit: RateLimit<unknown>) {
  const root = path.join(process.cwd(), folder);
  const html = staticFile('text/html; charset=utf-8', () => readFile(path.join(root, 'index.html')), {
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  });
  const assets = assetsIn(path.join(root, 'assets'));
  const ofPage = endpoint(
    limitedByAddress(appPage),
    anybody,
    async ({ input: { headers } }) => html(conditionsOf(headers)),
    { rateLimit },
  );
  const ofFile = endpoint(
    limitedByAddress(appFile),
    anybody,
    async ({ input }) => {
      const [first, name, ...more] = input.path.path.split('/');
      if (first !== 'assets') return html(conditionsOf(input.headers));
      const file = more.length === 0 ? assets(name ?? '') : undefined;
      if (!file) throw new MibError('route_not_found');
      return file(conditionsOf(input.headers));
    },
    { rateLimit },
  );
  const ofRoot = endpoint(
    limitedByAddress(rootToApp),
    anybody,
    async () => respond(302, undefined, { Location: '/app' }),
    { rateLimit },
  );
  return (event: Event, context: Context) => {
    if (event.routeKey === rootToApp.route) return ofRoot(event, context);
    return (event.routeKey === appPage.route ? ofPage : ofFile)(event, context);
  };
}

/** The files of the folder by name. The folder is read at the first request. */
function assetsIn(folder: string): (name: string) => StaticFile | undefined {
  let files: ReadonlyMap<string, StaticFile> | undefined;
  return (name) => {
    files ??= new Map(readdirSync(folder).map((file) => [file, asset(folder, file)]));
    return files.get(name);
  };
}

function asset(folder: string, name: string): StaticFile {
  const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
  const cached = { 'Cache-Control': 'public, max-age=31536000, immutable' };
  return staticFile(type, () => readFile(path.join(folder, name)), cached);
}
