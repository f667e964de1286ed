import type { Bent } from './bent-rules.ts';

/** The time from a transfer's start to its deadline. */
export const WINDOW = 2;
export const NONE = 0;

/** The item of one wallet: what one transfer finds and leaves in it. */
export interface Wallet {
  readonly there: boolean;
  readonly available: number;
  /** The deadlines of the hold and of the tombstone; NONE if missing. */
  readonly hold: number;
  readonly tombstone: number;
  readonly fence: number;
  /** Whether the hold has a place that only credits with a held debit may take. */
  readonly reservedPlace: boolean;
  /** Whether its currency is none, and that of the payer is another. */
  readonly foreign: boolean;
}

/** What a transfer does to a wallet. */
export interface Leg {
  /** What a debit holds; 0 for a credit. */
  readonly holds: number;
  /** What a commit adds to `available`: the rest of a debit, or a credit. */
  readonly commitAdds: number;
}

export type Verdict = 'held' | 'held before' | 'another hold' | 'refused';

/** What a shard says to a reserve, room permitting. */
export function verdictOf(
  wallet: Wallet,
  leg: Leg,
  { deadline, debitHeld }: { deadline: number; debitHeld: boolean },
  clock: number,
  bent: Bent,
): Verdict {
  if (!wallet.there) return 'refused';
  if (wallet.hold) {
    const same = wallet.hold === deadline && (!bent.flagInHold || wallet.reservedPlace === debitHeld);
    return same ? 'held before' : 'another hold';
  }
  if (wallet.tombstone || clock > deadline || (!bent.noFence && deadline <= wallet.fence)) return 'refused';
  if (wallet.foreign && !bent.currencyUnchecked && !(bent.creditUnnamed && leg.holds === 0)) return 'refused';
  return wallet.available < leg.holds ? 'refused' : 'held';
}

export function taken(wallet: Wallet, leg: Leg, deadline: number, reservedPlace: boolean): Wallet {
  return { ...wallet, available: wallet.available - leg.holds, hold: deadline, reservedPlace };
}

/** The writes of a commit, each of which may be the last; none if it is an error. */
export function* committed(wallet: Wallet, leg: Leg, bent: Bent): Generator<Wallet> {
  const rest = leg.holds > 0 ? leg.commitAdds : 0;
  if (!wallet.there) return;
  if (wallet.hold) {
    if (bent.restInSecondWrite && rest > 0) yield ended(wallet, 0);
    yield bent.restStaysHeld && rest > 0 ? wallet : ended(wallet, leg.commitAdds);
  } else if (bent.restWithoutHold && wallet.available < leg.holds) {
    yield { ...wallet, available: wallet.available + rest };
  } else if (!bent.commitNeedsHold) yield wallet;
}

export function rolledBack(wallet: Wallet, leg: Leg, deadline: number, bent: Bent): Wallet {
  if (!wallet.there) {
    const nothing = bent.noFenceBeforeCreation || bent.fenceOfCreationClock;
    return nothing ? wallet : { ...wallet, fence: Math.max(wallet.fence, deadline) };
  }
  if (wallet.hold) return ended(wallet, leg.holds);
  if (wallet.tombstone || bent.noEmptyRollback || (!bent.noFence && deadline <= wallet.fence)) return wallet;
  return { ...wallet, tombstone: deadline };
}

export function created(wallet: Wallet, clock: number, bent: Bent): Wallet {
  if (bent.fenceOfCreationClock) return { ...wallet, there: true, fence: Math.max(0, clock + WINDOW) };
  return { ...wallet, there: true, fence: bent.creationForgetsFence ? NONE : wallet.fence };
}

/** A tombstone may be dropped at any time with the fence, and by the clock alone without it. */
export function* pruned(wallet: Wallet, fastClock: number, bent: Bent): Generator<Wallet> {
  if (!wallet.tombstone || (bent.noFence && fastClock <= wallet.tombstone)) return;
  const fence = bent.noFence ? wallet.fence : Math.max(wallet.fence, wallet.tombstone);
  yield { ...wallet, tombstone: NONE, fence };
}

/** The hold ends, and its deadline is the tombstone's. */
export function ended(wallet: Wallet, adds: number): Wallet {
  const { available, hold } = wallet;
  return { ...wallet, available: available + adds, tombstone: hold, hold: NONE, reservedPlace: false };
}
