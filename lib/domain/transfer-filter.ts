import type { Status, Transfer } from './transfer.ts';
import { rangeOf, type SortOrder, type TxRange } from './tx-range.ts';

/** Which of a wallet's transfers are asked for, and in which order. What is not given, or undefined, asks for all. */
export interface TransferFilter {
  readonly order: SortOrder;
  readonly statuses?: ReadonlySet<Status> | undefined;
  /** Initiated from then on, in ms since 1970. */
  readonly from?: number | undefined;
  /** Initiated before then, in ms since 1970. */
  readonly to?: number | undefined;
  /** The payer's own words, exactly, in NFC. */
  readonly reference?: string | undefined;
}

/** Where the transfers of a filter are that come after the transfer `after`. */
export function rangeAfter({ from, to, order }: TransferFilter, after: string | undefined): TxRange {
  return rangeOf({ from, to, after, order });
}

/** Whether a transfer has one of the statuses asked for. */
export function hasStatus({ statuses }: TransferFilter, transfer: Transfer): boolean {
  return statuses === undefined || statuses.has(transfer.status);
}

/** Whether a payee may have any of them: he sees a transfer from the decision to commit on, and then it is one of these. */
export function mayBeIncoming({ statuses }: TransferFilter): boolean {
  return statuses === undefined || statuses.has('PROCESSING') || statuses.has('SUCCESSFUL');
}
