import type { Format } from '../../ui/format.ts';
import { brokenRules, CHECKS, type Payment } from '../field-rules.ts';
import { readRequest } from '../request-link.ts';

/** The form of a payment as the person types it: the amount is in their own format. */
export type PayForm = Payment;

/** A form whose members are stored texts. */
export function payFormOf(textOf: (member: string) => string): PayForm {
  return {
    from: textOf('from'),
    to: textOf('to'),
    amount: textOf('amount'),
    reference: textOf('reference'),
    note: textOf('note'),
  };
}

/** The payment of a form with its amount in minor units, or the rules that its fields break. */
export function checkedPayment(
  form: PayForm,
  { parseAmount }: Pick<Format, 'parseAmount'>,
): { readonly payment: Payment } | { readonly broken: Partial<Record<keyof Payment, string>> } {
  const amount = parseAmount(form.amount);
  const payment = { ...form, to: form.to.trim(), amount: 'minorUnits' in amount ? amount.minorUnits : '' };
  const broken = brokenRules(payment);
  const rules = 'rule' in amount ? { ...broken, amount: amount.rule } : broken;
  return Object.keys(rules).length === 0 ? { payment } : { broken: rules };
}

/**
 * Whether a wallet has less than the amount. Only a wallet with a credit limit has less than zero
 * available, and the page does not know the limit.
 */
export function isShort(available: string, amount: string): boolean {
  return BigInt(available) >= 0n && BigInt(available) < BigInt(amount);
}

/** What a link to pay somebody can fill in. */
export const LINK_FIELDS = ['to', 'amount', 'reference', 'note'] as const;
export type LinkField = (typeof LINK_FIELDS)[number];

/** What an address fills in, and what of it breaks a rule. */
export interface FilledForm {
  readonly filled: Partial<PayForm>;
  readonly broken: Partial<Record<LinkField, string>>;
  /** Whether the fields come from a link to pay somebody, which anybody can make. */
  readonly isRequest: boolean;
}

/**
 * What the query of `/app/pay` fills into the form. Links of this page also have `from`.
 * @returns undefined if it fills in nothing
 */
export function filledBy(search: string, { amount }: Pick<Format, 'amount'>): FilledForm | undefined {
  const { filled, broken } = readRequest(search);
  const from = new URLSearchParams(search).get('from') ?? '';
  const own = CHECKS.walletId(from) === undefined ? { from } : {};
  const typed = filled.amount === undefined ? filled : { ...filled, amount: amount(filled.amount) };
  const isRequest = filled.to !== undefined || Object.keys(broken).length > 0;
  if (!isRequest && from === '') return undefined;
  return { filled: { ...typed, ...own }, broken, isRequest };
}
