import { setTimeout as wait } from 'node:timers/promises';

/** Waits for `ms` milliseconds, or until the signal. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await wait(ms, undefined, signal && { signal }).catch(() => undefined);
}
