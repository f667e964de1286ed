/** The parts of an export as one file. Each part leaves the memory of the page when the next one comes. */
export class CsvFile {
  #parts: Blob[] = [];
  #lines = 0;

  add(part: string): void {
    // A Blob is stored by the browser, on the disk if it is large.
    this.#parts.push(new Blob([part]));
    // Every line ends so, and no text of a transfer has a line break.
    this.#lines += part.split('\r\n').length - 1;
  }

  /** How many transfers it has. The first line has the names of the columns. */
  get rows(): number {
    return Math.max(0, this.#lines - 1);
  }

  blob(): Blob {
    return new Blob(this.#parts, { type: 'text/csv;charset=utf-8' });
  }
}
