import { AMOUNT_TEXTS } from '../texts/fields.ts';

/** A typed amount in minor units, or the rule that it breaks. */
export type TypedAmount = { readonly minorUnits: string } | { readonly rule: string };

const MAX_DIGITS = 18;
/** With these an amount would have a fraction, or be ambiguous. */
const SEPARATORS = /[.,٫٬'’·]/u;
const SPACES = /[\s\u00a0\u2009\u202f]/gu;

/**
 * Makes a reader of amounts as the person of these locales types them. Amounts are whole minor
 * units, so a fraction is refused. Digits may be grouped, by space or as the locale groups them,
 * but only in the places where the locale does: "1,50" is no 150, because somewhere it is one and a
 * half.
 */
export function typedAmountReader(locales: readonly string[]): (typed: string) => TypedAmount {
  const grouping = new Intl.NumberFormat([...locales], { useGrouping: 'always', maximumFractionDigits: 0 });
  const group = grouping.formatToParts(123_456_789n).find(({ type }) => type === 'group')?.value ?? ',';
  const apostrophe = /['’]/.test(group);
  const latin = latinDigits(locales);

  /** In ASCII digits, with a space for each group. */
  const spaced = (text: string) => {
    const digits = [...text].map((character) => latin.get(character) ?? character).join('');
    return (apostrophe ? digits.replaceAll(/['’]/g, ' ') : digits.replaceAll(group, ' ')).replaceAll(SPACES, ' ');
  };

  return (typed) => {
    const text = spaced(typed.trim());
    if (text === '') return { rule: AMOUNT_TEXTS.required };
    if (SEPARATORS.test(text)) return { rule: AMOUNT_TEXTS.fraction };
    if (!/^[0-9 ]*[0-9][0-9 ]*$/.test(text)) return { rule: AMOUNT_TEXTS.digits };
    const digits = text.replaceAll(' ', '');
    const isGrouped = text.includes(' ');
    if (isGrouped && text !== spaced(grouping.format(BigInt(digits))) && text !== inThousands(digits)) {
      return { rule: AMOUNT_TEXTS.grouping };
    }
    if (digits.length > MAX_DIGITS) return { rule: AMOUNT_TEXTS.tooLong };
    const minorUnits = BigInt(digits).toString();
    return minorUnits === '0' ? { rule: AMOUNT_TEXTS.positive } : { minorUnits };
  };
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
