import { NO_CURRENCY } from './currency.ts';

/** A currency of a stage: how its amounts are shown. */
export interface StageCurrency {
  readonly code: string;
  /** How many decimals the major unit has: 2 for EUR, whose minor unit is the cent. */
  readonly digits: number;
  /** What people read, where ISO 4217 does not know the code. */
  readonly name?: string | undefined;
}

/** The digits of ISO 4217 where they are not 2. A code without minor unit there has 0 here. */
const DIGITS: Readonly<Record<string, number>> = Object.fromEntries([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' ').map((code) => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3]),
  ...'CLF UYW'.split(' ').map((code) => [code, 4]),
]);

const known: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), ...Object.keys(DIGITS)]);

/** The digits of a currency by ISO 4217; undefined for a code that it does not have. */
export function isoDigits(code: string): number | undefined {
  if (!known.has(code)) return undefined;
  return Object.hasOwn(DIGITS, code) ? DIGITS[code] : 2;
}

/** The currency that every stage has had from the start. */
export const WITHOUT_CURRENCY: StageCurrency = { code: NO_CURRENCY, digits: 0 };
