import { setTimeout as delay } from 'node:timers/promises';

/** One transfer and one read of a probe. */
export interface Probed {
  /** ms since 1970 */
  readonly sentAt: number;
  /** Undefined: the transfer was not accepted. */
  readonly txId?: string | undefined;
  /** From the read's request to its response. Undefined: it failed. */
  readonly readMs?: number | undefined;
}

/**
 * Sends single transfers and reads at a fixed rate until the signal aborts, whatever the responses
 * are.
 * @param transfer resolves to the TxID
 */
export async function probe(
  everyMs: number,
  { transfer, read }: { transfer: () => Promise<string>; read: () => Promise<unknown> },
  ends: AbortSignal,
): Promise<readonly Probed[]> {
  const sent: Promise<Probed>[] = [];
  const one = async (): Promise<Probed> => {
    const sentAt = Date.now();
    const timed = async () => {
      await read();
      return Date.now() - sentAt;
    };
    const [txId, readMs] = await Promise.all([transfer().catch(() => undefined), timed().catch(() => undefined)]);
    return { sentAt, txId, readMs };
  };
  while (!ends.aborted) {
    sent.push(one());
    await delay(everyMs, undefined, { signal: ends }).catch(() => undefined);
  }
  return Promise.all(sent);
}

/** A transfer of a probe, and its time to final. Infinity: it was refused, or is not final. */
export interface Timed {
  readonly sentAt: number;
  readonly ms: number;
}

/**
 * The seconds from `end` to the first of `inARow` transfers that all take at most `mostMs`.
 * @param probed in the order in which they were sent
 * @returns null if there are none
 */
export function secondsToUsual(
  probed: readonly Timed[],
  { end, mostMs, inARow }: { end: number; mostMs: number; inARow: number },
): number | null {
  const after = probed.filter(({ sentAt }) => sentAt >= end);
  const first = after.findIndex((_, n) => {
    const some = after.slice(n, n + inARow);
    return some.length === inARow && some.every(({ ms }) => ms <= mostMs);
  });
  const found = after[first];
  return found ? Math.round((found.sentAt - end) / 100) / 10 : null;
}
