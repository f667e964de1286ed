import { setTimeout as delay } from 'node:timers/promises';

const ASK_AGAIN_AFTER_MS = 100;

/** Waits until an address answers over HTTP, whatever it answers, or the signal says that it will not. */
export async function answers(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answered = await fetch(url, { signal })
      .then((response) => response.body?.cancel())
      .then(() => true)
      .catch(() => false);
    if (answered) return;
    await delay(ASK_AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
}
