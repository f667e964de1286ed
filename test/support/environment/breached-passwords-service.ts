import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type Listening, listening } from './listening.ts';

const HEX_DIGITS = 40;
const SENT = 5;

/** A service with the range API of Have I Been Pwned. */
export interface BreachedPasswordsService extends Listening {
  /** What it was asked, the oldest first. */
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** What it answers next in place of its ranges; undefined: nothing, for as long as the caller waits. */
  answer: { readonly status: number; readonly body: string } | 'ranges' | undefined;
}

/**
 * Starts a service that knows these passwords. Each range has one of another password, and one that pads it,
 * with the count 0.
 * @param padded passwords that only pad ranges: they are not breached
 */
export async function breachedPasswordsService(
  known: readonly string[],
  padded: readonly string[] = [],
): Promise<BreachedPasswordsService> {
  const hashOf = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase();
  const counts = new Map([
    ...known.map((password) => [hashOf(password), 3] as const),
    ...padded.map((password) => [hashOf(password), 0] as const),
  ]);
  const asked: BreachedPasswordsService['asked'] = [];
  const service = {
    asked,
    answer: 'ranges' as BreachedPasswordsService['answer'],
  };
  const server = createServer(({ url: path = '', headers }, response) => {
    asked.push({ path, headers });
    if (service.answer === undefined) return;
    if (service.answer !== 'ranges') {
      response.writeHead(service.answer.status).end(service.answer.body);
      return;
    }
    const prefix = path.replace('/range/', '');
    const found = [...counts].filter(([hash]) => hash.startsWith(prefix));
    const other = [`${prefix}${'0'.repeat(HEX_DIGITS - SENT)}`, 12] as const;
    response.end([other, ...found].map(([hash, count]) => `${hash.slice(SENT)}:${count}`).join('\r\n'));
  });
  return Object.assign(service, await listening(server));
}
