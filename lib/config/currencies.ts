import * as z from 'zod/mini';
import { CurrencyCode, NO_CURRENCY } from '../domain/currency.ts';
import { isoDigits, type StageCurrency } from '../domain/stage-currencies.ts';
import { ConfigurationError } from './configuration-error.ts';

/** The most currencies of a stage. Each has a treasury. */
const MOST = 50;
const FORM = /^([^:]*)(?::(\d)(?::([^:,]{1,32}))?)?$/u;

/** The currencies of a stage, and the one of a wallet whose creation names none. */
export interface Currencies {
  readonly byDefault: string;
  readonly list: readonly StageCurrency[];
}

/** One of a list: `EUR`, `POINTS:0` or `POINTS:0:Points`. @returns it, or the rule that it breaks */
function currencyIn(text: string): StageCurrency | string {
  const [, code = '', digits, name] = FORM.exec(text) ?? [];
  if (!CurrencyCode.safeParse(code).success) return `"${text}" is not a currency such as EUR or POINTS:0:Points`;
  const iso = isoDigits(code);
  if (iso === undefined && digits === undefined) return `"${text}" is not in ISO 4217, so it needs digits: ${code}:0`;
  if (iso !== undefined && digits !== undefined && code !== NO_CURRENCY && Number(digits) !== iso)
    return `"${text}" has ${iso} digits in ISO 4217`;
  return { code, digits: digits === undefined ? (iso ?? 0) : Number(digits), ...(name !== undefined && { name }) };
}

const CurrencyList = z.pipe(
  z.string({ error: 'is not set' }).check(
    z.check<string>(({ value, issues }) => {
      const problems = textsIn(value).flatMap((text) => {
        const read = currencyIn(text);
        return typeof read === 'string' ? [read] : [];
      });
      const codes = textsIn(value).map((text) => text.split(':')[0]);
      if (new Set(codes).size < codes.length) problems.push('names a currency twice');
      if (codes.length > MOST) problems.push(`has more than ${MOST} currencies`);
      for (const message of problems) issues.push({ code: 'custom', message, input: value });
    }),
  ),
  z.transform((text) =>
    textsIn(text)
      .map(currencyIn)
      .filter((read) => typeof read !== 'string'),
  ),
);

function textsIn(list: string): string[] {
  return list.split(',').flatMap((text) => text.trim() || []);
}

const DefaultCurrency = z.string({ error: 'is not set' }).check(
  z.check<string>(({ value, issues }) => {
    if (value !== '' && !CurrencyCode.safeParse(value).success)
      issues.push({ code: 'custom', message: `"${value}" is not a currency such as EUR`, input: value });
  }),
);

/** The variables that name the currencies of a stage. Both may be empty: the serverless file has that default. */
export const currencySettings = { CURRENCIES: CurrencyList, DEFAULT_CURRENCY: DefaultCurrency };

/**
 * The currencies of a stage: those of the list, and the default before them if the list has it not.
 * @throws ConfigurationError if the digits of the default are not known
 */
export function currenciesOf(env: {
  readonly CURRENCIES: readonly StageCurrency[];
  readonly DEFAULT_CURRENCY: string;
}): Currencies {
  const byDefault = env.DEFAULT_CURRENCY || NO_CURRENCY;
  const list = env.CURRENCIES;
  if (list.some(({ code }) => code === byDefault)) return { byDefault, list };
  const digits = isoDigits(byDefault);
  if (digits === undefined) throw new ConfigurationError([unlisted(byDefault)]);
  return { byDefault, list: [{ code: byDefault, digits }, ...list] };
}

/**
 * The same from an environment where both variables may be missing.
 * @throws ConfigurationError with every problem
 */
export function currenciesIn({
  CURRENCIES = '',
  DEFAULT_CURRENCY = '',
}: Readonly<Record<string, string | undefined>>): Currencies {
  const { success, data, error } = z.object(currencySettings).safeParse({ CURRENCIES, DEFAULT_CURRENCY });
  if (success) return currenciesOf(data);
  throw new ConfigurationError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
}

function unlisted(code: string): string {
  return `DEFAULT_CURRENCY: "${code}" is not in ISO 4217, so CURRENCIES must have it, as ${code}:0`;
}
