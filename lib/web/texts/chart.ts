/** The texts of the balance over time. */
export const CHART = {
  title: 'Balance over time',
  spans: { day: 'Day', week: 'Week', month: 'Month', all: 'All' },
  spansLabel: 'Span of time',
  now: (balance: string) => `The balance is ${balance} now.`,
  nowDetail: (available: string, reserved: string) => `${available} of it are available, and ${reserved} are reserved.`,
  at: (time: string, balance: string) => `The balance was ${balance} on ${time}.`,
  asOf: (time: string) => `This is the balance of ${time}: entries of the last minute may not be written yet.`,
  slider: 'As of',
  field: 'Day and time',
  fieldHint: 'Any time until now.',
  toNow: 'Back to now',
  future: 'must not be in the future',
  table: 'As a table',
  tableTime: 'Time',
  tableBalance: 'Balance',
  explained:
    'A transfer counts from the time at which it is posted, as in the statement. What is in flight does not count.',
  opened: (time: string) =>
    `This wallet has no statement before ${time}, so the chart begins there. The balance at an earlier time can still be chosen.`,
  sampled: (time: string) =>
    `There are too many entries to draw each of them. Before ${time} the chart has the balance at some times, with lines between.`,
} as const;
