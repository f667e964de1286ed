import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { ExecuteAt, Repeat } from '../domain/schedule-rules.ts';
import { documentedInForms } from './forms.ts';
import { FIELDS, RULES, requested } from './transfer-request.ts';

// Scheduled payments are captured at once.
const { capture: _, expires_at: __, ...AUTOMATIC } = FIELDS;
const Fields = z.strictObject({
  ...AUTOMATIC,
  execute_at: z.optional(ExecuteAt),
  repeat: doc(z.optional(Repeat), 'When the payments repeat.'),
});
type Fields = z.output<typeof Fields>;

const Checked = Fields.check(
  ...RULES,
  z.check<Fields>(
    ({ value, issues }) => {
      const given = ['execute_at', 'repeat'].filter((field) => field in Object(value));
      const message = given.length === 0 ? 'is required, or repeat' : 'must not be given together with repeat';
      if (given.length !== 1) issues.push({ code: 'custom', path: ['execute_at'], message, input: value });
    },
    { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
  ),
);

const one = ['to_id', 'amount'];
const Documented = documentedInForms(
  Checked,
  [
    { title: 'PayOnce', description: 'One transfer to one wallet.', fields: [...one, 'execute_at'] },
    { title: 'PayRepeatedly', description: 'Transfers to one wallet by a rule.', fields: [...one, 'repeat'] },
    { title: 'SplitOnce', description: 'One transfer to several wallets.', fields: ['to', 'execute_at'] },
    { title: 'SplitRepeatedly', description: 'Transfers to several wallets by a rule.', fields: ['to', 'repeat'] },
  ],
  {
    from_id: '41',
    to_id: '42',
    amount: '65000',
    note: 'Rent',
    repeat: { rrule: 'FREQ=MONTHLY', start: '2026-12-01T09:00:00', time_zone: 'Europe/Berlin' },
  },
);

/** The body of a request to schedule transfers. */
export const ScheduleRequest = z.pipe(
  Documented,
  z.transform(({ execute_at, repeat, ...transfer }: Fields) => ({
    ...requested(transfer),
    // The checks leave exactly one of them.
    timing: repeat ? { repeat } : { executeAt: execute_at ?? 0 },
  })),
);
