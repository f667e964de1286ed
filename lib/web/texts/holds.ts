/** The texts of held payments: their list, what a payee does with them, and what a payment asks for. */
export const HOLDS = {
  title: 'Held payments',
  lead: 'The payee takes a held payment, whole or in part, or gives it back. What is not taken in time comes back to the payer.',
  all: 'All held payments',
  none: 'Nothing is held',
  noneDetail: 'A payment that holds the money first appears here, for the payer and for the payee.',
  outgoing: (to: string, until: string) => `Held for wallet ${to} until ${until}.`,
  incoming: (from: string, until: string) => `From wallet ${from}. Waiting for you to capture until ${until}.`,
  capturing: 'It is being captured.',
  show: 'Show the payment',
  capture: 'Capture',
  void: 'Give back',
  captureIn: {
    title: 'Capture a held payment',
    lead: (amount: string, from: string) => `Wallet ${from} holds ${amount} for you.`,
    amount: 'Amount',
    hint: (amount: string) => `At most ${amount}. A held payment is captured once: the rest goes back to the payer.`,
    tooMuch: 'must be at most what is held',
    submit: (amount: string) => `Capture ${amount}`,
    done: (amount: string) => `${amount} is captured.`,
  },
  voidIn: {
    title: 'Give a held payment back?',
    lead: (amount: string, from: string) =>
      `All of the ${amount} goes back to wallet ${from}. You cannot capture this payment afterwards.`,
    submit: 'Give it back',
    done: 'The payment is given back.',
  },
} as const;

/** The part of the form of a payment, and of its confirmation, that holds the money first. */
export const HOLD_FIRST = {
  label: 'Hold the money first',
  detail: 'The payee takes it later, whole or in part, or gives it back.',
  several: 'A payment to several wallets cannot be held first.',
  until: 'Held until',
  untilHint: 'At most 30 days from now. What is not taken by then comes back to you.',
  rules: {
    required: 'is required',
    range: 'must be in the future, and at most 30 days from now',
  },
  title: 'Check and hold',
  payer: (amount: string, from: string) => `Your wallet ${from} holds ${amount}.`,
  payee: (to: string, until: string) => `Wallet ${to} can take it until ${until}.`,
  terms: 'What it does not take comes back to you. You cannot take it back before.',
  submit: (amount: string) => `Hold ${amount}`,
} as const;

/** The authorisation of a transfer in its view. */
export const AUTHORISATION = {
  title: 'Held payment',
  payer: (to: string, until: string) => `Wallet ${to} can take it until ${until}. You cannot take it back before.`,
  payee: (until: string) => `Waiting for you to capture until ${until}.`,
  authorised: 'Authorised',
  captured: 'Captured',
  back: 'Given back',
  expires: 'Expires',
  since: 'Held since',
} as const;
