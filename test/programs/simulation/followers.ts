import type { StatementEntry } from '../../../lib/domain/statement.ts';
import type { StatementPage } from '../../../lib/store/statements.ts';

const MOST_OF_A_PAGE = 3;
const OLDEST_FIRST = { order: 'asc', limit: MOST_OF_A_PAGE } as const;

type Page = (walletId: string, page: StatementPage) => Promise<{ entries: readonly StatementEntry[]; more: boolean }>;

/** Whether a reader that has read `last` takes an entry for a new one. */
export type IsNew = (entry: StatementEntry, last: StatementEntry) => boolean;

/** A program that follows the statement of one wallet, and stores nothing but the last entry. */
export class Follower {
  readonly #page: Page;
  readonly #isNew: IsNew | undefined;
  readonly walletId: string;
  readonly seen: StatementEntry[] = [];
  #last: StatementEntry | undefined;
  #reading: Promise<void> = Promise.resolve();

  /** @param isNew breaks the rule: the reader reads all, and takes what this says is new */
  constructor(walletId: string, page: Page, isNew: IsNew | undefined) {
    this.walletId = walletId;
    this.#page = page;
    this.#isNew = isNew;
  }

  /** Reads all pages that are there now, after an earlier read has ended. It rejects if a page has no response. */
  read(): Promise<void> {
    const before = this.#reading.catch(() => {});
    this.#reading = before.then(() => this.#readAll());
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    let after = this.#isNew ? undefined : this.#last?.seq;
    for (let more = true; more; ) {
      const page = await this.#page(this.walletId, { ...OLDEST_FIRST, after });
      for (const entry of page.entries) this.#take(entry);
      after = page.entries.at(-1)?.seq ?? after;
      more = page.more;
    }
  }

  #take(entry: StatementEntry): void {
    if (this.#isNew && this.#last && !this.#isNew(entry, this.#last)) return;
    this.seen.push(entry);
    this.#last = entry;
  }

  /** What this reader has missed, seen twice or seen otherwise. */
  faults(entries: readonly StatementEntry[]): string[] {
    const numbers = (of: readonly StatementEntry[]) => of.map(({ seq, hash }) => `${seq} ${hash}`).join();
    if (numbers(this.seen) === numbers(entries)) return [];
    const seen = this.seen.map(({ seq }) => seq).join(', ');
    return [`who follows wallet ${this.walletId} has seen ${seen} of ${entries.length} entries`];
  }
}
