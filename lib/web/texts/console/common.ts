import type { ProblemTexts } from '../ui.ts';

/** The texts that several views of the control room share. */
export const TEXTS = {
  name: 'mib control room',
  brand: 'Control room',
  noResponse: 'The control room gives no response. Is its command still running?',
  status: (status: number) => `The control room returned status ${status}.`,
  otherVersion: 'The response is of another version than this page. Load the page again.',
  local: 'local',
  stage: (stage: string) => `Stage ${stage}`,
  views: {
    overview: 'Overview',
    pending: 'Pending',
    shards: 'Shards',
    keys: 'Keys',
    audit: 'Audit',
    statements: 'Statements',
    alarms: 'Alarms',
    users: 'Users',
    treasury: 'Treasury',
    approvals: 'Approvals',
    log: 'Operators',
    break: 'Break it',
    search: 'Search',
  },
  live: { label: 'Live updates', pause: 'Pause updates', resume: 'Resume updates', paused: 'Updates are paused.' },
  stale: (age: string) => `The last update was ${age}.`,
  asCli: 'As CLI',
  command: 'the command',
  txId: 'the TxID',
  walletNumber: 'the number of the wallet',
  wallet: 'Wallet',
  more: (count: number) => `and ${count} more`,
  transfer: 'Transfer',
  shard: (number: number) => `Shard ${number}`,
  shardCount: (count: number) => (count === 1 ? '1 shard' : `${count} shards`),
  statuses: {
    PENDING: 'Pending',
    PROCESSING: 'Processing',
    INVALID: 'Invalid',
    FAILED: 'Failed',
    SUCCESSFUL: 'Successful',
  },
  authorised: 'Authorised',
  shardStates: { reachable: 'reachable', unreachable: 'unreachable', unknown: 'unknown' },
  sides: { debit: 'Payer', credit: 'Payee' },
  due: 'now',
  reason: 'Reason',
  reasonHint: 'For the operator log. No user sees it.',
  /** The sweeper runs every minute. */
  dueForSweeper: 'within a minute',
  menu: 'Settings',
  confirm: {
    cancel: 'Cancel',
    stage: 'Name of the stage',
    stageHint: (stage: string) => `Type ${stage} to confirm. Other people use this stage.`,
    mustBe: (stage: string) => `must be ${stage}`,
    working: 'Working …',
  },
  job: {
    of: (done: number, total: number) => `${done} of ${total}`,
    done: (took: string) => `Done after ${took}.`,
    failures: (count: number) =>
      count === 1 ? '1 part failed. The others went on.' : `${count} parts failed. The others went on.`,
  },
  noSession: {
    title: 'This browser is not admitted',
    detail: 'Open the address that the command has printed. It works once. For another browser run the command again:',
    command: 'npm run operator -- console',
  },
  notFound: { title: 'There is no such page', detail: 'The address is wrong or old.', home: 'To the overview' },
} as const;

/** What a problem of the control room's server is to an operator. The detail is the server's. */
export const CONSOLE_PROBLEMS: Readonly<Record<string, ProblemTexts>> = {
  invalid_input: { title: 'The request breaks a rule' },
  no_session: { title: TEXTS.noSession.title, detail: TEXTS.noSession.detail },
  not_found: { title: 'There is no such thing on this stage' },
  not_here: { title: 'Only a local stack has this' },
  not_now: { title: 'This cannot be done now' },
  unreachable: { title: 'A part of the stage gave no response' },
  internal_error: {
    title: 'Something went wrong in the control room',
    detail: 'The terminal of its command says more.',
  },
  no_response: { title: 'No connection to the control room', detail: TEXTS.noResponse },
};
