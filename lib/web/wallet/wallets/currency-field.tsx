import { useEffect } from 'preact/hooks';
import { FIELD_TEXTS } from '../../texts/fields.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { rememberCurrencies } from '../../ui/currencies.ts';
import { Field } from '../../ui/field.tsx';
import { NO_CURRENCY } from '../../ui/no-currency.ts';
import { useResource } from '../../ui/use-resource.ts';
import { client } from '../session.ts';

export interface CurrencyFieldProps {
  /** The code that is chosen; empty until the list is there. */
  readonly currency: string;
  readonly onCurrency: (code: string) => void;
  readonly error: string | undefined;
}

/** Chooses among the currencies of the stage. Where there is one alone, there is nothing to choose. */
export function CurrencyField({ currency, onCurrency, error }: CurrencyFieldProps) {
  const { data } = useResource('currencies', (signal) => client.peek().currencies({ signal }));
  useEffect(() => {
    if (!data) return;
    rememberCurrencies(data.currencies);
    if (currency === '' && data.currencies.length > 1) onCurrency(data.default);
  }, [data, currency, onCurrency]);
  if (!data || data.currencies.length < 2) return null;
  return (
    <Field {...FIELD_TEXTS.currency} error={error}>
      {(control) => (
        <select
          {...control}
          name="currency"
          class="select w-full"
          value={currency}
          onChange={({ currentTarget }) => onCurrency(currentTarget.value)}
        >
          {data.currencies.map(({ currency: code, name }) => (
            <option key={code} value={code}>
              {labelOf(code, name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function labelOf(code: string, name: string | undefined): string {
  if (name !== undefined) return `${name} (${code})`;
  return code === NO_CURRENCY ? WALLETS.new.noCurrency : code;
}
