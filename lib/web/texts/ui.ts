/** The texts of the components that the wallet and the control room share. */
export const UI = {
  skip: 'Skip to the content',
  navigation: 'Main',
  theme: { label: 'Theme', system: 'As the device', light: 'Light', dark: 'Dark' },
  menu: 'Menu',
  loading: 'Loading …',
  more: 'Show more',
  copy: (what: string) => `Copy ${what}`,
  copied: (what: string) => `Copied ${what}.`,
  copyFailed: 'The browser refused to copy. Select the text instead.',
  close: 'Close',
  cancel: 'Cancel',
  asCode: 'The same from a program',
  curl: 'curl',
  code: 'TypeScript',
  command: 'the command',
  program: 'the program',
  retry: 'Try again',
  reload: 'Load the page again',
  retryIn: (duration: string) => `The next attempt is possible in ${duration}.`,
  retryNow: 'The next attempt is possible now.',
  optional: 'optional',
  notFound: {
    title: 'There is no such page',
    detail: 'The address is wrong or old.',
    home: 'To the start',
  },
  broken: {
    title: 'This page has an error',
    detail: 'Nothing was sent. Load the page again; if it happens again, tell the operator what you did.',
  },
  outdated: {
    title: 'A part of this page did not load',
    detail: 'The network is gone, or there is a newer version of the page.',
  },
} as const;

/** What a problem is to a person: by the code of the API, or of the page itself. */
export interface ProblemTexts {
  readonly title: string;
  /** In place of the sentence of the API. */
  readonly detail?: string;
}

export const PROBLEMS: Readonly<Record<string, ProblemTexts>> = {
  unreachable: {
    title: 'No connection',
    detail: 'The server gave no response. The page tries again when the network is back.',
  },
  timeout: { title: 'This takes longer than usual', detail: 'It may still happen.' },
  unexpected_answer: {
    title: 'The response is not from mib',
    detail: 'Something between this page and the server responded instead of it.',
  },
  invalid_input: { title: 'Some fields break a rule', detail: 'Nothing was done.' },
  unauthenticated: { title: 'Your session has ended', detail: 'Log in again to continue.' },
  wrong_credentials: { title: 'Login or password is wrong' },
  user_blocked: { title: 'This account is blocked', detail: 'Ask whoever runs this service.' },
  account_in_use: { title: 'The account is in use' },
  wrong_password: { title: 'The current password is wrong' },
  second_factor_required: { title: 'A code is needed', detail: 'The password is right.' },
  challenge_ended: { title: 'This login took too long', detail: 'Begin again with the password.' },
  wrong_code: { title: 'This code is wrong, or was used before' },
  wrong_passkey: { title: 'This passkey was not accepted', detail: 'Try again, or use another one.' },
  passkey_refused: {
    title: 'No passkey was used',
    detail: 'The browser gave none: it was refused, or took too long.',
  },
  passkey_exists: { title: 'You have this passkey already' },
  passkey_not_found: { title: 'You have no such passkey', detail: 'It is removed already.' },
  too_many_passkeys: { title: 'You have the maximum number of passkeys' },
  step_up_required: { title: 'This needs a confirmation', detail: 'Nothing was done.' },
  add_second_factor: {
    title: 'Add a second factor first',
    detail: 'This service requires one: a passkey or an authenticator app.',
  },
  last_factor: {
    title: 'This is your last second factor',
    detail: 'This service requires one. Add another one before.',
  },
  factor_exists: { title: 'You have an authenticator app already' },
  factor_not_found: { title: 'You have no authenticator app', detail: 'It was removed, or its secret has expired.' },
  wrong_reset_code: {
    title: 'The code is wrong, used or expired',
    detail: 'Ask whoever gave it to you for another one.',
  },
  session_ended: { title: 'Your session has ended', detail: 'Log in again to continue.' },
  session_not_found: { title: 'You have no such session', detail: 'It has ended already.' },
  login_taken: { title: 'This login is taken', detail: 'Choose another one, or log in if it is yours.' },
  wallet_taken: { title: 'This wallet belongs to another user', detail: 'Choose another number.' },
  too_many_wallets: { title: 'You have the maximum number of wallets' },
  wallet_not_found: { title: 'You have no such wallet' },
  transaction_not_found: {
    title: 'This wallet has no such transfer',
    detail: 'The address is wrong, or the transfer is of another wallet.',
  },
  root_not_kept: {
    title: 'No root has this entry yet',
    detail: 'The next audit keeps one, within the hour. The receipt is true without it.',
  },
  refund_exceeds: { title: 'Less than that can still be refunded' },
  not_refundable: { title: 'This transfer cannot be refunded' },
  schedule_not_found: { title: 'This wallet has no such scheduled payment' },
  already_started: { title: 'The last of these payments has started', detail: 'It is too late to change them.' },
  already_cancelled: { title: 'These payments are cancelled already' },
  too_many_schedules: { title: 'This wallet has the maximum number of scheduled payments' },
  transaction_not_final: { title: 'The transfer is not final yet' },
  already_captured: { title: 'The held payment is captured already' },
  already_voided: { title: 'The held payment is given back already' },
  hold_expired: { title: 'The held payment has expired', detail: 'The money is back in the wallet of the payer.' },
  capture_in_progress: { title: 'The held payment is being captured', detail: 'Look again in a few seconds.' },
  not_authorised: { title: 'This payment is not held' },
  too_many_requests: { title: 'Too many requests', detail: 'Nothing was done.' },
  too_many_attempts: { title: 'Too many failed attempts', detail: 'Nothing was done.' },
  unavailable: { title: 'The service is busy', detail: 'Nothing was done.' },
  internal_error: {
    title: 'Something went wrong on the side of the server',
    detail: 'Try again later. If it happens again, tell the operator when it happened.',
  },
};

/** For a code that is newer than this page. */
export const OTHER_PROBLEM: ProblemTexts = { title: 'The request did not succeed' };
