import type { TransactionsQuery } from 'mib/client';
import type { LiveList, ReadState } from './live-list.ts';
import { isFinal, placeOf, rowOf, type TransferRow, type TransferSource } from './transfer-rows.ts';

/** The largest pages need the fewest requests. */
const LIMIT = 100;
/**
 * A look for new transfers begins this long before the newest known one: a payee sees a transfer
 * once it is settled, which may be after a newer one.
 */
const OVERLAP_MS = 10 * 60_000;
/** The transfers in flight that a look asks for one by one. */
const MAX_ASKED = 5;

/** The filters and the order of a list. */
export type ListedQuery = Omit<TransactionsQuery, 'limit' | 'cursor'> & { readonly order: 'asc' | 'desc' };

/** The transfers of a wallet as far as they are read. */
export class TransferList implements LiveList<TransferRow> {
  readonly query: ListedQuery;
  readonly #source: TransferSource;
  readonly #begun: number;
  readonly #controller = new AbortController();
  #rows: TransferRow[] = [];
  #state: ReadState = 'ready';
  #cursor: string | undefined;
  #fresh: readonly TransferRow[] = [];
  #isOutrun = false;
  /** Is called after each change. */
  onChange: () => void = () => undefined;

  /** @param begun the present time in ms since 1970 */
  constructor(source: TransferSource, query: ListedQuery, begun: number) {
    this.#source = source;
    this.query = query;
    this.#begun = begun;
  }

  /** The same array as long as rows are only added at its end or replaced. */
  get rows(): readonly TransferRow[] {
    return this.#rows;
  }

  get state(): ReadState {
    return this.#state;
  }

  /** How many new transfers wait to be shown, at least. */
  get fresh(): number {
    return this.#fresh.length;
  }

  /** Whether there are more new transfers than a look can see. Then a new list has to take over. */
  get isOutrun(): boolean {
    return this.#isOutrun;
  }

  /** Stops whatever is being read. */
  close(): void {
    this.#controller.abort();
  }

  /** Reads the next page, unless it is being read or there is none. A page may be empty and not the last. */
  async more(): Promise<void> {
    if (this.#state === 'reading' || this.#state === 'complete') return;
    const { signal } = this.#controller;
    this.#changeTo('reading');
    try {
      const { transactions, next } = await this.#source.page(
        { ...this.query, limit: LIMIT, cursor: this.#cursor },
        signal,
      );
      for (const transaction of transactions) this.#rows.push(rowOf(transaction));
      this.#cursor = next;
      this.#changeTo(next === undefined ? 'complete' : 'ready');
    } catch (error) {
      if (!signal.aborted) this.#changeTo({ error });
    }
  }

  /**
   * Looks for new transfers and for changes of those that the person sees. New ones at the end are
   * added. Others wait for `showFresh`, so that nothing moves under the person's eyes.
   * @param seen the ids of the rows on the screen
   * @throws what the source throws
   */
  async look(seen: readonly string[]): Promise<void> {
    const { signal } = this.#controller;
    const query = this.#freshQuery();
    if (!query) return;
    const { transactions, next } = await this.#source.page(query, signal);
    const rows = transactions.map(rowOf);
    const fresh = rows.filter((row) => !this.#replace(row));
    this.#isOutrun = next !== undefined && fresh.length === rows.length && rows.length > 0;
    if (this.query.order === 'desc') this.#fresh = fresh.filter((row) => this.#covers(row));
    else if (!this.#isOutrun) this.#append(fresh);
    const ids = new Set(rows.map(({ TxID }) => TxID));
    const inFlight = seen.filter((TxID) => !ids.has(TxID) && this.#isInFlight(TxID));
    for (const TxID of inFlight.slice(0, MAX_ASKED)) this.#replace(rowOf(await this.#source.one(TxID, signal)));
    this.onChange();
  }

  /** Puts the new transfers in their places. */
  showFresh(): void {
    this.#rows = [...this.#fresh, ...this.#rows].sort((a, b) => (a.TxID < b.TxID ? 1 : -1));
    this.#fresh = [];
    this.onChange();
  }

  /** Selects the newest transfers. Undefined if the list cannot have them, or not yet. */
  #freshQuery(): TransactionsQuery | undefined {
    const isAtStart =
      this.query.order === 'desc' ? this.#rows.length > 0 || this.#state === 'complete' : this.#state === 'complete';
    if (!isAtStart) return undefined;
    const newest = this.query.order === 'desc' ? this.#rows[0] : this.#rows.at(-1);
    const since = (newest ? Date.parse(newest.initiatedAt) : this.#begun) - OVERLAP_MS;
    const from = Math.max(since, Date.parse(this.query.from ?? '1970-01-01T00:00:00Z'));
    if (this.query.to !== undefined && Date.parse(this.query.to) <= from) return undefined;
    return { ...this.query, order: 'desc', from: new Date(from).toISOString(), limit: LIMIT };
  }

  /** Whether the transfer belongs to the part of the list that is read. */
  #covers({ TxID }: TransferRow): boolean {
    return this.#state === 'complete' || TxID > (this.#rows.at(-1)?.TxID ?? '');
  }

  #append(fresh: readonly TransferRow[]): void {
    const last = this.#rows.at(-1)?.TxID ?? '';
    for (const row of fresh.toReversed()) if (row.TxID > last) this.#rows.push(row);
  }

  /** @returns whether the list has the transfer */
  #replace(row: TransferRow): boolean {
    const place = placeOf(this.#rows, row.TxID, this.query.order);
    if (this.#rows[place]?.TxID !== row.TxID) return false;
    this.#rows[place] = row;
    return true;
  }

  #isInFlight(TxID: string): boolean {
    const row = this.#rows[placeOf(this.#rows, TxID, this.query.order)];
    return row?.TxID === TxID && !isFinal(row);
  }

  #changeTo(state: ReadState): void {
    this.#state = state;
    this.onChange();
  }
}
