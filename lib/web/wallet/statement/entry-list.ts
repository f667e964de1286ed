import type { StatementEntry, StatementPage, StatementQuery } from 'mib/client';
import type { LiveList, ReadState } from '../list/live-list.ts';

/** The largest pages need the fewest requests. */
const LIMIT = 100;

/** An entry as a row of the list. It has only what the row shows, because there may be 100,000. */
export type EntryRow = Pick<StatementEntry, 'seq' | 'TxID' | 'amount' | 'balance' | 'posted_at'>;

/** The method of the client, for one wallet. */
export type EntrySource = (query: StatementQuery, signal: AbortSignal) => Promise<StatementPage>;

/**
 * The statement of a wallet as far as it is read. Entries are numbered without a gap, and none ever
 * changes. So a look asks only for those after the newest one.
 */
export class EntryList implements LiveList<EntryRow> {
  readonly #source: EntrySource;
  readonly #order: 'asc' | 'desc';
  readonly #controller = new AbortController();
  #rows: EntryRow[] = [];
  #state: ReadState = 'ready';
  #fresh: readonly EntryRow[] = [];
  #isOutrun = false;
  onChange: () => void = () => undefined;

  constructor(source: EntrySource, order: 'asc' | 'desc') {
    this.#source = source;
    this.#order = order;
  }

  get rows(): readonly EntryRow[] {
    return this.#rows;
  }

  get state(): ReadState {
    return this.#state;
  }

  get fresh(): number {
    return this.#fresh.length;
  }

  get isOutrun(): boolean {
    return this.#isOutrun;
  }

  close(): void {
    this.#controller.abort();
  }

  async more(): Promise<void> {
    if (this.#state === 'reading' || this.#state === 'complete') return;
    const { signal } = this.#controller;
    this.#changeTo('reading');
    try {
      const { entries, next } = await this.#source({ ...this.#after(this.#rows.at(-1)), order: this.#order }, signal);
      for (const entry of entries) this.#rows.push(rowOf(entry));
      this.#changeTo(next === undefined ? 'complete' : 'ready');
    } catch (error) {
      if (!signal.aborted) this.#changeTo({ error });
    }
  }

  /** @throws what the source throws */
  async look(): Promise<void> {
    const isNewestFirst = this.#order === 'desc';
    // With the oldest first, the end of the list has to be reached before anything is new.
    if (this.#state !== 'complete' && (!isNewestFirst || this.#rows.length === 0)) return;
    const query = { ...this.#after(this.#newest()), order: 'asc' } as const;
    const { entries, next } = await this.#source(query, this.#controller.signal);
    // A look that began before `showFresh` has them once more.
    const rows = entries.map(rowOf).filter(({ seq }) => seq > (this.#newest()?.seq ?? 0));
    if (isNewestFirst) {
      this.#fresh = rows.reverse();
      this.#isOutrun = next !== undefined;
    } else {
      this.#rows.push(...rows);
      if (next !== undefined && this.#state === 'complete') this.#state = 'ready';
    }
    this.onChange();
  }

  showFresh(): void {
    this.#rows = [...this.#fresh, ...this.#rows];
    this.#fresh = [];
    this.onChange();
  }

  #newest(): EntryRow | undefined {
    return this.#order === 'desc' ? this.#rows[0] : this.#rows.at(-1);
  }

  #after(row: EntryRow | undefined): StatementQuery {
    return { limit: LIMIT, ...(row && { cursor: String(row.seq) }) };
  }

  #changeTo(state: ReadState): void {
    this.#state = state;
    this.onChange();
  }
}

function rowOf({ seq, TxID, amount, balance, posted_at }: StatementEntry): EntryRow {
  return { seq, amount, balance, posted_at, ...(TxID !== undefined && { TxID }) };
}
