/** The currency of wallets without one: amounts are plain numbers. */
export const NO_CURRENCY = 'XXX';
