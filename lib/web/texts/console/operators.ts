/** The texts of the operator log. */
export const OPERATORS = {
  title: 'What operators did',
  intro:
    'Each command that changes something is written here before it runs, and afterwards. Nobody can change or delete an entry unseen.',
  whole: (count: string) => `The chain is whole: ${count} entries`,
  broken: 'The log was changed',
  head: 'Head',
  headHint: 'Note it elsewhere. Later the command below shows whether the log still has it.',
  list: 'Newest commands',
  none: 'No operator has changed anything yet',
  reason: 'Reason',
  by: 'By',
  noOutcome: 'no outcome',
  noOutcomeText: 'It is still running, or was stopped in between. Look at what it was to change.',
  results: { done: 'done', failed: 'failed' },
} as const;
