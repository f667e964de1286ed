/** Each class is 2% longer than the one before. */
const GROWTH = Math.log(1.02);

/**
 * How long things took, in classes of time: percentiles are right to 2%, and any number of durations
 * takes little memory.
 */
export class Durations {
  /** The number of durations of each class. */
  readonly #classes = new Map<number, number>();
  #count = 0;
  #max = 0;

  /** All of several at once. */
  static together(parts: readonly Durations[]): Durations {
    const all = new Durations();
    for (const part of parts) {
      for (const [number, count] of part.#classes) all.#add(number, count);
      all.#max = Math.max(all.#max, part.#max);
    }
    return all;
  }

  add(ms: number): void {
    this.#add(Math.ceil(Math.log(Math.max(ms, 1)) / GROWTH), 1);
    this.#max = Math.max(this.#max, ms);
  }

  /** Median, p99 and the longest, in ms; empty without durations. */
  get summary(): { p50_ms?: number; p99_ms?: number; max_ms?: number } {
    if (this.#count === 0) return {};
    return { p50_ms: this.#quantile(0.5), p99_ms: this.#quantile(0.99), max_ms: this.#max };
  }

  #add(number: number, count: number): void {
    this.#classes.set(number, (this.#classes.get(number) ?? 0) + count);
    this.#count += count;
  }

  #quantile(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (const [number, count] of [...this.#classes].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(Math.round(Math.exp(number * GROWTH)), this.#max);
    }
    return this.#max;
  }
}
