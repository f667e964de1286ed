import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where `npm run web` writes the pages. */
export const PAGES = path.resolve(import.meta.dirname, '../../../../.web/console');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
/** A file below the folder: no dots but in a name, so that no path leaves it. */
const FILE = /^(?:\/[\w-]+)*\/[\w-]+(?:\.[\w-]+)+$/;

/** A file as it is sent. */
export interface StaticFile {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The file of a path. Any path that names no file gets the page, which reads its address itself.
 * @param folder of the built pages
 */
export async function staticFile(folder: string, urlPath: string): Promise<StaticFile> {
  if (FILE.test(urlPath)) {
    const body = await contents(path.join(folder, urlPath));
    if (body === undefined) return text(404, 'There is no such file.\n');
    // Names below assets have a hash of their contents.
    const caching = urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
    return { status: 200, headers: { 'content-type': typeOf(urlPath), 'cache-control': caching }, body };
  }
  const body = await contents(path.join(folder, 'index.html'));
  if (body === undefined)
    return text(503, 'The pages of the control room are not built. This command builds them:\n\n  npm run web\n');
  return { status: 200, headers: { 'content-type': typeOf('.html'), 'cache-control': 'no-store' }, body };
}

function typeOf(name: string): string {
  return TYPES[path.extname(name) || name] ?? 'application/octet-stream';
}

function text(status: number, message: string): StaticFile {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return { status, headers, body: Buffer.from(message) };
}

async function contents(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return undefined;
    throw error;
  });
}
