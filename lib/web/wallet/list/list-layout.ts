import { RowOffsets } from '../../ui/row-offsets.ts';

/** Heights in px. */
export interface RowHeights {
  readonly row: number;
  /** Of the day above its first row. */
  readonly day: number;
}

/** When something happened, as RFC 3339. */
export type TimeOf<Row> = (row: Row) => string;

/** Where each row of a list is, with the day above the first one of each day. */
export class ListLayout<Row> {
  readonly #heights: RowHeights;
  readonly #timeOf: TimeOf<Row>;
  #rows: readonly Row[] = [];
  #offsets = new RowOffsets();

  constructor(heights: RowHeights, timeOf: TimeOf<Row>) {
    this.#heights = heights;
    this.#timeOf = timeOf;
  }

  /** The offsets of these rows. They are the same object as long as rows are only added at the end. */
  of(rows: readonly Row[]): RowOffsets {
    if (rows !== this.#rows) {
      this.#rows = rows;
      this.#offsets = new RowOffsets();
    }
    for (let index = this.#offsets.count; index < rows.length; index++) {
      this.#offsets.add(this.#heights.row + (startsDay(rows, index, this.#timeOf) ? this.#heights.day : 0));
    }
    return this.#offsets;
  }
}

/** Whether the row is the first of its day in the list, in the person's time zone. */
export function startsDay<Row>(rows: readonly Row[], index: number, timeOf: TimeOf<Row>): boolean {
  const dayOf = (row: Row | undefined) => row && new Date(timeOf(row)).toDateString();
  return dayOf(rows[index]) !== dayOf(rows[index - 1]);
}
