import { hash } from 'node:crypto';
import { passwordForms } from '../domain/credentials.ts';
import { send } from './send.ts';

/** A service that takes longer has not answered: the user waits meanwhile. */
export const BREACHED_PASSWORDS_TIMEOUT_MS = 1_500;

/** So many hex digits of a hash are sent: about a thousand breached passwords have the same ones. */
const SENT_DIGITS = 5;
/** The other digits of a hash, and how often its password was found. */
const LINE = /^([0-9A-F]{35}):(\d+)$/;

/**
 * Tells whether a password is in a corpus of breached ones.
 * @throws Error if the service does not answer in time, or with something else than a range
 */
export type LookUpBreached = (password: string) => Promise<boolean>;

/**
 * Looks passwords up by the range API of Have I Been Pwned. Only the first 5 hex digits of a SHA-1 hash leave,
 * and padding hides how long the response is. Both forms of a password that can log in are looked up.
 * @param url of a service with that API, without `/range/…`; empty for none
 */
export function breachedPasswords(url: string): LookUpBreached | undefined {
  if (url === '') return undefined;
  return async (password) => {
    const found = await Promise.all(passwordForms(password).map((form) => isInRange(url, form)));
    return found.includes(true);
  };
}

async function isInRange(url: string, password: string): Promise<boolean> {
  const digest = hash('sha1', password, 'hex').toUpperCase();
  const { status, text } = await send(`${url}/range/${digest.slice(0, SENT_DIGITS)}`, {
    method: 'GET',
    // A connection that was kept may be dead after the function has rested, and the password unchecked.
    headers: { 'Add-Padding': 'true', 'User-Agent': 'mib', Connection: 'close' },
    timeoutMs: BREACHED_PASSWORDS_TIMEOUT_MS,
  });
  if (status !== 200) throw new Error(`the response was ${status}`);
  const rest = digest.slice(SENT_DIGITS);
  return rangeOf(text).some(([suffix, times]) => suffix === rest && times > 0);
}

/** @throws Error for a page or a body that is cut off, which would tell nothing about the password */
function rangeOf(text: string): [suffix: string, times: number][] {
  return text.split(/\r?\n/).flatMap((line): [string, number][] => {
    if (line === '') return [];
    const [, suffix, times] = LINE.exec(line) ?? [];
    if (suffix === undefined) throw new Error('the response is no range');
    return [[suffix, Number(times)]];
  });
}
