import { FIRST, firstChainFault, type Posting, type StatementEntry } from '../../../lib/domain/statement.ts';
import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { entriesOfItem } from '../../../lib/store/entry-item.ts';
import { availableOf } from './control-promises.ts';
import { holdsOf, legsOf, number, partOf, transactionOf } from './items.ts';
import { FINAL } from './journal-promises.ts';

/** Checks what each write posts to a wallet, each entry as it is written, and all of it at the end. */
export class StatementPromises {
  readonly #break: (what: string) => void;
  /** What was posted to each wallet, and is no entry yet: by its items, in the order of the writes of each. */
  readonly #postings = new Map<string, Map<string, Posting[]>>();
  readonly #entries = new Map<string, StatementEntry[]>();
  /** The last entry of a wallet in the table of a shard. */
  readonly #last = new Map<string, StatementEntry>();
  /** The parts of transfers that ended before the statement of their wallet was opened. */
  readonly #unposted = new Set<string>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** What is written of a wallet by now, in the order in which it was written. */
  entriesOf(walletId: string): readonly StatementEntry[] {
    return this.#entries.get(walletId) ?? [];
  }

  /** The number of the last entry of a wallet in a table of entries. */
  lastIn(table: string, walletId: string): number {
    return this.#last.get(partOf(walletId, table))?.seq ?? 0;
  }

  /**
   * A wallet changes: whatever changes its booked balance is its next posting, and is posted once.
   * @param itemId the item that is written
   */
  onWallet(before: Item | undefined, after: Item | undefined, itemId: string): void {
    const id = after?.wallet_id?.S ?? '';
    if (!after?.spendable) return;
    if (!after.posted || !after.seq) {
      const ended = Object.keys(holdsOf(before)).filter((tx) => !(tx in holdsOf(after)));
      for (const tx of ended) this.#unposted.add(partOf(id, tx));
      return;
    }
    const booked = Object.values(holdsOf(after)).reduce(
      (sum, { M }) => sum + number(M?.rollback_adds),
      availableOf(after),
    );
    const [seq, posted] = [Number(after.seq.N), number(after.posted)];
    if (posted !== booked) this.#break(`wallet ${id} has posted ${posted} of ${booked}`);
    const last = number(before?.seq);
    const posting = after.posting?.M;
    if (number(after.seq) === last) {
      if (posting) this.#break(`wallet ${id} posts ${seq} a second time`);
      if (before && posted !== number(before.posted)) this.#break(`wallet ${id} changed without a posting`);
      return;
    }
    const amount = number(posting?.amount);
    if (number(after.seq) !== last + 1n || !posting || posted !== number(before?.posted) + amount)
      this.#break(`wallet ${id} went from posting ${last} to ${seq} by ${amount}`);
    const ofWallet = this.#postings.get(id) ?? new Map<string, Posting[]>();
    const next = { walletId: id, seq, txId: posting?.tx?.S, amount, posted, at: Number(posting?.at?.N) };
    ofWallet.set(itemId, [...(ofWallet.get(itemId) ?? []), next]);
    this.#postings.set(id, ofWallet);
  }

  /**
   * An entry is written in the table of a shard: once, after the one before it, with what was posted. A shard
   * that a wallet moves to gets the entries that another one has.
   */
  onEntry({ table, before, after }: Pick<Write, 'table' | 'before' | 'after'>): void {
    const walletId = after?.wallet_id?.S ?? before?.wallet_id?.S ?? '';
    if (before || !after) {
      this.#break(`entry ${before?.seq?.N} of wallet ${walletId} was written again`);
      return;
    }
    for (const entry of entriesIn(walletId, after)) this.#onEntry(table, entry);
  }

  #onEntry(table: string, entry: StatementEntry): void {
    const { walletId } = entry;
    const written = this.entriesOf(walletId);
    const here = partOf(walletId, table);
    const wrong = firstChainFault(walletId, [entry], this.#last.get(here) ?? FIRST);
    this.#last.set(here, entry);
    if (wrong) this.#break(`entry ${entry.seq} of wallet ${walletId} does not follow: ${wrong.fault}`);
    const copied = written[entry.seq - 1];
    if (copied) {
      if (copied.hash !== entry.hash)
        this.#break(`entry ${entry.seq} of wallet ${walletId} is another one in ${table}`);
      return;
    }
    if (!this.#takePosting(entry)) this.#break(`entry ${entry.seq} of wallet ${walletId} is not what was posted`);
    this.#entries.set(walletId, [...written, entry]);
  }

  /**
   * An entry is the next posting of an item of its wallet. What several items post at a time has any order.
   * @returns false if it is none
   */
  #takePosting({ walletId, txId, amount, balance }: StatementEntry): boolean {
    const ofWallet = this.#postings.get(walletId);
    for (const [itemId, [next, ...later]] of ofWallet ?? []) {
      if (next?.txId !== txId || next?.amount !== amount) continue;
      ofWallet?.set(itemId, later);
      return ofWallet?.size !== 1 || next.posted === balance;
    }
    return false;
  }

  /**
   * At the end each statement is as long as its wallet says, and each committed transfer has one entry
   * for each leg. They add up to nothing.
   */
  atTheEnd(wallets: readonly Item[], journal: readonly Item[]): void {
    for (const { wallet_id, seq, posted } of wallets) {
      const entries = this.entriesOf(wallet_id?.S ?? '');
      if (posted && (entries.length !== Number(seq?.N) || (entries.at(-1)?.balance ?? 0n) !== number(posted)))
        this.#break(`wallet ${wallet_id?.S} has ${seq?.N} postings, and ${entries.length} entries`);
    }
    const all = [...this.#entries.values()].flat().filter(({ txId }) => txId !== undefined);
    const byTransfer = Map.groupBy(all, ({ txId }) => txId);
    for (const item of journal) {
      const id = item.tx_id?.S ?? '';
      if (item.payer_id || !FINAL.has(item.status?.S ?? '')) continue;
      const entries = byTransfer.get(id) ?? [];
      const legs = item.status?.S === 'SUCCESSFUL' ? legsOf(item) : [];
      const booked = legs.filter((leg) => !this.#unposted.has(partOf(leg.wallet, transactionOf(item, leg))));
      const found = booked.filter(({ wallet, amount }) =>
        entries.some((entry) => entry.walletId === wallet && entry.amount === amount),
      );
      if (entries.length !== booked.length || found.length !== booked.length)
        this.#break(`the statements have ${entries.length} entries of ${id}, which has ${booked.length} legs`);
      const sum = entries.reduce((total, { amount }) => total + amount, 0n);
      if (booked.length === legs.length && sum !== 0n) this.#break(`the entries of ${id} add up to ${sum}`);
    }
  }
}

/** The entries in an item: of a wallet in stripes, those that were written at once. */
function entriesIn(walletId: string, item: Item): StatementEntry[] {
  const following = (item.block?.L ?? []).map(({ M = {} }) => ({
    t: M.t?.S ?? '',
    a: number(M.a),
    m: Number(M.m?.N),
    h: Buffer.from(M.h?.B ?? '', 'base64'),
  }));
  return entriesOfItem(entryOf(walletId, item), following);
}

function entryOf(walletId: string, { seq, tx_id, amount, balance, posted_at, hash }: Item): StatementEntry {
  return {
    walletId,
    seq: Number(seq?.N),
    ...(tx_id && { txId: tx_id.S }),
    amount: number(amount),
    balance: number(balance),
    postedAt: Number(posted_at?.N),
    hash: hash?.S ?? '',
  };
}
