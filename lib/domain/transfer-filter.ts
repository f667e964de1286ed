import type { Status, Transfer } from './transfer.ts';
import { rangeOf, type SortOrder, type TxRange } from './tx-range.ts';

/** Selects transfers of a wallet and their order. An absent member selects all. */
export interface TransferFilter {
  readonly order: SortOrder;
  readonly statuses?: ReadonlySet<Status> | undefined;
  /** Initiated at that time or later, in ms since 1970. */
  readonly from?: number | undefined;
  /** Initiated before that time, in ms since 1970. */
  readonly to?: number | undefined;
  /** The exact reference of the payer, in NFC. */
  readonly reference?: string | undefined;
}

/** The ids of the filter's transfers that come after the transfer `after`. */
export function rangeAfter({ from, to, order }: TransferFilter, after: string | undefined): TxRange {
  return rangeOf({ from, to, after, order });
}

/** Whether the filter selects the transfer's status. */
export function hasStatus({ statuses }: TransferFilter, transfer: Transfer): boolean {
  return statuses === undefined || statuses.has(transfer.status);
}
