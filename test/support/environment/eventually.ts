import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks again and again until the answer is neither undefined nor false.
 * @param check must be safe to repeat; what it throws ends the waiting
 * @throws Error after `timeoutMs` (10 s if not given)
 */
export async function eventually<T>(
  check: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 10_000, everyMs = 20 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`not so within ${timeoutMs} ms: ${check}`);
    await wait(everyMs);
  }
}
