/** The texts of the list of transfers, its filters and its export. */
export const LIST = {
  title: 'Transfers',
  label: 'Transfers, grouped by day',
  from: (wallet: string) => `From ${wallet}`,
  to: (wallet: string) => `To ${wallet}`,
  toSeveral: (count: string) => `To ${count} wallets`,
  refund: 'Refund',
  empty: 'This wallet has no transfers yet',
  emptyDetail: 'A payment to this wallet, or from it, appears here.',
  noMatch: 'No transfer has all of this',
  noMatchDetail: 'Choose other filters, or clear them.',
  end: (count: string) => `These are all: ${count}.`,
  fresh: (count: string) => `${count} new`,
  freshMore: (count: string) => `More than ${count} new`,
  freshSaid: (count: string) => `${count} new transfers. The button above the list shows them.`,
} as const;

/** The texts of the filters. */
export const FILTERS = {
  title: 'Filters',
  titleWith: (count: string) => `Filters (${count})`,
  status: 'Status',
  statusHint: 'None chosen means all.',
  reference: 'Reference',
  referenceHint: 'Exactly this text.',
  from: 'From',
  fromHint: 'Made at this time or later.',
  to: 'Until',
  toHint: 'Made before this time.',
  order: 'Order',
  desc: 'Newest first',
  asc: 'Oldest first',
  apply: 'Apply',
  clear: 'Clear filters',
} as const;

/** The texts of the export. */
export const EXPORT = {
  title: 'Export and code',
  lead: 'A file for spreadsheets with every transfer that passes the filters, in this order.',
  start: 'Download CSV',
  rows: (count: string) => `${count} transfers so far …`,
  done: (count: string, size: string) => `The file is there: ${count} transfers, ${size}.`,
  stopped: 'The export is stopped. No file was made.',
  listAs: 'The list from a program',
  fileAs: 'The file from a program',
} as const;
