/** The texts about wallets: the list, a new one, one of them. */
export const WALLETS = {
  title: 'Wallets',
  wallet: 'Wallet',
  empty: 'You have no wallet yet',
  emptyDetail: 'A wallet holds money, and has a number that others pay to.',
  open: 'Open a wallet',
  openFirst: 'Open the first wallet',
  creating: 'Being opened …',
  noBalance: 'The balance did not load.',
  available: 'Available',
  reserved: 'Reserved',
  balance: 'Balance',
  number: 'the number of the wallet',
  new: {
    title: 'Open a wallet',
    lead: 'This number is free, as far as chance can say. Take it, or choose one of your own.',
    another: 'Another number',
    submit: 'Open the wallet',
    done: 'The wallet is open.',
    taken: 'is taken by another user',
    opening: 'The shard of this number opens the wallet …',
  },
} as const;
