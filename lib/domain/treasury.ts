import { foldLogin } from './credentials.ts';

/**
 * The treasury: the one wallet that may go below zero, so that money comes into the system by ordinary transfers from it and the
 * sum of all balances stays zero. Only an operator opens it; no HTTP route does.
 */
export const TREASURY = { login: 'treasury', walletId: '0', creditLimit: 10n ** 15n } as const;

/** Who made a user or claimed a wallet, where it was no user. */
export type Maker = 'operator';

/** Whether only an operator may make this user. Whoever had it before the treasury is opened would own the money. */
export function isReservedLogin(login: string): boolean {
  return foldLogin(login) === foldLogin(TREASURY.login);
}

/** Whether only an operator may claim this wallet. */
export function isReservedWallet(walletId: string): boolean {
  return walletId === TREASURY.walletId;
}
