/** What people read beside each field of a form. */
interface FieldTexts {
  readonly label: string;
  /** The rule, shown before anything is sent. */
  readonly hint: string;
}

export const FIELD_TEXTS = {
  newLogin: {
    label: 'Login',
    hint: '3 to 64 characters of any script, without invisible characters. Upper and lower case are equal.',
  },
  newPassword: {
    label: 'Password',
    hint: 'At least 8 characters and at most 72 bytes. No common password, no sequence, and not your login.',
  },
  login: { label: 'Login', hint: 'The login that you registered.' },
  password: { label: 'Password', hint: 'At least 8 characters.' },
  newWallet: { label: 'Number of the wallet', hint: '1 to 512 digits. 7 and 07 are two wallets.' },
  payer: { label: 'From', hint: 'One of your wallets.' },
  payee: { label: 'To', hint: 'The number of the wallet that receives the money: 1 to 512 digits.' },
  amount: { label: 'Amount', hint: 'Whole minor units, more than 0, at most 18 digits.' },
  currency: {
    label: 'Currency',
    hint: 'It is that of the wallet for good. Only wallets of one currency pay each other.',
  },
  reference: {
    label: 'Reference',
    hint: 'At most 64 characters, such as the number of an invoice. All sides see it and can search it.',
  },
  note: { label: 'Note', hint: 'At most 256 characters. Every payee sees it.' },
} as const satisfies Record<string, FieldTexts>;

/** The field of an amount in a currency. */
export const AMOUNT_LABELS = {
  in: (currency: string) => `Amount in ${currency}`,
  hint: (decimals: number) =>
    decimals === 0 ? 'A whole number, more than 0.' : `More than 0, with at most ${decimals} decimals.`,
} as const;

/** The rules of fields as the API words them, after the name of the field. */
export const RULE_TEXTS = {
  required: 'is required',
  loginLength: 'must be 3 to 64 characters',
  spaceAtEnds: 'must not begin or end with space',
  control: 'must not have control characters',
  invisible: 'must not have invisible or direction-changing characters',
  passwordLength: 'must be at least 8 characters',
  containsLogin: 'must not contain the login',
  bytes: (most: number) => `must be at most ${most} bytes`,
  characters: (most: number) => `must be 1 to ${most} characters`,
  walletId: 'must be 1 to 512 digits',
  amount: 'must be a whole number of minor units, more than 0 and at most 18 digits',
  samePayee: 'must not be the wallet that pays',
  payeeTwice: 'must not be the same wallet as another payee',
  sum: 'must be at most 18 digits together with the others',
  statuses: (known: readonly string[]) => `must be one or several of ${known.join(', ')}, separated by commas`,
  time: 'must be a time with an offset, such as 2026-11-23T08:30:00Z',
  timeOrder: 'must be later than from',
  order: 'must be asc or desc',
  twice: 'must be given once',
  currency: 'must be the code of a currency',
  otherCurrency: (code: string) => `must be a wallet in ${code}, which the link asks for`,
} as const;

/** The rules of an amount as a person types it. */
export const AMOUNT_TEXTS = {
  required: 'is required',
  fraction: 'must be a whole number of minor units, without a fraction',
  decimals: (most: number) => `must have at most ${most} decimals, and a separator before them`,
  digits: 'must have only digits',
  grouping: 'must have its digits grouped as usual, or not at all',
  tooLong: 'must be at most 18 digits',
  positive: 'must be more than 0',
} as const;
