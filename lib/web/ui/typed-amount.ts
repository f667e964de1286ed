import { AMOUNT_TEXTS } from '../texts/fields.ts';

/** A typed amount in minor units, or the rule that it breaks. */
export type TypedAmount = { readonly minorUnits: string } | { readonly rule: string };

const MAX_DIGITS = 18;
/** With these an amount would have a fraction, or be ambiguous. */
const SEPARATORS = /[.,٫٬'’·]/u;
const SPACES = /[\s\u00a0\u2009\u202f]/gu;

/**
 * Makes a reader of amounts as the person of these locales types them. It takes the number of decimals
 * of the currency. More decimals are refused, and nothing is rounded. Digits may be grouped, by space or
 * as the locale groups them, but only in the places where the locale does: "1,50" is no 150, because
 * in other locales it is one and a half.
 */
export function typedAmountReader(locales: readonly string[]): (typed: string, decimals?: number) => TypedAmount {
  const grouping = new Intl.NumberFormat([...locales], { useGrouping: 'always', maximumFractionDigits: 0 });
  const group = grouping.formatToParts(123_456_789n).find(({ type }) => type === 'group')?.value ?? ',';
  const apostrophe = /['’]/.test(group);
  const latin = latinDigits(locales);
  const separators = decimalSeparators(locales, group);

  /** In ASCII digits, with a space for each group. */
  const spaced = (text: string) => {
    const digits = [...text].map((character) => latin.get(character) ?? character).join('');
    return (apostrophe ? digits.replaceAll(/['’]/g, ' ') : digits.replaceAll(group, ' ')).replaceAll(SPACES, ' ');
  };

  return (typed, decimals = 0) => {
    const [whole = '', fraction = '', ...more] = decimals > 0 ? splitAt(typed.trim(), separators) : [typed.trim()];
    const text = spaced(whole);
    if (text === '') return { rule: AMOUNT_TEXTS.required };
    const rule = decimals === 0 ? AMOUNT_TEXTS.fraction : AMOUNT_TEXTS.decimals(decimals);
    if (SEPARATORS.test(text) || more.length > 0) return { rule };
    const ofFraction = [...fraction].map((character) => latin.get(character) ?? character).join('');
    if (!/^[0-9]*$/.test(ofFraction)) return { rule: AMOUNT_TEXTS.digits };
    if (ofFraction.length > decimals) return { rule };
    if (!/^[0-9 ]*[0-9][0-9 ]*$/.test(text)) return { rule: AMOUNT_TEXTS.digits };
    const digits = text.replaceAll(' ', '');
    const isGrouped = text.includes(' ');
    if (isGrouped && text !== spaced(grouping.format(BigInt(digits))) && text !== inThousands(digits)) {
      return { rule: AMOUNT_TEXTS.grouping };
    }
    const all = digits + ofFraction.padEnd(decimals, '0');
    if (all.length > MAX_DIGITS) return { rule: AMOUNT_TEXTS.tooLong };
    const minorUnits = BigInt(all).toString();
    return minorUnits === '0' ? { rule: AMOUNT_TEXTS.positive } : { minorUnits };
  };
}

/** The separator of the locale, and a point where it groups no digits. */
function decimalSeparators(locales: readonly string[], group: string): readonly string[] {
  const parts = new Intl.NumberFormat([...locales], { minimumFractionDigits: 1 }).formatToParts(0);
  const own = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  return group === '.' ? [own] : [own, '.'];
}

function splitAt(text: string, separators: readonly string[]): string[] {
  return separators.reduce((parts, one) => parts.flatMap((part) => part.split(one)), [text]);
}

/** Groups of three, which people write by space everywhere. */
function inThousands(digits: string): string {
  return digits.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ' ');
}

/** The digits of the locale, such as those of Arabic, to ASCII. */
function latinDigits(locales: readonly string[]): ReadonlyMap<string, string> {
  const format = new Intl.NumberFormat([...locales], { useGrouping: false });
  return new Map(Array.from({ length: 10 }, (_, digit) => [format.format(digit), String(digit)]));
}
