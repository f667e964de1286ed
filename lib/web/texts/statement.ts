/** The texts of a statement and of one of its entries. */
export const STATEMENT = {
  title: 'Statement',
  lead: 'What was posted to this wallet, in this order. Each entry has the balance after it, and none ever changes.',
  label: 'Entries of the statement, grouped by day',
  entry: (seq: string) => `Entry ${seq}`,
  opening: 'Opening balance',
  openingDetail: 'This wallet is older than its statement. Its transfers have what was before.',
  balance: 'Balance',
  transfer: (id: string) => `Transfer ${id}`,
  transferShort: 'Transfer',
  order: 'Order',
  empty: 'Nothing has been posted to this wallet yet',
  emptyDetail: 'A transfer that has happened appears here within a few seconds.',
  fresh: (count: string) => `${count} new`,
  freshMore: (count: string) => `More than ${count} new`,
  freshSaid: (count: string) => `${count} new entries. The button above the list shows them.`,
} as const;

/** The texts of the export of a statement. */
export const STATEMENT_EXPORT = {
  lead: 'A file for spreadsheets with every entry, in this order.',
  rows: (count: string) => `${count} entries so far …`,
  done: (count: string, size: string) => `The file is there: ${count} entries, ${size}.`,
} as const;

/** The view of one entry. */
export const ENTRY = {
  missing: 'The statement has no such entry',
  missingDetail: 'The number is wrong, or the entry is not written yet.',
  balance: 'Balance after it',
  posted: 'Posted',
  transfer: 'Transfer',
  hash: 'Hash',
  hashWhat: 'the hash of the entry',
  previous: 'Hash before',
  previousWhat: 'the hash of the entry before',
  first: 'None: this is the first entry.',
  hashDetail: 'The hash covers this entry and the hash before it. No earlier entry can change without changing it.',
  older: 'Entry before',
  newer: 'Entry after',
  newest: 'This is the newest entry.',
} as const;
