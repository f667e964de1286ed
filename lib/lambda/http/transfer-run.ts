import type { Accepted } from '../../api/accepted.ts';
import type { Status, Transfer } from '../../domain/transfer.ts';
import { type Response, respond } from './response.ts';
import { transferDetailView } from './views.ts';

/** What a transfer has come to while its request waited. */
interface Run {
  readonly status: Status;
  /** The transfer that the request preferred to wait for. */
  readonly final?: Transfer;
  /** Whether all of the preferred time has passed without it. */
  readonly timeIsUp?: boolean;
}

/**
 * The response of a request that runs a transfer: 200 with the transfer that it has waited for, or 202.
 * @param side the transfer's id, and the wallet from whose side the response shows it
 * @param seconds how long the request preferred to wait, if it did
 */
export function respondToRun(
  side: { readonly walletId: string; readonly txId: string },
  { status, final, timeIsUp }: Run,
  seconds: number | undefined,
): Response {
  const applied = { 'Preference-Applied': `wait=${seconds}` };
  if (final) return respond(200, transferDetailView(side.walletId, final), applied);
  return respond(202, { TxID: side.txId, status } satisfies Accepted, timeIsUp ? applied : {});
}
