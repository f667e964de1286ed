/** The texts of the treasury. */
export const TREASURY_PAGE = {
  title: 'Treasury',
  intro:
    'Money enters the system when it is issued, and leaves it when it is retired. Each is a transfer with the treasury.',
  limits: 'Issued today',
  of: 'of',
  issued: 'Issued',
  alone: 'Without a second operator',
  alarm: 'Alarm above',
  day: (day: string) => `${day} (UTC)`,
  order: 'New order',
  act: 'Order',
  acts: { issue: 'Issue money to a wallet', retire: 'Retire money of a wallet' },
  wallet: 'Wallet',
  walletRule: 'must be 1 to 512 digits',
  amount: 'Amount',
  currency: 'Currency',
  more: 'One more currency',
  moreText: 'Gives the treasury a wallet in a currency that no deployment has listed yet. It may be repeated.',
  code: 'Currency code',
  codeRule: 'must be 3 to 12 capital letters and digits, such as EUR',
  onceText: 'The same order for the same reason is carried out once.',
} as const;
