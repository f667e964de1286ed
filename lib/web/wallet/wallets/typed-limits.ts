import type { TypedAmount } from '../../ui/typed-amount.ts';

export const LIMIT_FIELDS = ['minimum_balance', 'max_payment', 'max_per_day'] as const;
export type LimitField = (typeof LIMIT_FIELDS)[number];
type Limits = Readonly<Record<LimitField, string | null>>;
type Typed = Readonly<Record<LimitField, string>>;

/** The limits as the person types amounts. */
export function typedLimits(limits: Limits, format: (amount: string) => string): Typed {
  const text = (amount: string | null) => (amount === null ? '' : format(amount));
  return {
    minimum_balance: text(limits.minimum_balance),
    max_payment: text(limits.max_payment),
    max_per_day: text(limits.max_per_day),
  };
}

/** What changes, in minor units, and the rules that fields break. */
export function changeOfLimits(
  limits: Limits,
  typed: Typed,
  parse: (text: string) => TypedAmount,
): { change: Partial<Record<LimitField, string | null>>; rules: Partial<Record<LimitField, string>> } {
  const change: Partial<Record<LimitField, string | null>> = {};
  const rules: Partial<Record<LimitField, string>> = {};
  for (const field of LIMIT_FIELDS) {
    const text = typed[field].trim();
    const amount = text === '' ? null : parse(text);
    if (amount !== null && 'rule' in amount) rules[field] = amount.rule;
    else if (amount === null ? limits[field] !== null : amount.minorUnits !== limits[field])
      change[field] = amount?.minorUnits ?? null;
  }
  return { change, rules };
}
