import { RULE_TEXTS } from '../texts/fields.ts';
import { CHECKS, type Check } from './field-rules.ts';
import { brokenRows, type MetadataRow } from './metadata-rows.ts';

/** The most payees of one payment. A test keeps this equal to the rule of the API. */
export const MAX_PAYEES = 10;
const MAX_AMOUNT_DIGITS = 18;

/** One payee of a payment, with its amount in minor units or as a person types it. */
export interface PaidTo {
  readonly to: string;
  readonly amount: string;
}

/** A payment as a form has it, with its amounts in minor units. Empty texts are left out. */
export interface Payment {
  readonly from: string;
  /** 1 to 10 of them. */
  readonly payees: readonly PaidTo[];
  readonly reference: string;
  readonly note: string;
  /** Rows without texts are left out. */
  readonly metadata?: readonly MetadataRow[] | undefined;
  /** RFC 3339. The money is held first, and taken by the payee until then. */
  readonly holdUntil?: string | undefined;
}

/** A field of a payment. `to.2` is the wallet of the third payee. */
export type PaymentField =
  | 'from'
  | 'reference'
  | 'note'
  | 'holdUntil'
  | `${'to' | 'amount' | 'key' | 'value'}.${number}`;

/** The rule that each field breaks. It is empty if the payment can be sent. */
export type BrokenRules = { readonly [field in PaymentField]?: string };

const required = (text: string, check: Check) => (text === '' ? RULE_TEXTS.required : check(text));

/** The rule that each field of a payment breaks. */
export function brokenRules(payment: Payment): BrokenRules {
  const { from, payees, reference, note, metadata } = payment;
  const broken: Record<string, string | undefined> = {
    from: required(from, CHECKS.walletId),
    reference: CHECKS.reference(reference),
    note: CHECKS.note(note),
    ...brokenRows(metadata),
  };
  for (const [n, { to, amount }] of payees.entries()) {
    broken[`to.${n}`] = required(to, CHECKS.walletId) ?? samePayee(payment, n);
    broken[`amount.${n}`] = required(amount, CHECKS.amount);
  }
  const last = `amount.${payees.length - 1}`;
  const sum = totalOf(payees);
  if (broken[last] === undefined && sum !== undefined && sum.length > MAX_AMOUNT_DIGITS) broken[last] = RULE_TEXTS.sum;
  return Object.fromEntries(Object.entries(broken).filter(([, rule]) => rule !== undefined));
}

function samePayee({ from, payees }: Payment, n: number): string | undefined {
  const to = payees[n]?.to;
  if (to === from) return RULE_TEXTS.samePayee;
  return payees.findIndex((payee) => payee.to === to) < n ? RULE_TEXTS.payeeTwice : undefined;
}

/** What all payees receive together, in minor units. Undefined if one has no amount yet. */
export function totalOf(payees: readonly PaidTo[]): string | undefined {
  if (payees.some(({ amount }) => CHECKS.amount(amount) !== undefined)) return undefined;
  return String(payees.reduce((sum, { amount }) => sum + BigInt(amount), 0n));
}
