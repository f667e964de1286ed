/** The texts of a request for money. */
export const REQUEST = {
  title: 'Request money',
  lead: 'A person who opens the link or scans the code pays into this wallet, after a look at everything.',
  amountHint: 'Without an amount the payer chooses one.',
  whatLink: 'the link',
  share: 'Share',
  shareFailed: 'The browser did not share the link. Copy it instead.',
  preview: 'See what the payer sees',
  code: (wallet: string) => `QR code with the link to pay wallet ${wallet}`,
  tooLong: 'The link is too long for a QR code. Send the link instead.',
  broken: 'The link is here once every field keeps its rule.',
  asCode: 'Paying it from a program',
} as const;
