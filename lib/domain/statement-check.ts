import { leafHash } from './merkle.ts';
import { balanceOf, type ShardWallet, type StatementHead } from './shard-wallet.ts';
import { type EntryBefore, FIRST, firstChainFault, type StatementEntry, type StatementVector } from './statement.ts';
import { countIn, covers } from './striped-statement.ts';

/** What `operator verify` finds: something that only a hand can have done. */
export interface StatementFinding {
  /**
   * `changed`, `missing` and `inserted` are about the entry `seq`. `wallet`: the wallet's item
   * differs from its statement. `root`: a kept root has another statement.
   */
  readonly kind: 'changed' | 'missing' | 'inserted' | 'wallet' | 'root';
  readonly walletId?: string | undefined;
  readonly seq?: number | undefined;
  readonly detail: string;
}

/** The head of a wallet below a kept root: its number and its leaf. */
export interface RootedHead {
  /** RFC 3339. */
  readonly keptAt: string;
  readonly seq: number;
  readonly leaf: Uint8Array;
}

/**
 * A walk along one statement, entry by entry. The wallet is read before its entries, so that entries
 * may be newer than it.
 */
export class StatementWalk {
  readonly #walletId: string;
  readonly #wallet: ShardWallet | undefined;
  readonly #rooted: readonly RootedHead[];
  #last: EntryBefore = FIRST;
  /**
   * How many postings of each item are there, up to the last block that followed. Without blocks, all that
   * is there was posted to the wallet's own item.
   */
  #vector: StatementVector | undefined;
  #isStriped = false;
  /** The newest root below which the statement is the same, for a bound of what is found. */
  #sameUntil = 0;

  /** @param rooted the heads of the wallet below kept roots */
  constructor(walletId: string, wallet: ShardWallet | undefined, rooted: readonly RootedHead[]) {
    this.#walletId = walletId;
    this.#wallet = wallet;
    this.#rooted = rooted;
  }

  /** The last entry that followed. */
  get last(): EntryBefore {
    return this.#last;
  }

  /**
   * Takes the next item of the table.
   * @param seq as it is stored
   * @param entry undefined if the item is no entry
   * @param vector of a wallet in stripes, if the entry ends a block
   * @returns the finding that ends the walk
   */
  next(seq: string, entry: StatementEntry | undefined, vector?: StatementVector): StatementFinding | undefined {
    const expected = this.#last.seq + 1;
    const number = Number(seq);
    if (!Number.isInteger(number) || number < expected)
      return this.#finding('inserted', expected, `an item with the number ${seq} is there`);
    if (number > expected) return this.#finding('missing', expected, `the next one that is there is ${seq}`);
    if (!entry) return this.#finding('changed', expected, 'its item is no entry');
    const fault = firstChainFault(this.#walletId, [entry], this.#last)?.fault;
    if (fault) return this.#finding('changed', expected, `its ${WHAT[fault] ?? fault} differs`);
    if (vector && countIn(vector) !== number)
      return this.#finding('changed', expected, 'its block counts other entries than there are');
    this.#last = entry;
    this.#vector = vector ?? (this.#isStriped ? this.#vector : { 0: number });
    this.#isStriped ||= vector !== undefined;
    return this.#atRoots(entry) ?? this.#atWallet(entry);
  }

  /**
   * Compares the end of the walk with the wallet, and with roots that have more entries.
   * @returns `short`: entries that the wallet has posted are not there, or not yet; `ahead`: there
   *   are entries that the wallet had not posted when it was read
   */
  end(): StatementFinding | 'short' | 'ahead' | undefined {
    const { seq } = this.#last;
    const rooted = this.#rooted.find((head) => head.seq > seq);
    if (rooted) return this.#finding('missing', seq + 1, `the root of ${rooted.keptAt} has ${rooted.seq} entries`);
    if (!this.#wallet) return seq === 0 ? undefined : this.#finding('wallet', seq, 'the wallet is missing');
    const { statement } = this.#wallet;
    if (!statement) return seq === 0 ? undefined : 'ahead';
    const { balance } = balanceOf(this.#wallet);
    if (balance !== statement.posted || (statement.seq === 0 && balance !== 0n))
      return this.#finding('wallet', statement.seq, `the wallet has ${balance}, and has posted ${statement.posted}`);
    const { vector: posted = { 0: statement.seq } } = statement;
    const there = this.#vector ?? {};
    if (!covers(there, posted)) return 'short';
    return covers(posted, there) ? undefined : 'ahead';
  }

  /** Entries that the wallet has posted are missing for good. */
  missing(): StatementFinding {
    return this.#finding('missing', this.#last.seq + 1, `the wallet has ${this.#wallet?.statement?.seq} entries`);
  }

  /**
   * Whether the entries that were newer than the wallet are posted by now.
   * @param wallet read after the entries
   */
  inserted(wallet: ShardWallet | undefined): StatementFinding | undefined {
    const posted = wallet?.statement?.seq ?? 0;
    if (posted >= this.#last.seq) return undefined;
    return this.#finding('inserted', posted + 1, `the wallet has ${posted} entries`);
  }

  #atWallet({ seq, balance }: StatementEntry): StatementFinding | undefined {
    const { statement } = this.#wallet ?? {};
    if (!statement || statement.posted === balance || !this.#isAt(statement, seq)) return undefined;
    return this.#finding('wallet', seq, `the wallet has posted ${statement.posted}, its statement ${balance}`);
  }

  /** Whether the statement has what the wallet had posted up to this entry, and no more. */
  #isAt({ seq, vector }: StatementHead, at: number): boolean {
    if (!vector) return seq === at;
    const there = this.#vector ?? {};
    return countIn(there) === at && covers(there, vector) && covers(vector, there);
  }

  #atRoots({ walletId, seq, hash }: StatementEntry): StatementFinding | undefined {
    for (const head of this.#rooted) {
      if (head.seq !== seq) continue;
      if (Buffer.compare(leafHash({ walletId, seq, hash }), head.leaf) !== 0) {
        const from = this.#sameUntil + 1;
        const which = from === seq ? `entry ${seq} was` : `one of the entries ${from} to ${seq} was`;
        return this.#finding('root', seq, `${which} another at ${head.keptAt}, when the root was kept`);
      }
      this.#sameUntil = seq;
    }
    return undefined;
  }

  #finding(kind: StatementFinding['kind'], seq: number, detail: string): StatementFinding {
    return { kind, walletId: this.#walletId, seq, detail };
  }
}

/** What differs, by the fault in the chain. */
const WHAT: Readonly<Record<string, string>> = { changed: 'hash', wallet: 'wallet', time: 'time', balance: 'balance' };
