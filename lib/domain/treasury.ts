import { foldLogin } from './credentials.ts';

/**
 * The treasury: the only wallet whose balance may be negative. Money enters the system by ordinary
 * transfers from it, so the sum of all balances stays zero. Only an operator creates it, and no
 * HTTP route does.
 */
export const TREASURY = { login: 'treasury', walletId: '0', creditLimit: 10n ** 15n } as const;

/** The creator of a user or a wallet, where it was not a user. */
export type Maker = 'operator';

/**
 * Whether only an operator may create this user. A user who registered it before the treasury is
 * created would own the money.
 */
export function isReservedLogin(login: string): boolean {
  return foldLogin(login) === foldLogin(TREASURY.login);
}

/** Whether only an operator may claim this wallet. */
export function isReservedWallet(walletId: string): boolean {
  return walletId === TREASURY.walletId;
}
