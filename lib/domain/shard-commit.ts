import { amountsOf, type Hold, type HoldAmounts } from './shard-wallet.ts';

/** A request to end the hold of a transaction for good. */
export interface Commit {
  readonly transactionId: string;
  readonly walletId: string;
  /**
   * What is posted, below zero for a debit. Without it, it is what the hold says: an orchestrator of
   * the version before sends none.
   */
  readonly amount?: bigint | undefined;
  /** Of a debit that is not taken whole: the amount of its hold. The rest is given back. */
  readonly held?: bigint | undefined;
}

/** What a commit does to a wallet with the hold that it expects. */
export interface CommitEffect {
  /** What is posted. */
  readonly amount: bigint;
  readonly hold: HoldAmounts;
  /** To `spendable`: a credit, or the part of a debit's hold that is not taken. */
  readonly adds: bigint;
}

/**
 * What a commit does.
 * @param hold the hold, for a commit that does not say its amount
 * @throws Error if it would take more than is held, or a credit in part
 */
export function effectOf({ amount: said, held: heldSaid }: Commit, hold: Hold | undefined): CommitEffect {
  const amount = said ?? (hold && hold.commitAdds - hold.rollbackAdds);
  if (amount === undefined) throw new Error('a commit without an amount needs its hold');
  const held = heldSaid ?? amount;
  if (held !== amount && !(held < amount && amount < 0n)) throw new Error(`cannot take ${amount} of ${held}`);
  return { amount, hold: amountsOf(held), adds: amount < 0n ? amount - held : amount };
}

/** Whether this is the hold that the commit expects. */
export function isExpected(hold: HoldAmounts, { hold: expected }: CommitEffect): boolean {
  return hold.commitAdds === expected.commitAdds && hold.rollbackAdds === expected.rollbackAdds;
}
