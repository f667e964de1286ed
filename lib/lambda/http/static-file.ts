import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { MibError } from '../../domain/errors.ts';
import { type Response, respond, respondBytes } from './response.ts';

/** What a client says of the form in which it takes a file: the values of two headers. */
export interface Conditions {
  readonly acceptEncoding?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** The response with a file as the client takes it: plain, compressed, or only that it has not changed. */
export type StaticFile = (conditions: Conditions) => Promise<Response>;

interface Loaded {
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

/** What is larger is sent compressed or not at all: who asks pays nothing for the traffic, and the plain Swagger UI is 1.7 MB. */
export const LARGEST_PLAIN_BYTES = 16_384;

/**
 * A file that stays as it is until the next deployment: read when it is first asked for and kept in memory, in both forms. A request
 * without Accept-Encoding takes any coding (RFC 9110, 12.5.3).
 * @throws NotAcceptable if the file is large and the client refuses gzip; what `read` throws, and reads again the next time
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
  // Weak, as it stands for both forms (RFC 9110, 8.8.1).
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
