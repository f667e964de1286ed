/** The key of the item of the last growth, in the directory's table. No wallet has it: a wallet's id consists of digits. */
export const GROWTH_KEY = { wallet_id: 'growth' };
