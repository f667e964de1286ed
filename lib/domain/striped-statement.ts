import {
  type EntryBefore,
  entryAfter,
  FIRST,
  type LastEntry,
  type Posting,
  type StatementEntry,
  type StatementVector,
} from './statement.ts';

/**
 * The most entries that are written at once. A batch of the stream has as many records: so it is one block,
 * and the chain of a busy wallet takes one write for each batch.
 */
export const MAX_BLOCK = 100;

/** Entries that follow each other, and how many postings of each item the statement has after them. */
export interface Block {
  readonly entries: readonly StatementEntry[];
  readonly vector: StatementVector;
}

/**
 * How many postings of each item are in a statement that ends with this entry. A wallet has had one item
 * until an entry names more.
 */
export function vectorOf(last: LastEntry | undefined): StatementVector {
  return last?.vector ?? { 0: last?.seq ?? 0 };
}

/**
 * The entries of the postings that follow the last entry: of each item one after another, and each once.
 * A posting that is in the statement already is passed over.
 * @param postings of one wallet, those of each item in their order
 * @returns at most `MAX_BLOCK` entries. `waiting`: the first posting of each item that cannot follow yet.
 *   One before it is missing, or those that the wallet's own item had before it had stripes are
 */
export function blockAfter<P extends Posting>(
  last: LastEntry | undefined,
  postings: readonly P[],
): Block & { readonly waiting: readonly P[] } {
  const counts = new Map(Object.entries(vectorOf(last)).map(([item, count]) => [Number(item), count]));
  const countOf = (item: number) => counts.get(item) ?? 0;
  const entries: StatementEntry[] = [];
  const waiting = new Map<number, P>();
  let before: EntryBefore = last ?? FIRST;
  for (const posting of postings) {
    const { stripe = 0, seq, txId, after = 0 } = posting;
    if (seq <= countOf(stripe) || waiting.has(stripe)) continue;
    // An opening entry is the first of all.
    const isOutOfTurn = seq > countOf(stripe) + 1 || countOf(0) < after || (txId === undefined && before.seq > 0);
    if (isOutOfTurn) {
      waiting.set(stripe, posting);
      continue;
    }
    if (entries.length === MAX_BLOCK) break;
    const entry = entryAfter(before, { ...posting, seq: before.seq + 1, posted: before.balance + posting.amount });
    entries.push(entry);
    counts.set(stripe, seq);
    before = entry;
  }
  return { entries, vector: Object.fromEntries(counts), waiting: [...waiting.values()] };
}

/** The entries with the vector at the last one, where it is known. */
export function withVector(entries: readonly StatementEntry[], vector: StatementVector | undefined): LastEntry[] {
  const last = entries.at(-1);
  return last && vector ? [...entries.slice(0, -1), { ...last, vector }] : [...entries];
}

/** How many entries a vector counts. */
export function countIn(vector: StatementVector): number {
  return Object.values(vector).reduce((sum, count) => sum + count, 0);
}

/** Whether the first has all that the second has, of each item. */
export function covers(vector: StatementVector, other: StatementVector): boolean {
  return Object.entries(other).every(([item, count]) => (vector[item] ?? 0) >= count);
}
