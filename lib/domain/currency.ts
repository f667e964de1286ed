import * as z from 'zod/mini';
import { doc } from './doc.ts';

/**
 * ISO 4217: no currency. It is that of every wallet from before currencies, and of new wallets where a
 * stage names no other. It is a constant, so no configuration changes what an existing wallet has.
 */
export const NO_CURRENCY = 'XXX';

const RULE = 'must be 3 to 12 capital letters and digits, and begin with a letter';

/** The code of a currency: of ISO 4217, or one that a stage has defined. */
export const CurrencyCode = z.string({ error: RULE }).check(z.regex(/^[A-Z][A-Z0-9]{2,11}$/, RULE));

/** The same in a request or a response. */
export const Currency = doc(
  CurrencyCode,
  'The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.',
  'EUR',
  { minLength: 3, maxLength: 12 },
);

/** Of a currency inside: absent is `NO_CURRENCY`, in items and objects alike. It has no other form. */
export interface InCurrency {
  readonly currency?: string | undefined;
}

/** The code as responses have it. */
export function currencyOf({ currency }: InCurrency): string {
  return currency ?? NO_CURRENCY;
}

/** The code as items and objects have it. */
export function inCurrency(code: string | undefined): InCurrency {
  return code === undefined || code === NO_CURRENCY ? {} : { currency: code };
}
