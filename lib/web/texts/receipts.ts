/** The texts of receipts. */
export const RECEIPT = {
  heading: 'Receipt',
  lead: 'A signed proof of this for other people. They can verify it without an account.',
  get: 'Get the receipt',
  text: 'The receipt',
  what: 'the receipt',
  download: 'Download',
  proof: 'Show that it is in the books',
  proofHint: 'With the hashes that lead from this entry to the newest root that was kept.',
  verifyOther: 'Verify a receipt that you were given',
  code: 'The receipt from a program',
} as const;

/** The view that verifies a receipt. */
export const VERIFY = {
  title: 'Verify a receipt',
  lead: 'The browser verifies it by the published keys. The receipt itself is sent nowhere.',
  field: 'Receipt',
  hint: 'The text of the receipt, or the whole file.',
  required: 'is required',
  submit: 'Verify',
} as const;

/** The checks of a receipt, in their order. */
export const CHECKS_OF_RECEIPT = {
  form: 'It is a receipt of mib',
  key: 'Its key is published by this stage',
  signature: 'The signature is of this content',
  hash: 'The hash is of these values',
  chain: 'The entry follows the one before it',
  same: 'It states what this page shows',
  root: 'It is below a root that was kept',
} as const;

/** The result of all checks, and what the receipt states. */
export const VERDICT = {
  label: 'Checks of the receipt',
  checking: 'Verifying …',
  good: 'The receipt is true',
  bad: 'The receipt is not true',
  unsupported: 'This browser cannot verify',
  unsupportedDetail: 'That says nothing about the receipt. Verify it in another browser, or with Node.',
  state: { passed: 'passed', failed: 'failed', open: 'not reached' },
  signedBy: 'Signed by',
  signedAt: 'Signed',
  wallet: 'Wallet',
  entry: 'Entry',
  amount: 'Amount',
  balance: 'Balance after it',
  posted: 'Posted',
  transfer: 'Transfer',
  from: 'From',
  to: 'To',
  status: 'Status',
  accepted: 'Accepted',
  root: (time: string, wallets: string) => `It is in the root of ${time}, which has ${wallets} wallets.`,
  noSecret: 'A receipt states what was. It does not say that the person who shows it is a party.',
} as const;

/** Why a check failed, by the reason of the client. */
export const FAULTS: Readonly<Record<string, string>> = {
  malformed: 'The text is no receipt, or a part of it is missing.',
  wrong_type: 'It is signed, but it is no receipt.',
  wrong_algorithm: 'It is not signed with Ed25519.',
  unknown_key: 'This stage has never published the key that it names.',
  revoked_key: 'Its key is revoked. Ask for the receipt again: another key signs it.',
  wrong_signature: 'It was changed after it was signed, or somebody else signed it.',
  wrong_hash: 'The hash of the entry is not that of its values.',
  broken_chain: 'The entry does not follow the one before it.',
  not_included: 'The hashes do not lead from the entry to the root.',
  other_fact: 'It is about something else.',
};
