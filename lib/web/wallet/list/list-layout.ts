import { RowOffsets } from '../../ui/row-offsets.ts';
import type { TransferRow } from './transfer-rows.ts';

/** Heights in px. */
export interface RowHeights {
  readonly row: number;
  /** Of the day above its first transfer. */
  readonly day: number;
}

/** Where each transfer of a list is, with the day above the first one of each day. */
export class ListLayout {
  readonly #heights: RowHeights;
  #rows: readonly TransferRow[] = [];
  #offsets = new RowOffsets();

  constructor(heights: RowHeights) {
    this.#heights = heights;
  }

  /** The offsets of these rows. They are the same object as long as rows are only added at the end. */
  of(rows: readonly TransferRow[]): RowOffsets {
    if (rows !== this.#rows) {
      this.#rows = rows;
      this.#offsets = new RowOffsets();
    }
    for (let index = this.#offsets.count; index < rows.length; index++) {
      this.#offsets.add(this.#heights.row + (startsDay(rows, index) ? this.#heights.day : 0));
    }
    return this.#offsets;
  }
}

/** Whether the transfer is the first of its day in the list, in the person's time zone. */
export function startsDay(rows: readonly TransferRow[], index: number): boolean {
  return dayOf(rows[index]) !== dayOf(rows[index - 1]);
}

function dayOf(row: TransferRow | undefined): string | undefined {
  return row && new Date(row.initiatedAt).toDateString();
}
