import * as z from 'zod/mini';
import { Currency } from '../domain/currency.ts';
import { component, doc } from '../domain/doc.ts';
import type { StageCurrency } from '../domain/stage-currencies.ts';
import { route } from './route.ts';

/** For how long a cache may store the currencies. */
export const CURRENCIES_CACHE_SECONDS = 300;

const ListedCurrency = component(
  'ListedCurrency',
  z.strictObject({
    currency: Currency,
    digits: doc(
      z.int().check(z.nonnegative()),
      'How many decimals the currency has: `1250` minor units of EUR, which has 2, are 12.50 EUR.',
      2,
    ),
    name: doc(z.optional(z.string()), 'What people read, where ISO 4217 does not have the code.', 'Points'),
  }),
);

export const Currencies = component(
  'Currencies',
  z.strictObject({
    default: doc(Currency, 'The currency of a wallet whose creation names none.', 'EUR'),
    currencies: doc(z.array(ListedCurrency), 'The currencies that a new wallet may have.', [
      { currency: 'EUR', digits: 2 },
      { currency: 'POINTS', digits: 0, name: 'Points' },
    ]),
  }),
  {
    description:
      'The currencies of this stage. Wallets with one that is no longer listed keep it: of a code of ISO 4217, its digits are known.',
  },
);
export type Currencies = z.infer<typeof Currencies>;

/** The currencies of a stage as the API shows them. */
export function currenciesView(byDefault: string, list: readonly StageCurrency[]): Currencies {
  return { default: byDefault, currencies: list.map(({ code, ...more }) => ({ currency: code, ...more })) };
}

export const currencies = route({
  route: 'GET /api/currencies',
  operationId: 'currencies',
  summary: 'List the currencies of this stage',
  description: `Each has the number of decimals that its amounts are shown with. The request takes no token. The response may be stored for ${CURRENCIES_CACHE_SECONDS} seconds.`,
  tag: 'Wallets',
  caller: 'anybody',
  rateLimit: 'public_reads',
  input: z.object({}),
  responses: { 200: { description: 'The currencies.', body: Currencies } },
});
