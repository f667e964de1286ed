/** The texts of a payment: the form, the confirmation, and what became of it. */
export const PAY = {
  title: 'Pay',
  continue: 'Continue',
  choose: 'Choose a wallet',
  noWallet: 'You need a wallet to pay from',
  available: 'Available',
  unknownWallet: 'You have no wallet with this number.',
  more: (available: string) =>
    `Only ${available} available. The transfer is possible only if this wallet has a credit limit, as the treasury has.`,
  fromLink: 'This form was filled in by a link. Check each field: whoever made the link chose them.',
  brokenLink: 'The link has fields that break a rule. They are left out:',
  picker: {
    title: 'Pay from',
    number: 'Number of one of your wallets',
    numberHint: 'Finds wallets whose number has these digits.',
    none: 'No wallet of yours has these digits.',
  },
  /** The fields by their names in the API and in links. */
  labels: { from_id: 'From', to_id: 'To', to: 'To', amount: 'Amount', reference: 'Reference', note: 'Note' },
} as const;

/** The texts of the confirmation. */
export const CONFIRM = {
  title: 'Check and pay',
  payer: (amount: string, from: string) => `Your wallet ${from} pays ${amount}.`,
  left: (before: string, after: string) => `It has ${before} available, and ${after} afterwards.`,
  tooLittle: (before: string) =>
    `It has only ${before} available. The transfer is possible only with a credit limit, as the treasury has.`,
  payee: (amount: string, to: string) => `Wallet ${to} receives ${amount}.`,
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
    title: 'Nobody knows whether this payment was made',
    detail: 'It was sent long ago without a response. Look into the transfers of the wallet first.',
    transfers: 'Transfers of the wallet',
    again: 'Pay once more',
  },
} as const;
