import { NONE } from './wallet-model.ts';

/** What the item of a wallet has of one transaction id: a hold with its deadline, or a tombstone. */
export interface Entry {
  readonly holds: number;
  readonly deadline: number;
  readonly tombstone: number;
}

/** The item of one wallet, with an entry for each id that the transfer may use there. */
export interface Purse {
  readonly there: boolean;
  readonly available: number;
  readonly fence: number;
  readonly entries: readonly Entry[];
}

/** The journal's entry of an authorised transfer. */
export interface Journal {
  readonly authorised: boolean;
  readonly decision: '' | 'COMMIT' | 'ABORT';
  readonly reason: '' | 'captured' | 'refused' | 'failed' | 'voided' | 'expired';
  /** The number of the attempt that is claimed, from 1 on; 0 if none is. */
  readonly capture: number;
  /** What each attempt has claimed. */
  readonly amounts: readonly number[];
  readonly releasing: boolean;
  /** The payee's row. */
  readonly row: '' | 'authorised' | 'final';
  readonly final: boolean;
}

/** A run, with the attempt that it has read. */
export interface Run {
  readonly at:
    | 'idle'
    | 'authorising'
    | 'putting the row'
    | 'reserving'
    | 'releasing'
    | 'expiring'
    | 'settling'
    | 'finishing';
  readonly n: number;
}

export interface State {
  readonly payer: Purse;
  readonly payee: Purse;
  readonly frozen: boolean;
  readonly journal: Journal;
  readonly runs: readonly Run[];
  /** Every response ever given, as bits. A run may receive it, or never. */
  readonly responses: number;
}

export const IDLE: Run = { at: 'idle', n: 0 };
const EMPTY: Entry = { holds: 0, deadline: NONE, tombstone: NONE };

export const DEBIT_HELD = 1;
export const DEBIT_SETTLED = 2;
export const creditHeld = (n: number) => 1 << (3 * n);
export const creditCommitted = (n: number) => 2 << (3 * n);
export const creditRolledBack = (n: number) => 4 << (3 * n);

export function has({ responses }: State, response: number): boolean {
  return (responses & response) !== 0;
}

export function firstState(held: number, attempts: number, runs: number, createdLate: boolean): State {
  const purse = { there: true, available: 0, fence: NONE };
  return {
    payer: { ...purse, available: held, entries: [EMPTY] },
    payee: { ...purse, there: !createdLate, entries: Array.from({ length: attempts }, () => EMPTY) },
    frozen: false,
    journal: {
      authorised: false,
      decision: '',
      reason: '',
      capture: 0,
      amounts: [],
      releasing: false,
      row: '',
      final: false,
    },
    runs: Array.from({ length: runs }, () => IDLE),
    responses: 0,
  };
}

export function keyOf({ payer, payee, frozen, journal, runs, responses }: State): string {
  const purses = [payer, payee].map(
    ({ there, available, fence, entries }) =>
      `${there ? 1 : 0}${available},${fence},${entries.map((of) => `${of.holds}${of.deadline}${of.tombstone}`).join()}`,
  );
  const { authorised, decision, reason, capture, amounts, releasing, row, final } = journal;
  const stored = `${authorised ? 1 : 0}${decision}${reason}${capture}${amounts.join('')}${releasing ? 1 : 0}${row}${final ? 1 : 0}`;
  // States that differ only in the order of the runs are the same.
  const each = runs.map(({ at, n }) => `${at}${n}`).sort();
  return `${purses.join('|')}|${frozen ? 1 : 0}|${stored}|${each.join()}|${responses}`;
}
