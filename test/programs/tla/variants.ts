import { type Configuration, type Constants, TWO_LEGS } from './configuration.ts';

/** A rule that is turned off, and what breaks. */
export interface Variant {
  /** The name of the rule in Transfer.tla. */
  readonly rule: string;
  /** The beginning of the rule in the table of docs/protocol.md. */
  readonly page: string;
  /** The invariant or property that does not hold any more. */
  readonly violates: string;
  readonly kind?: 'property' | 'liveness';
  readonly constants?: Partial<Constants>;
}

const LATE = { Late: '{"R"}' };
const CROWDED = { Legs: '{"P", "Q"}', Crowded: '{"Q"}' };
const SPLIT = { Legs: '{"P", "Q", "R"}', Debit: 2 };
const ENDING = { Bounded: 'TRUE' };

const ONE_ITEM = 'One item a wallet, one conditional write an operation';
const ONCE = 'The decision is written once';
const PLACES = 'A credit finds room in the first 100 of 200 places';
const CAPTURE = 'A commit that takes a part ends the whole hold';
const LEGS = 'One decision for all legs';
const ROWS = "A payee's row is put once, after all legs are settled and before the final status";
const POSTING = "A posting is in the commit's own write";
const ENTRY = 'An entry is the image of its record';

export const VARIANTS: readonly Variant[] = [
  { rule: 'one write an operation', page: ONE_ITEM, violates: 'AllOrNothing' },
  { rule: 'the decision is written once', page: ONCE, violates: 'NoMoneyFromNothing' },
  { rule: 'nothing is settled before the decision', page: ONCE, violates: 'NoMoneyFromNothing' },
  { rule: 'half the places wait for a debit', page: PLACES, violates: 'HeldDebitFindsRoom', constants: CROWDED },
  {
    rule: 'debit_held is said once the debit is held',
    page: PLACES,
    violates: 'DebitBeforeReservedPlace',
    constants: CROWDED,
  },
  {
    rule: 'debit_held is no part of the hold',
    page: '`debit_held` is no part of the hold',
    violates: 'OwnRequestsMatch',
    constants: CROWDED,
  },
  {
    rule: 'contention is no refusal',
    page: 'Contention is retried until the deadline',
    violates: 'InvalidMeansRefused',
    constants: CROWDED,
  },
  {
    rule: 'a rollback without a wallet leaves a fence',
    page: 'A rollback without a wallet leaves a fence',
    violates: 'FinalMeansSettled',
    constants: LATE,
  },
  {
    rule: 'a rollback without a hold leaves a tombstone',
    page: 'A rollback without a hold leaves a tombstone',
    violates: 'FinalMeansSettled',
  },
  {
    rule: 'the deadline is stored once',
    page: 'The deadline is fixed once',
    violates: 'FinalMeansSettled',
    constants: { MaxNow: 1 },
  },
  {
    rule: 'the deadline runs from Begin',
    page: 'The deadline runs from Begin',
    violates: 'BeginsInTime',
    kind: 'property',
    constants: { MaxNow: 1 },
  },
  { rule: 'the fence', page: 'The fence', violates: 'FinalMeansSettled' },
  { rule: 'holds never expire', page: 'Holds never expire by themselves', violates: 'NoMoneyFromNothing' },
  {
    rule: 'the audit settles again',
    page: 'The audit settles again',
    violates: 'EveryHoldEnds',
    kind: 'liveness',
    constants: { ...ENDING, Restores: 'TRUE' },
  },
  {
    rule: 'a commit without a hold is a success',
    page: 'A commit without a hold is a success',
    violates: 'EveryTransferEnds',
    kind: 'liveness',
    constants: { ...ENDING, Losses: 1 },
  },
  {
    rule: 'every condition says attribute_exists',
    page: '`attribute_exists(spendable)` in every condition',
    violates: 'NoWalletFromNothing',
    constants: LATE,
  },
  {
    rule: 'a final status is never overwritten',
    page: 'Final statuses are written only over `PROCESSING`',
    violates: 'FinalForGood',
    kind: 'property',
  },
  {
    rule: 'a shard refuses wallets of another',
    page: 'A shard refuses wallets that are not its own',
    violates: 'OneItemPerWallet',
    constants: LATE,
  },
  {
    rule: 'COMMIT needs every leg',
    page: LEGS,
    violates: 'AllOrNothing',
    constants: SPLIT,
  },
  {
    rule: 'every leg is settled',
    page: LEGS,
    violates: 'FinalMeansSettled',
  },
  {
    rule: 'final after every leg',
    page: LEGS,
    violates: 'FinalMeansSettled',
  },
  {
    rule: 'the sum is checked again',
    page: 'Each step takes the legs from the item',
    violates: 'NoMoneyFromNothing',
    constants: { CreditAmount: 3 },
  },
  { rule: 'payees are distinct', page: 'No payee is named twice', violates: 'AllOrNothing', constants: SPLIT },
  { rule: 'a capture ends the whole hold', page: CAPTURE, violates: 'FinalMeansSettled' },
  { rule: 'the hold is in the condition', page: CAPTURE, violates: 'NoMoneyFromNothing' },
  { rule: 'a row is put after every leg', page: ROWS, violates: 'RowsOnlyOfSettled' },
  { rule: 'a row is put once', page: ROWS, violates: 'RowsOnce' },
  { rule: 'rows come first', page: ROWS, violates: 'FinalMeansRows' },
  { rule: 'posting is in the commit', page: POSTING, violates: 'OneRecordPerPosting' },
  { rule: 'other writes remove posting', page: POSTING, violates: 'OneRecordPerPosting' },
  {
    rule: 'the image of the record is read',
    page: ENTRY,
    violates: 'StatementAddsUp',
    constants: { MaxOthers: 1 },
  },
  { rule: 'the wallet numbers its entries', page: ENTRY, violates: 'StatementGapless' },
  { rule: 'records are read in order', page: ENTRY, violates: 'StatementGapless', constants: { MaxOthers: 1 } },
];

/** Checks only what has to break, so that TLC finds that. */
export function configurationOf({ rule, violates, kind, constants }: Variant): Configuration {
  return {
    name: rule,
    constants: { ...TWO_LEGS, ...constants, Off: `{"${rule}"}` },
    ...(kind ? { properties: [violates] } : { invariants: [violates] }),
    ...(kind === 'liveness' && { fair: true }),
    violates,
  };
}
