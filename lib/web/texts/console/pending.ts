const shardList = (shards: readonly number[]) => `shard${shards.length === 1 ? '' : 's'} ${shards.join(' and ')}`;

/** The texts of the list of pending transfers. */
export const PENDING = {
  title: 'Pending transfers',
  intro:
    'A pending transfer is not final. Its money is held, not lost. The sweeper starts its workflow again when it is due.',
  none: 'All transfers are final',
  noneWithFilters: 'No pending transfer has these filters',
  noFilters: 'Without filters',
  more: (count: number) => `These are the oldest ${count}. There are more.`,
  filters: 'Filters',
  groups: 'Where they wait',
  groupsOf: (count: number) => `Where the oldest ${count} wait`,
  list: (count: number) => (count === 1 ? '1 transfer' : `${count} transfers`),
  byShard: 'By shard',
  byAge: 'By age',
  allShards: 'All',
  shardCount: (count: number, waiting: number) => (waiting > 0 ? `${waiting} of ${count} wait` : String(count)),
  age: (from: string, to?: string) => (to === undefined ? `over ${from}` : `${from} to ${to}`),
  youngest: (to: string) => `under ${to}`,
  olderThan: 'Minimum age',
  anyAge: 'Any age',
  waitingFor: 'Waits for',
  anyStep: 'Any step',
  steps: {
    begin: 'its begin',
    hold: 'a hold',
    capture: 'its capture',
    approval: 'an approval',
    decision: 'its decision',
    settle: 'a settlement',
    finish: 'its end',
  },
  attempts: (count: number) =>
    count === 0
      ? 'The sweeper has not restarted it.'
      : `The sweeper has restarted it ${count === 1 ? 'once' : `${count} times`}.`,
  next: 'Next restart',
  old: (age: string) => `${age} old`,
  why: {
    begin: () => 'Its workflow has not begun.',
    hold: (shards: readonly number[]) => `Waits for a hold on ${shardList(shards)}.`,
    approval: () => 'Its money is held until an approver of its wallet approves or rejects it. Otherwise it expires.',
    capture: () => 'Its money is held for the payee, who captures it or gives it back. Otherwise it expires.',
    decision: () => 'All sides are held. Waits for its decision.',
    settle: (shards: readonly number[]) => `It is decided. Waits for ${shardList(shards)} to settle.`,
    finish: () => 'All sides are settled. Waits for its end in the journal.',
  },
  select: (TxID: string) => `Select transfer ${TxID}`,
  selectAll: 'Select all',
  redrive: 'Redrive',
  redriveCount: (count: number) => (count === 1 ? 'Redrive 1 transfer' : `Redrive ${count} transfers`),
  redriveText: 'The workflow of each transfer starts again, now. This is safe at any time: money never moves twice.',
  redriveWhen: 'A shard that is down makes the workflow wait again. Repair it first.',
  redriveReason: 'Redriven in the control room',
  redriving: 'Workflows started again',
} as const;
