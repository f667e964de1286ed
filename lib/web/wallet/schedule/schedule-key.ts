import { newKey } from 'mib/client';
import { readDraft, writeDraft } from '../../ui/draft.ts';
import { session } from '../session.ts';

/** The API forgets a key after 24 hours. */
const KEY_LIFE_MS = 23 * 3_600_000;
const name = () => `schedule.${session.peek()?.login ?? ''}`;

/**
 * The Idempotency-Key of a payment to schedule. In one tab it is the same for the same content, so a
 * reload and a second attempt schedule it once.
 * @param content all that the request has
 */
export function scheduleKeyOf(content: object): string {
  const text = JSON.stringify(content);
  const stored = readDraft(name(), (textOf) => ({
    content: textOf('content'),
    key: textOf('key'),
    since: textOf('since'),
  }));
  if (stored.content === text && Date.now() - Number(stored.since) < KEY_LIFE_MS) return stored.key;
  const key = newKey();
  writeDraft(name(), { content: text, key, since: String(Date.now()) });
  return key;
}

/** The payment is scheduled. The same once more is another one. */
export function forgetScheduleKey(): void {
  writeDraft(name(), undefined);
}
