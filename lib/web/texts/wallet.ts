/** The texts of the wallet. */
export const WALLET = {
  name: 'mib wallet',
  brand: 'mib',
  wallets: 'Wallets',
  pay: 'Pay',
  back: { wallets: 'Wallets', wallet: 'Wallet' },
  leave: {
    title: 'A payment has no result yet',
    text: 'It was sent, and whether it was made is not known. A log-out forgets it, and the same payment could be made twice. Look into the transfers first.',
    stay: 'Stay logged in',
    anyway: 'Log out anyway',
  },
  menu: {
    guest: 'Menu',
    loggedInAs: 'Logged in as',
    logOut: 'Log out',
    receipts: 'Verify a receipt',
    webhooks: 'Webhooks',
    security: 'Security',
    api: 'API documentation',
  },
  login: {
    title: 'Log in',
    lead: 'Your wallets, and each payment as it happens.',
    submit: 'Log in',
    toRegister: 'Create an account',
    ended: 'Your session has ended. Log in to continue where you were.',
    inside: (login: string) => `You are logged in as ${login}.`,
    continue: 'Continue',
  },
  register: {
    title: 'Create an account',
    submit: 'Create the account',
    toLogin: 'Log in instead',
    done: 'The account is open.',
    taken: 'is taken',
  },
  session: {
    ends: (duration: string) => `Your session ends in ${duration}.`,
    renew: 'Log in again',
  },
} as const;
