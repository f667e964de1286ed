/** The texts of the balance over time. */
export const CHART = {
  title: 'Balance over time',
  spans: { day: 'Day', week: 'Week', month: 'Month', all: 'All' },
  spansLabel: 'Span of time',
  now: (balance: string) => `The balance is ${balance} now.`,
  nowDetail: (available: string, reserved: string) => `${available} of it are available, and ${reserved} are reserved.`,
  at: (time: string, balance: string) => `The balance was ${balance} on ${time}.`,
  asOf: (time: string) => `This is the balance of ${time}: transfers of the last minute may not be in the journal yet.`,
  slider: 'As of',
  field: 'Day and time',
  fieldHint: 'Any time until now.',
  toNow: 'Back to now',
  future: 'must not be in the future',
  table: 'As a table',
  tableTime: 'Time',
  tableBalance: 'Balance',
  explained: 'A transfer counts from the decision that its money moves. What is still in flight does not count.',
  sampled: (time: string) =>
    `There are too many transfers to draw each of them. Before ${time} the chart has the balance at some times, with lines between.`,
} as const;
