import type { BentHolds } from './hold-rules.ts';
import {
  creditCommitted,
  creditHeld,
  creditRolledBack,
  DEBIT_HELD,
  DEBIT_SETTLED,
  type Entry,
  type Purse,
  type State,
} from './hold-state.ts';
import { NONE } from './wallet-model.ts';

/** Deadlines are levels, which only the fence compares: that of the debit, and of attempt n. */
export const DEBIT_DEADLINE = 1;
const deadlineOf = (n: number) => 1 + n;
const FAR = 9;

interface Bounds {
  readonly held: number;
  readonly captures: readonly number[];
}

type Step = [string, State];

/**
 * What arrives at the shards. A run may send at any time what the journal has had it send, and stop: so
 * every such message may arrive at any time, any number of times, or never. A shard may also refuse by
 * its clock, or give no response: that changes nothing.
 */
export function* arrivals(state: State, { held, captures }: Bounds, bent: BentHolds): Generator<Step> {
  const { journal, payer } = state;
  const { decision, capture, amounts } = journal;
  const debit = (name: string, next: Purse | undefined, response: number): Step[] =>
    next ? [[name, { ...state, payer: next, responses: state.responses | response }]] : [];
  for (const deadline of bent.debitAgain && amounts.length > 0 ? [DEBIT_DEADLINE, 2] : [DEBIT_DEADLINE])
    yield* debit(`the debit is reserved by ${deadline}`, reserved(payer, 0, held, deadline, true), DEBIT_HELD);
  const taken = amounts[capture - 1] ?? 0;
  if (decision === 'COMMIT') yield* debit('the debit is committed', debitCommitted(payer, taken, bent), DEBIT_SETTLED);
  if (decision === 'ABORT') {
    const next = rolledBack(payer, 0, DEBIT_DEADLINE, held, bent);
    yield* debit('the debit is rolled back', next, DEBIT_SETTLED);
  }
  for (const [before, amount] of amounts.entries())
    yield* credits(state, before + 1, bent.amountOfRequest ? captures : [amount], bent);
}

function* credits(state: State, n: number, asked: readonly number[], bent: BentHolds): Generator<Step> {
  const { payee, journal, frozen } = state;
  const { decision, capture, releasing, amounts } = journal;
  const at = bent.oneId ? 0 : n - 1;
  const credit = (name: string, next: Purse | undefined, response: number): Step[] =>
    next ? [[`${name} of attempt ${n}`, { ...state, payee: next, responses: state.responses | response }]] : [];
  const claimedOver = bent.claimsOver && amounts[n - 1] === 2 ? [1, 2] : asked;
  for (const amount of claimedOver)
    for (const deadline of bent.deadlineByEveryRun ? [deadlineOf(n), FAR] : [deadlineOf(n)])
      yield* credit(`a credit of ${amount}`, reserved(payee, at, amount, deadline, false), creditHeld(n));
  if (decision === 'COMMIT' && n === capture && !frozen)
    yield* credit('the commit', creditCommittedIn(payee, at), creditCommitted(n));
  // An earlier attempt was released before the next one was claimed.
  if (n === capture && !releasing && decision !== 'ABORT' && !bent.releasesFirst) return;
  const deadline = bent.creditByDebitsDeadline ? DEBIT_DEADLINE : deadlineOf(n);
  yield* credit('the rollback', rolledBack(payee, at, deadline, 0, bent), creditRolledBack(n));
}

/** What happens to a wallet without a message of this transfer. */
export function* happenings(state: State, attempts: number, bent: BentHolds): Generator<Step> {
  for (const name of ['payer', 'payee'] as const) {
    const purse = state[name];
    const to = (next: Purse): State => ({ ...state, [name]: next });
    if (!purse.there) {
      yield [`the wallet of the ${name} is created`, to({ ...purse, there: true })];
      continue;
    }
    for (const [at, entry] of purse.entries.entries()) {
      if (entry.tombstone) {
        const fence = Math.max(purse.fence, entry.tombstone);
        yield [`the ${name} drops a tombstone`, to({ ...changed(purse, at, { ...entry, tombstone: NONE }), fence })];
      }
      if (bent.holdsExpire && entry.holds && name === 'payer')
        yield [`the hold of the ${name} expires`, to(settled(purse, at, entry.holds))];
    }
    // Tombstones of others are dropped, too. Only levels of deadlines that this wallet knows make a difference.
    const next = name === 'payer' ? DEBIT_DEADLINE : Math.max(purse.fence + 1, deadlineOf(1));
    if (next > purse.fence && next <= (name === 'payer' ? DEBIT_DEADLINE : deadlineOf(attempts)))
      yield [`others raise the fence of the ${name}`, to({ ...purse, fence: next })];
  }
  if (bent.frozenSettlesNot && !state.frozen) yield ['the payee is frozen', { ...state, frozen: true }];
}

/** The item after a reserve that holds or has held, or undefined after a refusal. */
function reserved(purse: Purse, at: number, amount: number, deadline: number, isDebit: boolean): Purse | undefined {
  const entry = purse.entries[at];
  if (!purse.there || !entry) return undefined;
  if (entry.holds) return entry.holds === amount && entry.deadline === deadline ? purse : undefined;
  if (entry.tombstone || purse.fence >= deadline) return undefined;
  if (isDebit && purse.available < amount) return undefined;
  const available = purse.available - (isDebit ? amount : 0);
  return { ...changed(purse, at, { holds: amount, deadline, tombstone: NONE }), available };
}

/** The commit of the debit takes so much of what is held, and gives the rest back. */
function debitCommitted(purse: Purse, taken: number, bent: BentHolds): Purse | undefined {
  const entry = purse.entries[0];
  if (!entry) return undefined;
  if (!entry.holds) return purse;
  if (taken > entry.holds) return undefined;
  if (bent.restStaysHeld && taken < entry.holds) return changed(purse, 0, { ...entry, holds: entry.holds - taken });
  return settled(purse, 0, entry.holds - taken);
}

function creditCommittedIn(purse: Purse, at: number): Purse | undefined {
  if (!purse.there) return undefined;
  const holds = purse.entries[at]?.holds ?? 0;
  return holds ? settled(purse, at, holds) : purse;
}

/** @param back what a rollback gives back that does not look for a hold */
function rolledBack(purse: Purse, at: number, deadline: number, back: number, bent: BentHolds): Purse {
  const entry = purse.entries[at];
  if (!entry) return purse;
  if (!purse.there) return bent.noFenceBeforeCreation ? purse : { ...purse, fence: Math.max(purse.fence, deadline) };
  const isDebit = back > 0;
  if (entry.holds) {
    const next = settled(purse, at, isDebit ? entry.holds : 0);
    return isDebit && bent.noTombstone ? changed(next, at, { ...entry, holds: 0, deadline: NONE }) : next;
  }
  if (isDebit && bent.givesBackTwice) return { ...purse, available: Math.min(purse.available + back, 9) };
  if (entry.tombstone || purse.fence >= deadline) return purse;
  return changed(purse, at, { ...entry, tombstone: deadline });
}

/** The hold ends, and its deadline is the tombstone's. */
function settled(purse: Purse, at: number, adds: number): Purse {
  const deadline = purse.entries[at]?.deadline ?? NONE;
  const next = changed(purse, at, { holds: 0, deadline: NONE, tombstone: deadline });
  return { ...next, available: purse.available + adds };
}

function changed(purse: Purse, at: number, entry: Entry): Purse {
  return { ...purse, entries: purse.entries.with(at, entry) };
}
