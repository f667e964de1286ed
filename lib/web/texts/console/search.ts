/** The texts of the search. */
export const SEARCH = {
  title: 'Search',
  label: 'Wallet or transfer',
  placeholder: 'Wallet or TxID',
  submit: 'Search',
  hint: 'The number of a wallet, the TxID of a transfer, or both. A line of a log can be pasted whole.',
  unknown: 'This has neither the number of a wallet nor a TxID.',
  searching: 'Searching the journal …',
  none: (TxID: string) => `No transfer has the TxID ${TxID}.`,
  notInTime: 'The journal is too long to be read whole. Add the number of a wallet of either side.',
  found: 'Found',
} as const;
