import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { MibError } from '../../domain/errors.ts';
import { type Response, respond, respondBytes } from './response.ts';

/** The two headers in which a client names the form that it accepts. */
export interface Conditions {
  readonly acceptEncoding?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

// By hand and not by `etag`, `fresh` and `negotiator`: there are two forms, one strong ETag and no
// dates.
/** Responds with a file in the form that the client accepts: plain, compressed, or not modified. */
export type StaticFile = (conditions: Conditions) => Promise<Response>;

interface Loaded {
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

/**
 * A larger file is sent only compressed. Callers do not pay for the traffic, and the plain Swagger
 * UI has 1.7 MB.
 */
export const LARGEST_PLAIN_BYTES = 16_384;

/**
 * A file that does not change until the next deployment. It is read at the first request and stays
 * in memory in both forms. A request without Accept-Encoding accepts any coding (RFC 9110, 12.5.3).
 * @throws MibError not_acceptable if the file is large and the client refuses gzip
 * @throws what `read` throws; the next request reads again
 */
export function staticFile(
  contentType: string,
  read: () => Promise<Buffer>,
  more: Record<string, string> = {},
): StaticFile {
  let loading: Promise<Loaded> | undefined;
  return async ({ acceptEncoding, ifNoneMatch }) => {
    loading ??= load(read);
    const { plain, gzipped, etag } = await loading.catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    const headers = { 'Cache-Control': 'public, max-age=86400', ETag: etag, Vary: 'Accept-Encoding', ...more };
    if (names(ifNoneMatch, etag) || names(ifNoneMatch, '*')) return respond(304, undefined, headers);
    const whole = { ...headers, 'Content-Type': contentType };
    const large = plain.length > LARGEST_PLAIN_BYTES;
    const gzip = acceptEncoding === undefined ? large : takesGzip(acceptEncoding);
    if (large && !gzip) throw new MibError('not_acceptable');
    if (!gzip) return respondBytes(plain, whole);
    return respondBytes(gzipped, { ...whole, 'Content-Encoding': 'gzip' });
  };
}

async function load(read: () => Promise<Buffer>): Promise<Loaded> {
  const plain = await read();
  const hash = createHash('sha256').update(plain).digest('base64url');
  // Weak, because it stands for both forms (RFC 9110, 8.8.1).
  return { plain, gzipped: await promisify(gzip)(plain), etag: `W/"${hash.slice(0, 22)}"` };
}

function names(list: string | undefined, value: string): boolean {
  return list?.split(',').some((each) => each.trim() === value) ?? false;
}

/** `gzip`, or `*` where gzip is not named, unless its quality is 0 (RFC 9110, 12.5.3). */
function takesGzip(acceptEncoding: string): boolean {
  const codings = acceptEncoding.split(',').map((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    return { name, refused: parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) };
  });
  const gzip = codings.find(({ name }) => name === 'gzip') ?? codings.find(({ name }) => name === '*');
  return gzip !== undefined && !gzip.refused;
}
