import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { MibError } from '../domain/errors.ts';
import type { PastEntry, StatementEntry } from '../domain/statement.ts';
import { SafeNumber } from './items.ts';
import { MARK_EVERY, type Statements } from './statements.ts';

/** What the wallet's own item says of its last posting. */
const Head = z.object({
  /** Absent before the statement of an older wallet is opened. */
  seq: z.optional(SafeNumber),
  posted_at: z.optional(SafeNumber),
  posting: z.optional(z.object({ opening: z.optional(z.literal(true)) })),
});
type Head = z.infer<typeof Head>;

/** The entries from a mark to the next one, in one read of at most 4 KB. */
const BETWEEN_MARKS = MARK_EVERY + 1;
/** The next reads, if the index of marks lags behind. */
const FURTHER = 100;

/** Finds entries by time, by a number of reads that the length of the statement does not change. */
export class PastEntries {
  readonly #documents: DynamoDBDocumentClient;
  readonly #wallets: string;
  readonly #statements: Statements;

  /** @param wallets the table of the wallets */
  constructor(documents: DynamoDBDocumentClient, wallets: string, statements: Statements) {
    this.#documents = documents;
    this.#wallets = wallets;
    this.#statements = statements;
  }

  /**
   * The last entry posted up to `at` (ms since 1970). All reads are eventually consistent, so `at`
   * is further in the past than a read may lag, and than a commit takes: see lib/domain/as-of.ts.
   * Then the result for one time never changes.
   * @throws MibError unavailable while postings up to `at` may not be in the statement yet
   */
  async upTo(walletId: string, at: number): Promise<PastEntry> {
    const { entries } = await this.#statements.page(walletId, { limit: BETWEEN_MARKS, order: 'desc' });
    const [newest] = entries;
    if (!newest || newest.postedAt <= at) return this.#ifNewest(walletId, newest, at);
    const found = entries.find(({ postedAt }) => postedAt <= at);
    if (found) return found;
    const oldest = entries.at(-1);
    return oldest?.seq === 1 ? before(oldest) : this.#byMark(walletId, at);
  }

  /** The newest entry that is written, if nothing after it was posted up to `at`. */
  async #ifNewest(walletId: string, last: StatementEntry | undefined, at: number): Promise<PastEntry> {
    const head = await this.#head(walletId);
    if (head && head.seq === undefined) return 'not opened';
    const unwritten = (head?.seq ?? 0) - (last?.seq ?? 0);
    if (unwritten === 0) return last ?? 'none';
    if (unwritten === 1 && head?.posted_at !== undefined && head.posted_at > at) {
      if (last) return last;
      // The first posting: it may be the opening entry. Later writes remove `posting`.
      if (head.posting) return head.posting.opening ? 'not opened' : 'none';
    }
    throw notYet();
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

  async #head(walletId: string): Promise<Head | undefined> {
    const { Item } = await this.#documents.send(
      new GetCommand({
        TableName: this.#wallets,
        Key: { wallet_id: walletId },
        ProjectionExpression: 'spendable, seq, posted_at, posting',
      }),
    );
    // An id without a wallet may have an item with a fence alone.
    return Item?.spendable === undefined ? undefined : Head.parse(Item);
  }
}

/** What there was before the first entry. */
function before(first: StatementEntry): PastEntry {
  return first.txId === undefined ? 'not opened' : 'none';
}

function notYet(): MibError {
  return new MibError('unavailable');
}
