/** The rows of a long list that are in the DOM, both included. */
export interface RowWindow {
  readonly first: number;
  readonly last: number;
}

/** Where each row of a long list is, in px from the top of the list. Rows may differ in height. */
export class RowOffsets {
  /** The top of each row, and at the end the height of the list. */
  readonly #edges: number[] = [0];

  get count(): number {
    return this.#edges.length - 1;
  }

  /** The height of the list. */
  get height(): number {
    return this.#edges.at(-1) ?? 0;
  }

  add(height: number): void {
    this.#edges.push(this.height + height);
  }

  /** The top of a row. The row after the last is at the end of the list. */
  topOf(index: number): number {
    return this.#edges[Math.max(0, Math.min(index, this.count))] ?? 0;
  }

  heightOf(index: number): number {
    return this.topOf(index + 1) - this.topOf(index);
  }

  /** The row at this height, or else the nearest. There is at least one row. */
  rowAt(y: number): number {
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.topOf(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** The rows from one height to another. Undefined if the list is elsewhere or empty. */
  between(top: number, bottom: number): RowWindow | undefined {
    if (this.count === 0 || bottom < 0 || top > this.height) return undefined;
    return { first: this.rowAt(top), last: this.rowAt(bottom) };
  }
}
