/** The texts of the wallet. */
export const WALLET = {
  name: 'mib wallet',
} as const;
