/** The texts of the first view of the control room. */
export const OVERVIEW = {
  title: 'Overview',
  books: {
    heading: 'The sum of all balances',
    balanced: { sign: 'Σ = 0', text: 'No money was made or lost.' },
    unbalanced: { sign: 'Σ ≠ 0', text: 'Money was made or lost.' },
    unknown: { sign: 'Σ = ?', text: 'It is unknown whether the books balance.' },
    off: 'The shards have more than the journal says, by',
    since: 'Since',
    for: (duration: string) => `for ${duration}`,
    checked: 'Checked',
    lastChecked: 'Checked the last time',
    wereBalanced: 'Σ was 0',
    wereUnbalanced: 'Σ was not 0',
    never: 'never',
    by: 'By',
    source: { audit: 'this control room, which reads all wallets', metrics: "the stage's audit, every hour" },
    error: (message: string) => `The last check failed: ${message}`,
    toAudit: 'Audit',
    history: 'The latest checks',
    allBalanced: (count: number) => (count === 1 ? 'The only check so far balanced.' : `All ${count} checks balanced.`),
    someUnbalanced: (bad: number, count: number) => `${bad} of ${count} checks did not balance.`,
    short: { balanced: 'Σ 0', unbalanced: 'Σ ≠ 0', unknown: 'Σ ?' },
    label: {
      balanced: 'The books balance.',
      unbalanced: 'The books do not balance.',
      unknown: 'It is unknown whether the books balance.',
    },
  },
  pending: {
    heading: 'Pending transfers',
    none: 'All transfers are final.',
    unknown: 'Nobody knows how many: the database gives no response.',
    oldest: (age: string) => `The oldest is ${age} old.`,
    atLeast: (count: string) => `${count}+`,
  },
  shards: {
    heading: 'Shards',
    all: (count: number) => (count === 1 ? 'The shard is reachable.' : `All ${count} are reachable.`),
  },
  alarms: {
    heading: 'Alarms',
    none: 'No alarm is ringing.',
    ringing: (count: number) => (count === 1 ? '1 rings' : `${count} ring`),
    label: (count: number) => (count === 1 ? '1 alarm rings.' : `${count} alarms ring.`),
  },
  cost: (database: number, shards: number, metrics: number) =>
    [
      `One look costs at most ${database} requests to the database`,
      `and ${shards} to the shards`,
      metrics > 0 ? `and ${metrics} to CloudWatch` : '',
    ]
      .filter((part) => part !== '')
      .join(' ')
      .concat('.'),
  partial: (message: string) => `A part of this page is missing: ${message}`,
  tone: { good: 'fine', busy: 'in flight', warning: 'slow', bad: 'act', quiet: '' },
  minutes: 'Span of the charts',
  span: { 15: '15 min', 60: '1 h', 360: '6 h', 1440: '24 h' },
  series: {
    heading: 'Transfers over time',
    rate: 'Final transfers a second',
    latency: 'Time to final',
    successful: 'Successful',
    invalid: 'Invalid',
    failed: 'Failed',
    p50: 'Half are quicker (p50)',
    p99: '99 of 100 are quicker (p99)',
    max: 'The slowest',
    none: 'Nothing measures the transfers of this stage.',
    source: (source: 'stack' | 'CloudWatch', period: string) =>
      source === 'stack' ? `From the logs of this stack, for each ${period}.` : `From CloudWatch, for each ${period}.`,
    table: 'The charts as a table',
    columns: { p50: 'p50', p99: 'p99' },
    at: 'From',
    pending: 'Pending',
  },
} as const;
