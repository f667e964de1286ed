/** The texts of refunds: on the view of a payment, and on that of a refund. */
export const REFUND = {
  title: 'Refunds',
  outgoing: 'Refund',
  incoming: 'Incoming refund',
  of: 'Refund of',
  ofWhat: 'the payment that is refunded',
  what: 'the id of the refund',
  sum: (amount: string, received: string) => `${amount} of ${received} is refunded.`,
  left: (amount: string) => `${amount} can still be refunded.`,
  open: 'Refund',
  hint: (left: string) => `At most ${left}.`,
  tooMuch: (left: string) => `must be at most ${left}`,
  consequence: 'The money goes back to the wallet that paid. A refund cannot be taken back.',
  submit: 'Refund now',
  cancel: 'Not now',
  accepted: 'The refund is accepted.',
} as const;
