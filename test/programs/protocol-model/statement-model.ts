import { type Exploration, explore } from './exploration.ts';
import { readings } from './statement-readings.ts';
import { type Entry, type Image, keyOf, type StatementState, TRANSFERS, type Wallet } from './statement-state.ts';

/**
 * Explores the statement of one wallet exhaustively. Two transfers hold in it, a credit and a
 * debit, and their commits arrive at any time, again and again, by clocks that differ. The stream
 * has an image of each write that leaves a `posting`. Two invocations read it side by side. Each
 * starts at any record up to the first that is not acknowledged, and stops anywhere.
 */
export interface BentStatement {
  /** A commit writes the posting after the money, and its function may stop between the two. */
  readonly postingInSecondWrite?: true;
  /** A commit without a hold posts again. */
  readonly postsWithoutHold?: true;
  /** Other writes leave the posting in the image. */
  readonly postingStays?: true;
  /** The function reads the wallet, and not the image of the record. */
  readonly readsWallet?: true;
  /** The function numbers an entry by the entries that are there, and not by the image. */
  readonly numbersByHead?: true;
  /** A batch is acknowledged before its entries are written. */
  readonly acknowledgedFirst?: true;
  /** Records are read in any order, and an entry does not wait for the one before. */
  readonly anyOrder?: true;
  /** An entry has the time of its commit, whatever the entry before has. */
  readonly timeOfCommit?: true;
  /** The statement of a wallet without one is opened with what was read, whatever was written since. */
  readonly openedBlindly?: true;
  /** A commit of the version before changes a wallet that has a statement. */
  readonly commitOfVersionBefore?: true;
}

export interface StatementBounds {
  /** Whether the wallet is of the version before, and its statement is opened meanwhile. */
  readonly openedLate: boolean;
  /** The number of invocations at the same time. */
  readonly invocations: number;
  readonly maxStates: number;
}

const CLOCKS = [1, 2];

export function exploreStatement(
  bent: BentStatement,
  { openedLate, invocations, maxStates }: StatementBounds,
): Exploration {
  // What the debit holds came before.
  const before: Entry = { seq: 1, amount: 1, balance: 1, postedAt: 0, after: 0 };
  const first: StatementState = {
    wallet: { available: 0, holds: TRANSFERS.map(() => true), ...(openedLate ? {} : { posted: 1, seq: 1 }) },
    images: [],
    entries: openedLate ? [] : [before],
    acknowledged: 0,
    invocations: Array.from({ length: invocations }, () => undefined),
    otherWrites: 0,
  };
  const model = {
    first,
    keyOf,
    stepsFrom: (state: StatementState) => stepsFrom(state, bent),
    brokenPromise,
    endOf: ({ wallet, entries }: StatementState) =>
      wallet.seq !== undefined && !wallet.holds.includes(true) && entries.length === wallet.seq ? 'written' : undefined,
  };
  return explore(model, maxStates);
}

function brokenPromise({ wallet, images, entries }: StatementState): string | undefined {
  const { available, holds, posted, seq = 0 } = wallet;
  const reserved = TRANSFERS.reduce((sum, { holds: amount }, n) => (holds[n] ? sum + amount : sum), 0);
  if (posted !== undefined && posted !== available + reserved) return 'the statement does not add up to the balance';
  if (images.some((image, n) => images.findIndex(({ seq }) => seq === image.seq) < n))
    return 'the function is called for a write that posts nothing';
  if (entries.length > seq) return 'an entry has no posting';
  return entries.flatMap((entry, n) => brokenEntry(entry, n, entries[n - 1]) ?? [])[0];
}

function brokenEntry(entry: Entry, n: number, before: Entry | undefined): string | undefined {
  if (entry.seq !== n + 1) return 'the statement has a gap';
  if (entry.after !== n) return 'the hashes are no chain';
  if (!before) return undefined;
  if (entry.balance !== before.balance + entry.amount) return 'the balances are not the sums of the amounts';
  return entry.postedAt < before.postedAt ? 'the times of the statement go back' : undefined;
}

function* stepsFrom(state: StatementState, bent: BentStatement): Generator<[string, StatementState]> {
  for (const n of TRANSFERS.keys()) yield* commits(state, n, bent);
  yield* opening(state, bent);
  // A reserve, a rollback, a prune.
  if (state.otherWrites === 0) {
    const { posting, ...rest } = state.wallet;
    const wallet = bent.postingStays ? state.wallet : rest;
    yield ['another write', { ...written(state, wallet), otherWrites: 1 }];
  }
  yield* readings(state, bent);
}

function* commits(state: StatementState, n: number, bent: BentStatement): Generator<[string, StatementState]> {
  const { wallet } = state;
  const transfer = TRANSFERS[n];
  if (!transfer || (!wallet.holds[n] && !(bent.postsWithoutHold && state.images.length < 3))) return;
  const available = wallet.available + (wallet.holds[n] ? transfer.commitAdds : 0);
  const { posting, ...rest } = { ...wallet, available, holds: wallet.holds.with(n, false) };
  if (rest.posted === undefined || rest.seq === undefined || bent.commitOfVersionBefore)
    yield [`commit ${n} posts nothing`, written(state, rest)];
  if (rest.posted === undefined || rest.seq === undefined) return;
  const { amount } = transfer;
  const booked = { ...rest, posted: rest.posted + amount, seq: rest.seq + 1 };
  if (bent.postingInSecondWrite) yield [`commit ${n}, and its function stops`, written(state, booked)];
  for (const at of CLOCKS) yield [`commit ${n} at ${at}`, written(state, { ...booked, posting: { amount, at } })];
}

/** The operator reads the wallet, and opens its statement if nothing has changed. */
function* opening(state: StatementState, bent: BentStatement): Generator<[string, StatementState]> {
  const { wallet, wasRead } = state;
  if (wallet.posted !== undefined) return;
  const { available, holds } = wallet;
  yield ['the operator reads', { ...state, wasRead: { available, holds } }];
  if (!wasRead) return;
  const same = wasRead.available === available && wasRead.holds.join() === holds.join();
  if (!same && !bent.openedBlindly) return;
  const posted = TRANSFERS.reduce((sum, t, n) => (wasRead.holds[n] ? sum + t.holds : sum), wasRead.available);
  yield ['the operator opens', written(state, { ...wallet, posted, seq: 1, posting: { amount: posted, at: 1 } })];
}

/** The wallet is written, and its image reaches the stream if it has a posting. */
function written(state: StatementState, wallet: Wallet): StatementState {
  const { posted, seq, posting } = wallet;
  const image: Image | undefined =
    posting && posted !== undefined && seq !== undefined ? { seq, posted, ...posting } : undefined;
  return { ...state, wallet, images: image ? [...state.images, image] : state.images };
}
