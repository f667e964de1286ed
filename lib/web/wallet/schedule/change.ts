import type { ScheduledTransfer } from 'mib/client';
import type { Format } from '../../ui/format.ts';
import { toLocalInput } from '../../ui/local-time.ts';
import { CHECKS } from '../field-rules.ts';
import type { ScheduleChange } from '../schedule-code.ts';
import { monthRule } from './month-rule.ts';
import { WEEKDAYS } from './weekdays.ts';
import { type BrokenWhen, checkedWhen, MAX_INTERVAL, NOW, type WhenForm } from './when.ts';
import { type Parts, partsOf } from './words.ts';

/** The payments to come as a person changes them. */
export interface ChangeForm {
  /** As the person types it; empty if there are several payees. */
  readonly amount: string;
  readonly reference: string;
  readonly note: string;
  /** Undefined if the form has no words for the rule. */
  readonly when: WhenForm | undefined;
}

/** The rule that each field breaks. */
export type BrokenChange = BrokenWhen & { readonly [field in 'amount' | 'reference' | 'note']?: string };

/** The form before any change. */
export function changeFormOf(schedule: ScheduledTransfer, { typedAmount }: Pick<Format, 'typedAmount'>): ChangeForm {
  const { to_id, amount, currency, reference = '', note = '' } = schedule;
  return {
    amount: to_id === undefined ? '' : typedAmount(amount, currency),
    reference,
    note,
    when: whenOf(schedule),
  };
}

/** What differs from the form before, as the API takes it, or the rules that it breaks. */
export function checkedChange(
  schedule: ScheduledTransfer,
  form: ChangeForm,
  { parseAmount, typedAmount }: Pick<Format, 'parseAmount' | 'typedAmount'>,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): { readonly change: ScheduleChange } | { readonly broken: BrokenChange } {
  const before = changeFormOf(schedule, { typedAmount });
  const typed = schedule.to_id === undefined ? undefined : parseAmount(form.amount, schedule.currency);
  const isOtherTime = form.when !== undefined && JSON.stringify(form.when) !== JSON.stringify(before.when);
  const when = isOtherTime && form.when ? checkedWhen(form.when, now, timeZone) : undefined;
  const rules = {
    amount: typed && 'rule' in typed ? typed.rule : undefined,
    reference: CHECKS.reference(form.reference),
    note: CHECKS.note(form.note),
  };
  const broken: BrokenChange = {
    ...Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined)),
    ...(when && 'broken' in when && when.broken),
  };
  if (Object.keys(broken).length > 0) return { broken };
  const textOf = (text: string) => (text === '' ? null : text);
  const timing = when && 'timing' in when ? when.timing : undefined;
  return {
    change: {
      ...(typed && 'minorUnits' in typed && typed.minorUnits !== schedule.amount && { amount: typed.minorUnits }),
      ...(form.reference !== before.reference && { reference: textOf(form.reference) }),
      ...(form.note !== before.note && { note: textOf(form.note) }),
      ...(timing?.executeAt !== undefined && { execute_at: timing.executeAt }),
      ...(timing?.repeat && { repeat: timing.repeat }),
    },
  };
}

/** The choice of the form that is like the rule, from its next payment on. */
function whenOf({ execute_at, repeat, next_at = '', payments_left }: ScheduledTransfer): WhenForm | undefined {
  if (execute_at !== undefined) return { ...NOW, kind: 'once', at: toLocalInput(execute_at) };
  if (!repeat) return undefined;
  const parts = partsOf(repeat);
  const kind = kindOf(parts, Number(repeat.start.slice(8, 10)));
  const { UNTIL = '', COUNT, INTERVAL = NOW.interval, BYDAY = '' } = parts;
  if (kind === undefined || UNTIL.length > 8 || Number(INTERVAL) > MAX_INTERVAL) return undefined;
  const day = `${UNTIL.slice(0, 4)}-${UNTIL.slice(4, 6)}-${UNTIL.slice(6)}`;
  return {
    kind,
    at: toLocalInput(next_at),
    interval: INTERVAL,
    weekdays: WEEKDAYS.filter((one) => BYDAY.split(',').includes(one)),
    ends: COUNT !== undefined ? 'after' : UNTIL === '' ? 'never' : 'on',
    until: UNTIL === '' ? '' : day,
    count: COUNT === undefined ? '' : String(payments_left ?? COUNT),
  };
}

function kindOf(
  { FREQ, COUNT: _, UNTIL: __, INTERVAL: ___, ...more }: Parts,
  day: number,
): 'day' | 'week' | 'month' | undefined {
  const text = Object.entries(more).map(([name, value]) => `${name}=${value}`);
  if (FREQ === 'MONTHLY') return text.join() === monthRule(day).join() ? 'month' : undefined;
  if (FREQ === 'WEEKLY' && text.length === 1 && /^BYDAY=((MO|TU|WE|TH|FR|SA|SU),?)+$/.test(text[0] ?? ''))
    return 'week';
  if (text.length > 0) return undefined;
  return FREQ === 'DAILY' ? 'day' : FREQ === 'WEEKLY' ? 'week' : undefined;
}
