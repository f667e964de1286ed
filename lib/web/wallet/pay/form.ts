import { RULE_TEXTS } from '../../texts/fields.ts';
import { HOLD_FIRST } from '../../texts/holds.ts';
import type { Format } from '../../ui/format.ts';
import { fromLocalInput, toLocalInput } from '../../ui/local-time.ts';
import type { TypedAmount } from '../../ui/typed-amount.ts';
import { CHECKS } from '../field-rules.ts';
import { rowsIn } from '../metadata-rows.ts';
import { type BrokenRules, brokenRules, MAX_PAYEES, type PaidTo, type Payment, totalOf } from '../payment.ts';
import { readRequest } from '../request-link.ts';
import { type WhenForm, whenIn } from '../schedule/when.ts';

/**
 * The form of a payment as the person types it: the amounts are in their own format, and `holdUntil` is
 * the value of an input. Without `holdUntil` the money is not held first.
 */
export interface PayForm extends Payment {
  /** The currency that a link asks for; empty for any. */
  readonly asked?: string | undefined;
  /** When it is paid; absent for now. */
  readonly when?: WhenForm | undefined;
}

const DAY_MS = 86_400_000;
/** The usual time of the API, and its longest. */
const USUAL_HOLD_MS = 7 * DAY_MS;
const MAX_HOLD_MS = 30 * DAY_MS;

const NEW_PAYEE: PaidTo = { to: '', amount: '' };

/** A form whose members are stored texts. The version before stored one payee, in `to` and `amount`. */
export function payFormOf(textOf: (member: string) => string): PayForm {
  return {
    from: textOf('from'),
    payees: payeesIn(textOf('payees')) ?? [{ to: textOf('to'), amount: textOf('amount') }],
    reference: textOf('reference'),
    note: textOf('note'),
    metadata: rowsIn(textOf('metadata')),
    ...(textOf('when') !== '' && { when: whenIn(textOf('when')) }),
    ...(textOf('asked') !== '' && { asked: textOf('asked') }),
    holdUntil: textOf('holdUntil') || undefined,
  };
}

/** The payees in a stored list. Undefined if it is none. */
function payeesIn(json: string): PaidTo[] | undefined {
  try {
    const list: unknown = JSON.parse(json);
    const payees = Array.isArray(list) ? list.slice(0, MAX_PAYEES).map(payeeOf) : [];
    return payees.length === 0 ? undefined : payees;
  } catch {
    return undefined;
  }
}

function payeeOf(stored: unknown): PaidTo {
  const { to = '', amount = '' } = Object(stored);
  return { to: String(to), amount: String(amount) };
}

/** The payees with one more, unless there are as many as a payment can have. */
export function withOneMore(payees: readonly PaidTo[]): readonly PaidTo[] {
  return payees.length < MAX_PAYEES ? [...payees, NEW_PAYEE] : payees;
}

/** The payees without one of them. At least one remains. */
export function without(payees: readonly PaidTo[], n: number): readonly PaidTo[] {
  return payees.length > 1 ? payees.filter((_, index) => index !== n) : payees;
}

/** The payees with a change of one of them. */
export function withChange(payees: readonly PaidTo[], n: number, change: Partial<PaidTo>): readonly PaidTo[] {
  return payees.map((payee, index) => (index === n ? { ...payee, ...change } : payee));
}

/** Until when a payment is held that begins to be: whole minutes, as people choose them. @param now ms since 1970 */
export function usualHoldUntil(now: number): string {
  return toLocalInput(new Date(60_000 * Math.ceil((now + USUAL_HOLD_MS) / 60_000)).toISOString());
}

/** The first and the last minute of a hold, as an input has them. @param now ms since 1970 */
export function holdRange(now: number): { readonly min: string; readonly max: string } {
  const minute = (ms: number) => toLocalInput(new Date(60_000 * ms).toISOString());
  return { min: minute(Math.ceil(now / 60_000)), max: minute(Math.floor((now + MAX_HOLD_MS) / 60_000)) };
}

