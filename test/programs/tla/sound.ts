import { type Configuration, type Constants, TWO_LEGS } from './configuration.ts';

const INVARIANTS = [
  'NoDebt',
  'NoMoneyFromNothing',
  'NoWalletFromNothing',
  'OneItemPerWallet',
  'BalanceIsPosted',
  'MovedAtMostOnce',
  'MovedByTheDecision',
  'FinalMeansSettled',
  'AllOrNothing',
  'StatusIsTheDecision',
  'FinalMeansRows',
  'RowsOnlyOfSettled',
  'RowsOnce',
  'InvalidMeansRefused',
  'OwnRequestsMatch',
  'HeldDebitFindsRoom',
  'DebitBeforeReservedPlace',
  'StatementGapless',
  'StatementAddsUp',
  'OneRecordPerPosting',
];
const STEPS = ['DecidedOnce', 'FinalForGood', 'BeginsInTime', 'EntriesForGood'];
const ENDS = ['EveryTransferEnds', 'EveryPostingIsWritten', 'EveryHoldEnds'];

const safety = { invariants: INVARIANTS, properties: STEPS };
const liveness = { fair: true, properties: ENDS } as const;
const PAIR = { ...TWO_LEGS, Late: '{"R"}' };

/** The protocol with all its rules. The largest come first. */
export const SOUND: readonly Configuration[] = [
  { name: '3 legs, one payee created meanwhile, one crowded', ...safety, constants: {} },
  {
    name: 'ends: 3 legs',
    ...liveness,
    constants: { Late: '{}', Crowded: '{}', Bounded: 'TRUE' },
  },
  {
    name: 'ends: 2 legs, a crash and a lost response',
    ...liveness,
    constants: { ...PAIR, Bounded: 'TRUE', Crashes: 1, Losses: 1 },
  },
  {
    name: '2 legs, two deadlines, another posting',
    ...safety,
    constants: { ...PAIR, MaxNow: 1, MaxOthers: 1 },
  },
  {
    name: 'ends: 2 legs, a shard that is down and comes back',
    ...liveness,
    constants: { ...PAIR, Bounded: 'TRUE', Outages: 1 },
  },
  {
    name: 'ends: 2 legs, a table that is restored',
    ...liveness,
    constants: { ...TWO_LEGS, Bounded: 'TRUE', Restores: 'TRUE' },
  },
];

const IN_PLACES = { ...TWO_LEGS, Legs: '{"P", "Q"}', Crowded: '{"Q"}' };
const REACHES: readonly (readonly [name: string, never: string, constants: Partial<Constants>])[] = [
  ['a transfer that ends SUCCESSFUL', 'NeverSuccessful', PAIR],
  ['a transfer that ends INVALID', 'NeverInvalid', PAIR],
  ['a transfer that ends FAILED', 'NeverFailed', PAIR],
  ['a credit that is held in a reserved place', 'NeverInReservedPlace', IN_PLACES],
  ['a wallet that is created with a fence', 'NeverCreatedWithFence', PAIR],
];

/** What the protocol does reach: a promise about what never happens would say nothing. */
export const REACHED: readonly Configuration[] = REACHES.map(([name, never, constants]) => ({
  name: `reaches ${name}`,
  constants,
  invariants: [never],
  violates: never,
}));
