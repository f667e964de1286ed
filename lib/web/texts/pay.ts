/** The texts of a payment: the form, the confirmation, and what became of it. */
export const PAY = {
  title: 'Pay',
  file: 'Pay a CSV file',
  continue: 'Continue',
  choose: 'Choose a wallet',
  noWallet: 'You need a wallet to pay from',
  add: 'Add another payee',
  most: 'One payment has at most 10 payees.',
  payee: (number: number) => `Payee ${number}`,
  remove: (number: number) => `Remove payee ${number}`,
  added: (number: number) => `Payee ${number} is added.`,
  removed: (number: number) => `Payee ${number} is removed.`,
  total: (amount: string) => `${amount} in all`,
  available: 'Available',
  unknownWallet: 'You have no wallet with this number.',
  more: (available: string) =>
    `Only ${available} available. The transfer is possible only if this wallet has a credit limit, as the treasury has.`,
  fromLink: 'This form was filled in by a link. Check each field: the author of the link chose them.',
  brokenLink: 'The link has fields that break a rule. They are left out:',
  picker: {
    title: 'Pay from',
    number: 'Name or number of one of your wallets',
    numberHint: 'Finds wallets whose name or number has this text.',
    none: 'No wallet of yours has this name or number.',
  },
  /** The fields by their names in links, and by their names in the API except those of several payees. */
  labels: {
    from_id: 'From',
    to_id: 'To',
    to: 'To',
    amount: 'Amount',
    currency: 'Currency',
    reference: 'Reference',
    note: 'Note',
    expires_at: 'Held until',
  },
} as const;

/** The labels of the fields of several payees, by their names in the API. */
export function payeeLabels(count: number): Record<string, string> {
  const labels = Array.from({ length: count }, (_, n) => [
    [`to[${n}].to_id`, `${PAY.payee(n + 1)}, ${PAY.labels.to}`],
    [`to[${n}].amount`, `${PAY.payee(n + 1)}, ${PAY.labels.amount}`],
  ]);
  return { ...PAY.labels, ...Object.fromEntries(labels.flat()) };
}

/** The texts of the confirmation. */
export const CONFIRM = {
  title: 'Check and pay',
  payer: (amount: string, from: string) => `Your wallet ${from} pays ${amount}.`,
  left: (before: string, after: string) => `It has ${before} available, and ${after} afterwards.`,
  tooLittle: (before: string) =>
    `It has only ${before} available. The transfer is possible only with a credit limit, as the treasury has.`,
  payee: (amount: string, to: string) => `Wallet ${to} receives ${amount}.`,
  allOrNone: 'All of them receive their part, or none does.',
  irreversible: 'A payment that has arrived cannot be taken back.',
  submit: (amount: string) => `Pay ${amount}`,
  edit: 'Change something',
  accepted: 'The payment is accepted.',
  sent: {
    title: 'This payment was sent, and its result is not known',
    detail: 'Sending it again is safe: it has the same key, so it is paid once.',
    submit: 'Send it again',
  },
  paid: {
    title: 'You have made exactly this payment already',
    show: 'Show it',
    again: 'Pay once more',
  },
  uncertain: {
    title: 'Whether this payment was made is not known',
    detail: 'It was sent long ago without a response. Look into the transfers of the wallet first.',
    transfers: 'Transfers of the wallet',
    again: 'Pay once more',
  },
} as const;
