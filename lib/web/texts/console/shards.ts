/** The texts of the shards. */
export const SHARDS = {
  title: 'Shards',
  latency: 'Response time',
  since: 'In this state since',
  address: 'Address',
  checked: 'Asked',
  wallets: 'Wallets',
  sum: 'Sum of balances',
  holds: 'Holds',
  counted: 'Counted',
  notCounted: 'Its wallets are not counted yet. An audit counts them.',
  looks: (count: number, missed: number) =>
    missed === 0
      ? `The latest ${count} looks, all with a response.`
      : `${missed} of the latest ${count} looks had no response.`,
  pending: 'Pending there',
  break: 'Break it',
  all: 'All shards',
  missing: 'This stage has no such shard.',
} as const;
