import { setTimeout as wait } from 'node:timers/promises';

/**
 * Repeats a check until its result is neither undefined nor false.
 * @param check must be safe to repeat; what it throws is not caught
 * @throws Error after `timeoutMs` (by default 30 s: a busy machine is slow)
 */
export async function eventually<T>(
  check: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 30_000, everyMs = 20 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`not so within ${timeoutMs} ms: ${check}`);
    await wait(everyMs);
  }
}
