import type { TypedAmount } from '../../ui/typed-amount.ts';

/** What the person types about one wallet. */
export interface TypedScope {
  readonly reads: boolean;
  /** Empty: the key does not pay from it. */
  readonly max: string;
}

/** The scope of a key, in minor units, and the rules that fields break. */
export interface Scope {
  readonly read: 'all' | readonly string[];
  readonly pay: readonly { readonly walletId: string; readonly max: string }[];
  /** By wallet: the rule that its amount breaks. */
  readonly broken: Readonly<Record<string, string>>;
}

/**
 * The scope that the person has typed.
 * @param parse the amount of a wallet
 */
export function scopeOf(
  readsAll: boolean,
  typed: Readonly<Record<string, TypedScope>>,
  parse: (wallet: string, text: string) => TypedAmount,
): Scope {
  const pay: { walletId: string; max: string }[] = [];
  const broken: Record<string, string> = {};
  for (const [wallet, { max }] of Object.entries(typed)) {
    if (max.trim() === '') continue;
    const amount = parse(wallet, max.trim());
    if ('rule' in amount) broken[wallet] = amount.rule;
    else pay.push({ walletId: wallet, max: amount.minorUnits });
  }
  const listed = Object.entries(typed).flatMap(([wallet, { reads }]) => (reads ? [wallet] : []));
  return { read: readsAll ? 'all' : listed, pay, broken };
}

const DAY_MS = 86_400_000;

/** When a key may end. */
const ENDS = { month: 30, quarter: 90, year: 365, never: undefined } as const;
export type End = keyof typeof ENDS;

/** When a key ends that is made now. @param now ms since 1970 */
export function endOf(end: End, now: number): Date | undefined {
  const days = ENDS[end];
  return days === undefined ? undefined : new Date(now + days * DAY_MS);
}
