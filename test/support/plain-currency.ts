import { NO_CURRENCY } from '../../lib/domain/currency.ts';

/** The currencies of a stage that names none. */
export const PLAIN = { byDefault: NO_CURRENCY, codes: new Set([NO_CURRENCY]) };

/** The variables of a stage with some currencies beside none. */
export const MORE_CURRENCIES = { CURRENCIES: 'EUR,POINTS:0:Points' };
