import { signal } from '@preact/signals';
import type { CurrencyFormat } from 'mib/client';
import { NO_CURRENCY } from './no-currency.ts';

/** The currencies that the API has listed, by code. */
const listed = signal<ReadonlyMap<string, CurrencyFormat>>(new Map());

/** Remembers how the stage shows its currencies. */
export function rememberCurrencies(currencies: readonly CurrencyFormat[]): void {
  listed.value = new Map(currencies.map((one) => [one.currency, one]));
}

/** The listed currencies. */
export function listedCurrencies(): readonly CurrencyFormat[] {
  return [...listed.value.values()];
}

/**
 * How amounts of a currency are shown. Of a code that is not listed, Intl knows the digits if it is one
 * of ISO 4217. Of any other, amounts are shown in minor units.
 */
export function currencyNamed(code: string): CurrencyFormat {
  return listed.value.get(code) ?? { currency: code, digits: isoDigits(code) };
}

function isoDigits(code: string): number {
  if (code === NO_CURRENCY || !/^[A-Z]{3}$/.test(code)) return 0;
  const { maximumFractionDigits = 0 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
  }).resolvedOptions();
  return maximumFractionDigits;
}
