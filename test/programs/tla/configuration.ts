/** The constants of Transfer.tla, as TLC reads them. */
export interface Constants {
  readonly Shards: string;
  readonly Legs: string;
  readonly Runs: string;
  readonly Debit: number;
  readonly Rest: number;
  readonly CreditAmount: number;
  readonly Late: string;
  readonly Crowded: string;
  readonly MaxNow: number;
  readonly MaxOthers: number;
  readonly Bounded: string;
  readonly Crashes: number;
  readonly Outages: number;
  readonly Losses: number;
  readonly Restores: string;
  readonly Off: string;
}

/** One run of TLC. */
export interface Configuration {
  readonly name: string;
  readonly constants: Partial<Constants>;
  readonly invariants?: readonly string[];
  readonly properties?: readonly string[];
  /** Liveness: every step that stays possible is taken in the end. */
  readonly fair?: true;
  /** The check that has to fail; none may without it. */
  readonly violates?: string;
}

/** Two shards, three legs, two runs. One payee is created meanwhile, and one is crowded. */
const THREE_LEGS: Constants = {
  Shards: '{"s1", "s2"}',
  Legs: '{"P", "Q", "R"}',
  Runs: '{r1, r2}',
  Debit: 2,
  Rest: 1,
  CreditAmount: 1,
  Late: '{"R"}',
  Crowded: '{"Q"}',
  MaxNow: 0,
  MaxOthers: 0,
  Bounded: 'FALSE',
  Crashes: 0,
  Outages: 0,
  Losses: 0,
  Restores: 'FALSE',
  Off: '{}',
};

/** One payee, on the other shard. */
export const TWO_LEGS = { Legs: '{"P", "R"}', Debit: 1, Late: '{}', Crowded: '{}' } satisfies Partial<Constants>;

/** The text of a configuration file. */
export function textOf({ constants, invariants = [], properties = [], fair }: Configuration): string {
  const all = Object.entries({ ...THREE_LEGS, ...constants });
  return [
    // Symmetry is no part of a check of liveness: TLC could overlook a violation.
    ...(fair ? ['SPECIFICATION FairSpec'] : ['SPECIFICATION Spec', 'SYMMETRY RunsAlike']),
    'CONSTANTS',
    ...all.map(([name, value]) => `  ${name} = ${value}`),
    ...(invariants.length > 0 ? ['INVARIANTS', `  ${invariants.join(' ')}`] : []),
    ...(properties.length > 0 ? ['PROPERTIES', `  ${properties.join(' ')}`] : []),
    '',
  ].join('\n');
}
