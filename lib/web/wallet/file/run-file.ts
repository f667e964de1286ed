import type { ManyOptions, MibClient } from 'mib/client';
import { findPaid, MARGIN_MS, NOT_FOUND } from '../../../payment-file/find-paid.ts';
import { type KeyedPayment, transferOf } from '../../../payment-file/keyed.ts';
import { planOf, type RowProgress } from '../../../payment-file/progress.ts';
import type { RowResult } from '../../../payment-file/result.ts';

/** How far a file is. */
export type Progress = ReadonlyMap<number, RowProgress>;

interface Run {
  readonly client: Pick<MibClient, 'transferAll' | 'waitForAll' | 'transactions'>;
  readonly rows: readonly KeyedPayment[];
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Sends, and once more after the person has confirmed who they are, if the API asks for it. */
  readonly confirmed?: <T>(send: () => Promise<T>) => Promise<T>;
  /** Stores the progress before the next request. @throws Error if it cannot: then nothing is sent */
  readonly onProgress: (progress: Progress) => void;
}

const UNKNOWN: ReadonlySet<string> = new Set(['unavailable', 'internal_error']);

/**
 * Pays the rows that are not paid yet, and waits for the transfers of all. A row is stored before it is
 * sent. One that was sent a day ago without a result is looked for first.
 * @returns what became of each row, by its number
 */
export async function runFile(start: Progress, run: Run): Promise<Map<number, RowResult>> {
  const { client, rows, now, signal, confirmed = (send) => send(), onProgress } = run;
  const progress = new Map(start);
  const set = (changes: readonly (readonly [number, RowProgress])[]) => {
    for (const [row, one] of changes) progress.set(row, one);
    onProgress(new Map(progress));
  };
  const sentAtOf = (row: number) => progress.get(row)?.sentAt ?? now();
  const { lost } = planOf(rows, progress, now());
  if (lost.length > 0) {
    const since = Math.min(...lost.map(({ row }) => sentAtOf(row))) - MARGIN_MS;
    const found = new Map<number, string>();
    const read = (walletId: string, from: string) => client.transactions(walletId, { from }, { signal });
    for await (const { row, TxID } of findPaid(lost, read, since)) found.set(row, TxID);
    set(
      lost.map(({ row }) => {
        const TxID = found.get(row);
        return [row, { sentAt: sentAtOf(row), ...(TxID === undefined ? { refused: NOT_FOUND } : { TxID }) }];
      }),
    );
  }
  const { toSend } = planOf(rows, progress, now());
  const rowAt = (place: number) => toSend[place]?.row ?? 0;
  const options: ManyOptions = {
    signal,
    onSending: (sent) =>
      set(
        sent.map(({ place }) => {
          const known = progress.get(rowAt(place));
          // A key lives from its first request.
          return [rowAt(place), { sentAt: known && !known.refused ? known.sentAt : now() }];
        }),
      ),
    onProgress: ({ results }) =>
      set(
        results.flatMap(({ place, result }): [number, RowProgress][] => {
          const row = rowAt(place);
          if (!('error' in result)) return [[row, { sentAt: sentAtOf(row), TxID: result.TxID }]];
          if (UNKNOWN.has(result.error.code)) return [];
          return [[row, { sentAt: sentAtOf(row), refused: result.error }]];
        }),
      ),
  };
  // Sent twice, no row is paid twice: each has its key.
  await confirmed(() => client.transferAll(toSend.map(transferOf), options));
  const { paid } = planOf(rows, progress, now());
  const seen = await client.waitForAll(paid, { signal });
  const results = new Map<number, RowResult>();
  for (const [row, { TxID, refused }] of progress) {
    const { status = 'PENDING', note = '' } = seen.get(TxID ?? '') ?? {};
    if (TxID !== undefined) results.set(row, { TxID, status, note });
    else if (refused) results.set(row, { error: refused });
  }
  return results;
}
