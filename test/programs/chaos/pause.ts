import { setTimeout as wait } from 'node:timers/promises';

/** Lets so much time (ms) pass, less if the signal comes before. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await wait(ms, undefined, signal && { signal }).catch(() => undefined);
}
