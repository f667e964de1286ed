import { MibError } from '../domain/errors.ts';
import type { PastEntry, StatementEntry } from '../domain/statement.ts';
import { MARK_EVERY } from './entry-item.ts';
import type { Statements } from './statements.ts';
import type { WalletHead, WalletHeads } from './wallet-head.ts';

/** The entries from a mark to the next one, in one read of at most 4 KB. */
const BETWEEN_MARKS = MARK_EVERY + 1;
/** The next reads, if the index of marks lags behind. */
const FURTHER = 100;

/** Finds entries by time, by a number of reads that the length of the statement does not change. */
export class PastEntries {
  readonly #heads: WalletHeads;
  readonly #statements: Statements;

  constructor(heads: WalletHeads, statements: Statements) {
    this.#heads = heads;
    this.#statements = statements;
  }

  /**
   * The last entry posted up to `at` (ms since 1970). `at` is further in the past than a commit takes:
   * see lib/domain/as-of.ts. Then the result for one time never changes. The head is read meanwhile,
   * strongly consistent, so that entries that the other read lacks are known to be missing, also of a
   * wallet that came from another shard a moment ago.
   * @throws MibError unavailable while postings up to `at` may not be in the statement yet;
   *   no_such_wallet, wallet_moving, wallet_moved
   */
  async upTo(walletId: string, at: number): Promise<PastEntry> {
    const [head, { entries }] = await Promise.all([
      this.#heads.get(walletId),
      this.#statements.page(walletId, { limit: BETWEEN_MARKS, order: 'desc' }),
    ]);
    const [newest] = entries;
    if (!newest || newest.postedAt <= at) return ifNewest(head, newest, at);
    const found = entries.find(({ postedAt }) => postedAt <= at);
    if (found) return found;
    const oldest = entries.at(-1);
    return oldest?.seq === 1 ? before(oldest) : this.#byMark(walletId, at);
  }

  /** The last entry up to `at`, by the index, if there is a later one. */
  async #byMark(walletId: string, at: number): Promise<PastEntry> {
    let last: StatementEntry | undefined;
    let after = ((await this.#statements.markUpTo(walletId, at)) ?? 1) - 1;
    for (let limit = BETWEEN_MARKS; ; limit = FURTHER) {
      const { entries } = await this.#statements.page(walletId, { after, limit, order: 'asc' });
      for (const entry of entries) {
        if (entry.postedAt > at) return last ?? before(entry);
        last = entry;
      }
      // A read before this one has seen a later entry.
      if (entries.length === 0 || !last) throw notYet();
      after = last.seq;
    }
  }
}

/** The newest entry that is written, if nothing after it was posted up to `at`. */
function ifNewest({ seq, postedAt, posting }: WalletHead, last: StatementEntry | undefined, at: number): PastEntry {
  if (seq === undefined) return 'not opened';
  const unwritten = seq - (last?.seq ?? 0);
  if (unwritten === 0) return last ?? 'none';
  if (unwritten === 1 && postedAt !== undefined && postedAt > at) {
    if (last) return last;
    // The first posting: it may be the opening entry. Later writes remove `posting`.
    if (posting) return posting.opening ? 'not opened' : 'none';
  }
  throw notYet();
}

/** What there was before the first entry. */
function before(first: StatementEntry): PastEntry {
  return first.txId === undefined ? 'not opened' : 'none';
}

function notYet(): MibError {
  return new MibError('unavailable');
}
