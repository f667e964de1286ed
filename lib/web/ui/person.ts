import { currencyNamed } from './currencies.ts';
import { createFormat } from './format.ts';

/** How the person of this browser reads and writes numbers and times. */
export const format = createFormat({ locales: navigator.languages, currencyNamed });
