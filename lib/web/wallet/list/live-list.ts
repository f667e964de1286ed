/** `ready`: there may be more rows. `complete`: there are none. */
export type ReadState = 'ready' | 'reading' | 'complete' | { readonly error: unknown };

/** A list that is read page by page, and learns what is new while a person looks at it. */
export interface LiveList<Row> {
  /** The same array as long as rows are only added at its end or replaced. */
  readonly rows: readonly Row[];
  readonly state: ReadState;
  /** How many new rows wait to be shown, at least. */
  readonly fresh: number;
  /** Whether there are more new rows than a look can see. Then a new list has to take over. */
  readonly isOutrun: boolean;
  /** Is called after each change. */
  onChange: () => void;
  /** Reads the next page, unless it is being read or there is none. */
  more(): Promise<void>;
  /**
   * Looks for what is new.
   * @param seen the keys of the rows on the screen
   */
  look(seen: readonly string[]): Promise<void>;
  /** Puts the new rows in their places. */
  showFresh(): void;
  /** Stops whatever is being read. */
  close(): void;
}
