import type { Polling } from './polling.ts';
import type { Runtime } from './retries.ts';
import type * as api from './types.ts';

type Read = (walletId: string, from: string, signal: AbortSignal | null) => AsyncGenerator<api.Transaction, void, void>;

const FINAL: ReadonlySet<string> = new Set<api.TransactionStatus>(['SUCCESSFUL', 'INVALID', 'FAILED']);
/** The digits of a ULID, of which the first ten are its time in ms since 1970. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * What has become of many transfers, by the lists of their payers: a request for 100 of them. It asks
 * again until all are final, or the time is over.
 * @returns the transactions that were seen, by TxID
 */
export async function waitForAll(
  transfers: readonly api.StartedBy[],
  read: Read,
  polling: Polling & Runtime,
  { timeoutMs = 60_000, signal = null, onProgress }: api.FinalsOptions,
): Promise<Map<string, api.Transaction>> {
  const { clock, firstDelayMs, longestDelayMs } = polling;
  const end = clock.now() + timeoutMs;
  const seen = new Map<string, api.Transaction>();
  const isFinal = ({ TxID }: api.StartedBy) => FINAL.has(seen.get(TxID)?.status ?? '');
  let left = [...transfers];
  for (let pause = firstDelayMs; ; pause = Math.min(1.5 * pause, longestDelayMs)) {
    for (const [walletId, ids] of Map.groupBy(left, ({ from }) => from)) {
      const wanted = new Set(ids.map(({ TxID }) => TxID));
      const oldest = Math.min(...ids.map(({ TxID }) => timeOf(TxID)));
      let unseen = wanted.size;
      for await (const transaction of read(walletId, new Date(oldest).toISOString(), signal)) {
        if (!wanted.has(transaction.TxID)) continue;
        seen.set(transaction.TxID, transaction);
        unseen -= 1;
        if (unseen === 0) break;
      }
    }
    left = left.filter((one) => !isFinal(one));
    await onProgress?.({ done: transfers.length - left.length, total: transfers.length });
    if (left.length === 0 || clock.now() >= end) return seen;
    await clock.sleep(Math.min(pause, Math.max(0, end - clock.now())), signal);
  }
}

function timeOf(TxID: string): number {
  return [...TxID.slice(0, 10)].reduce((time, digit) => 32 * time + DIGITS.indexOf(digit), 0);
}
