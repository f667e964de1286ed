import { AMOUNT_LABELS, FIELD_TEXTS } from '../texts/fields.ts';
import { currencyNamed } from '../ui/currencies.ts';
import { NO_CURRENCY } from '../ui/no-currency.ts';

/** What stands beside the field of an amount in a currency. */
export function amountTexts(code: string | undefined): { readonly label: string; readonly hint: string } {
  if (code === undefined || code === NO_CURRENCY) return FIELD_TEXTS.amount;
  const { digits, name = code } = currencyNamed(code);
  return { label: AMOUNT_LABELS.in(name), hint: AMOUNT_LABELS.hint(digits) };
}
