/** How far a run is with one row. */
export interface RowProgress {
  /** When the row was first sent, in ms since 1970. Its key lives from then. */
  readonly sentAt: number;
  /** Absent while the result is not known. */
  readonly TxID?: string | undefined;
  /** Why the API refused the row. It may be sent again: nothing was done. */
  readonly refused?: { readonly code: string; readonly message: string } | undefined;
}

/** The API forgets a key after 24 hours. A request takes a while to arrive, and clocks differ. */
export const KEY_LIFE_MS = 23 * 3_600_000;

/** What a run still has to do. */
export interface Plan<P> {
  /** Accepted: never sent again. */
  readonly paid: readonly (P & { readonly TxID: string })[];
  /** Safe to send: never sent, refused, or sent so lately that the key still tells. */
  readonly toSend: readonly P[];
  /** Sent, without a known result, and the key may be forgotten: to be looked up before it is sent. */
  readonly lost: readonly P[];
}

/**
 * Divides the payments of a run.
 * @param now ms since 1970
 */
export function planOf<P extends { readonly row: number }>(
  payments: readonly P[],
  progress: ReadonlyMap<number, RowProgress>,
  now: number,
): Plan<P> {
  const plan = { paid: [] as (P & { TxID: string })[], toSend: [] as P[], lost: [] as P[] };
  for (const payment of payments) {
    const { TxID, refused, sentAt } = progress.get(payment.row) ?? {};
    if (TxID !== undefined) plan.paid.push({ ...payment, TxID });
    else if (sentAt === undefined || refused || now - sentAt < KEY_LIFE_MS) plan.toSend.push(payment);
    else plan.lost.push(payment);
  }
  return plan;
}