/** Until when the money is held, or the rule that it breaks. Several payees are never held for. */
function holdOf({ holdUntil, payees }: PayForm, now: number): { readonly at?: string; readonly rule?: string } {
  if (holdUntil === undefined || payees.length > 1) return {};
  const at = fromLocalInput(holdUntil);
  if (at === undefined) return { rule: HOLD_FIRST.rules.required };
  const afterMs = Date.parse(at) - now;
  return afterMs > 0 && afterMs <= MAX_HOLD_MS ? { at } : { rule: HOLD_FIRST.rules.range };
}

/**
 * The payment of a form with its amounts in minor units, or the rules that its fields break.
 * @param currency of the wallet that pays. Amounts are typed in it. `now` is in ms since 1970
 */
export function checkedPayment(
  form: PayForm,
  { parseAmount }: Pick<Format, 'parseAmount'>,
  { currency, now }: { readonly currency?: string | undefined; readonly now: number },
): { readonly payment: Payment } | { readonly broken: BrokenRules } {
  const amounts = form.payees.map(({ amount }) => parseAmount(amount, currency));
  const payees = form.payees.map(({ to }, n) => ({ to: to.trim(), amount: minorUnitsOf(amounts[n]) ?? '' }));
  const hold = holdOf(form, now);
  const { asked, when: _, ...rest } = form;
  const payment = { ...rest, payees, holdUntil: hold.at };
  // What a person typed wrongly is no amount that could break another rule.
  const ofTyping = amounts.flatMap((amount, n) => ('rule' in amount ? [[`amount.${n}`, amount.rule]] : []));
  const isOther = asked && currency !== undefined && asked !== currency;
  const ofPayer = isOther ? { from: RULE_TEXTS.otherCurrency(asked) } : {};
  const ofHold = hold.rule === undefined ? {} : { holdUntil: hold.rule };
  const rules: BrokenRules = { ...brokenRules(payment), ...ofHold, ...ofPayer, ...Object.fromEntries(ofTyping) };
  return Object.keys(rules).length === 0 ? { payment } : { broken: rules };
}

function minorUnitsOf(typed: TypedAmount | undefined): string | undefined {
  return typed && 'minorUnits' in typed ? typed.minorUnits : undefined;
}

/** What a form pays in all, in minor units. Undefined as long as an amount is missing or broken. */
export function typedTotal(
  { payees }: PayForm,
  { parseAmount }: Pick<Format, 'parseAmount'>,
  currency?: string,
): string | undefined {
  return totalOf(payees.map(({ to, amount }) => ({ to, amount: minorUnitsOf(parseAmount(amount, currency)) ?? '' })));
}

/**
 * Whether a wallet has less than the amount. Only a wallet with a credit limit has less than zero
 * available, and the page does not know the limit.
 */
export function isShort(available: string, amount: string): boolean {
  return BigInt(available) >= 0n && BigInt(available) < BigInt(amount);
}

/** What a link that requests money can fill in. */
export const LINK_FIELDS = ['to', 'amount', 'currency', 'reference', 'note'] as const;
export type LinkField = (typeof LINK_FIELDS)[number];

/** What an address fills in, and what of it breaks a rule. */
export interface FilledForm {
  readonly filled: Partial<PayForm>;
  readonly broken: Partial<Record<LinkField, string>>;
  /** Whether the fields come from a link that requests money, which everyone can make. */
  readonly isRequest: boolean;
}

/**
 * What the query of `/app/pay` fills into the form. Links of this page also have `from`.
 * @returns undefined if it fills in nothing
 */
export function filledBy(search: string, { typedAmount }: Pick<Format, 'typedAmount'>): FilledForm | undefined {
  const { filled, broken } = readRequest(search);
  const from = new URLSearchParams(search).get('from') ?? '';
  const own = CHECKS.walletId(from) === undefined ? { from } : {};
  const { to = '', currency, reference, note } = filled;
  const payees = [{ to, amount: filled.amount === undefined ? '' : typedAmount(filled.amount, currency) }];
  const texts = { ...(reference !== undefined && { reference }), ...(note !== undefined && { note }) };
  const isRequest = filled.to !== undefined || Object.keys(broken).length > 0;
  if (!isRequest && from === '') return undefined;
  const asked = currency === undefined ? {} : { asked: currency };
  return { filled: { payees, ...texts, ...own, ...asked }, broken, isRequest };
}
