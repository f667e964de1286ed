import { foldLogin } from './credentials.ts';
import { NO_CURRENCY } from './currency.ts';

/**
 * The treasury: a user with a wallet for each currency, whose balances may be negative. Another
 * wallet's may only if an operator gave it a credit limit. Money enters the system by ordinary
 * transfers from the treasury, so the sum of all balances in a currency stays zero. Only an operator creates it, and no HTTP route does. `walletId` is the wallet
 * of no currency; `treasuryWalletId` has the others.
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

/** What the ids of the treasury's wallets begin with, before two digits for each character of the code. */
const OF_CURRENCY = '000';
/** Digits stand for themselves, and letters are 10 to 35, as in the check digits of an IBAN. */
const numberOf = (character: string) => Number.parseInt(character, 36);
const CODE_IN_DIGITS = /^000(?:1\d|2\d|3[0-5])(?:0\d|1\d|2\d|3[0-5]){2,11}$/;

/** The id of the treasury's wallet in a currency: `000143027` for EUR. It follows from the code. */
export function treasuryWalletId(code: string): string {
  if (code === NO_CURRENCY) return TREASURY.walletId;
  return OF_CURRENCY + [...code].map((character) => String(numberOf(character)).padStart(2, '0')).join('');
}

/**
 * Whether only an operator may claim this wallet. That is so for every currency that a stage may ever
 * have, before the stage has it.
 */
export function isReservedWallet(walletId: string): boolean {
  return walletId === TREASURY.walletId || CODE_IN_DIGITS.test(walletId);
}
