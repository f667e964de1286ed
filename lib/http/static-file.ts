import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Reply, replyBytes } from './reply.ts';

/** What a client says of the form in which it takes a file: the values of two headers. */
export interface Conditions {
  readonly acceptEncoding?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** Answers a file as a client takes it: whole, compressed, or only that it has not changed. */
export type StaticFile = (conditions: Conditions) => Promise<Reply>;

interface Loaded {
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

/**
 * A file that stays as it is until the next deployment: read when it is first asked for and kept in memory, in both forms.
 * @throws what `read` throws, and reads again the next time
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
    if (names(ifNoneMatch, etag) || names(ifNoneMatch, '*')) return replyBytes(304, undefined, headers);
    const whole = { ...headers, 'Content-Type': contentType };
    if (!takesGzip(acceptEncoding)) return replyBytes(200, plain, whole);
    return replyBytes(200, gzipped, { ...whole, 'Content-Encoding': 'gzip' });
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

/** Unless it comes with the quality 0 (RFC 9110, 12.5.3). */
function takesGzip(acceptEncoding = ''): boolean {
  return acceptEncoding.split(',').some((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    return name === 'gzip' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
