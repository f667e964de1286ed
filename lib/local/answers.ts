import { setTimeout as delay } from 'node:timers/promises';

const ASK_AGAIN_AFTER_MS = 100;

/**
 * Waits until an address answers over HTTP, whatever it answers.
 * @param signal gives up
 * @returns whether it answered
 */
export async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const response = await fetch(url, { signal }).catch(() => undefined);
    if (response) {
      await response.body?.cancel();
      return true;
    }
    await delay(ASK_AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
