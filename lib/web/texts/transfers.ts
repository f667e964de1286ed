/** What a status of a transfer is to a person. */
export interface StatusTexts {
  readonly label: string;
  readonly detail: string;
}

/** What a transfer shows: its status, or what its note tells beside it. */
export type ShownStatus = TransferStatus | 'AUTHORISED' | 'CAPTURING' | 'VOIDED' | 'EXPIRED' | 'AWAITING' | 'REJECTED';

export type TransferStatus = 'PENDING' | 'PROCESSING' | 'SUCCESSFUL' | 'INVALID' | 'FAILED';

export const STATUS_TEXTS: Readonly<Record<ShownStatus, StatusTexts>> = {
  PENDING: { label: 'Accepted', detail: 'The transfer is stored. It ends by itself, whatever happens to servers.' },
  PROCESSING: { label: 'In progress', detail: 'Each shard is asked to hold its side.' },
  SUCCESSFUL: { label: 'Completed', detail: 'The money has arrived.' },
  INVALID: { label: 'Not possible', detail: 'No money has moved.' },
  FAILED: { label: 'Failed', detail: 'No money has moved. The same payment can be made again.' },
  AUTHORISED: { label: 'Held', detail: 'The money is held for the payee.' },
  CAPTURING: { label: 'Capturing', detail: 'The payee has captured it. The money moves now.' },
  VOIDED: { label: 'Given back', detail: 'The payee gave the held money back. No money has moved.' },
  AWAITING: { label: 'Waiting for approval', detail: 'The money is held until a second person approves it.' },
  REJECTED: { label: 'Rejected', detail: 'A second person has not approved it. No money has moved.' },
  EXPIRED: { label: 'Expired', detail: 'The payee did not take the held money in time. No money has moved.' },
};

/** The notes of the API in the words of a page. A note that is missing here is shown as it is. */
const NOTE_TEXTS: Readonly<Record<string, string>> = {
  'transaction completed': STATUS_TEXTS.SUCCESSFUL.detail,
  'transaction initiated': STATUS_TEXTS.PENDING.detail,
  'transaction in processing': STATUS_TEXTS.PROCESSING.detail,
  'not enough funds in the wallet': 'The wallet that pays has not enough available. No money has moved.',
  'no such wallet': 'There is no wallet with the number of the payee, or of one of them. No money has moved.',
  'the wallets have different currencies':
    'The wallets have different currencies. Only wallets of one currency pay each other. No money has moved.',
  'transaction confirmation limit exceeded': 'A shard did not confirm in time. No money has moved.',
  'a shard refused the transaction': 'A shard refused its side. No money has moved.',
  authorised: STATUS_TEXTS.AUTHORISED.detail,
  capturing: STATUS_TEXTS.CAPTURING.detail,
  'voided by the payee': STATUS_TEXTS.VOIDED.detail,
  'authorisation expired': STATUS_TEXTS.EXPIRED.detail,
  'waiting for approval': STATUS_TEXTS.AWAITING.detail,
  approved: 'It is approved. The money moves now.',
  rejected: STATUS_TEXTS.REJECTED.detail,
  'not approved in time': 'Nobody has approved it in time. No money has moved.',
};

/** The notes that say more of a status than its word. */
const SHOWN_BY_NOTE: Readonly<Record<string, ShownStatus>> = {
  authorised: 'AUTHORISED',
  capturing: 'CAPTURING',
  'voided by the payee': 'VOIDED',
  'authorisation expired': 'EXPIRED',
  'waiting for approval': 'AWAITING',
  rejected: 'REJECTED',
};

/** What a transfer with this status and note shows. */
export function shownStatus(status: TransferStatus, note: string): ShownStatus {
  return SHOWN_BY_NOTE[note] ?? status;
}

/** What the note of a status says to a person. */
export function noteText(status: TransferStatus, note: string): string {
  return NOTE_TEXTS[note] ?? (note || STATUS_TEXTS[status].detail);
}

/** The view of one transfer. */
export const TRANSFER = {
  outgoing: 'Payment',
  incoming: 'Incoming payment',
  transfer: 'Transfer',
  from: 'From',
  to: 'To',
  yours: 'your wallet',
  reference: 'Reference',
  note: 'Note',
  paidBy: 'Paid by',
  byKey: (name: string) => `the key “${name}”`,
  initiated: 'Accepted',
  id: 'Transfer',
  idWhat: 'the id of the transfer',
  payAgain: 'Pay again',
  payThem: 'Pay this wallet',
  timeline: 'What happened',
  total: (duration: string) => `${duration} in all`,
  live: 'This view is live until the transfer is final.',
  slow: 'This takes longer than usual: a shard gives no response. Nothing is lost. The transfer ends by itself, and you can leave this view.',
  event: 'Event',
  eventWhat: 'the event',
  response: 'Response',
  responseWhat: 'the response',
  now: (label: string) => `The transfer: ${label}.`,
} as const;

/** The steps of a transfer: done, and those that are to come. */
export const STEPS = {
  accepted: 'Accepted',
  acceptedDetail: 'The journal has it.',
  begun: 'Picked up',
  begunDetail: 'The workflow runs.',
  hold: { debit: 'Hold the money', credit: 'Hold a place for it' },
  held: { debit: 'Money held', credit: 'Place held' },
  refused: { debit: 'The payer’s shard refused', credit: 'The payee’s shard refused' },
  unconfirmed: { debit: 'The payer’s shard did not respond', credit: 'The payee’s shard did not respond' },
  decide: 'Decision',
  authorised: 'Authorised: the money is held',
  authorisedDetail: 'The payee captures it, gives it back, or it expires.',
  capture: 'Capture by the payee',
  commit: 'Decided: the money moves',
  abort: 'Decided: no money moves',
  decisionDetail: 'One write, which nothing changes any more.',
  settle: { debit: 'Take the money', credit: 'Add the money' },
  settled: { debit: 'Money taken', credit: 'Money added' },
  release: { debit: 'Release the money', credit: 'Release the place' },
  released: { debit: 'No money is held', credit: 'No place is held' },
  final: 'Final',
  shard: (shard: number, wallet: string) => `Shard ${shard}, wallet ${wallet}`,
  side: (wallet: string) => `Wallet ${wallet}`,
  earlier: 'It had done so before: a response was lost.',
  after: (duration: string) => `after ${duration}`,
  state: { done: 'done', current: 'in progress', waiting: 'to come', failed: 'failed' },
} as const;
