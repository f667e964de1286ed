import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { doc } from '../domain/doc.ts';
import { IdempotencyKey } from '../domain/idempotency-key.ts';
import { type Credit, MAX_PAYEES } from '../domain/legs.ts';
import { NewMetadata } from '../domain/metadata-rules.ts';
import { payeeProblems } from '../domain/payee-rules.ts';
import { Timestamp } from '../domain/timestamp.ts';
import { PayerNote, Reference } from '../domain/transfer-texts.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { documentedInForms } from './forms.ts';

const RULE = `must be a list of 1 to ${MAX_PAYEES} payees`;
const TOGETHER = 'must not be given together with to';

const CAPTURES = ['automatic', 'manual'] as const;

const Payee = z.strictObject(
  {
    to_id: doc(WalletId, 'Id of the wallet that receives this part.', '42'),
    amount: doc(Amount, 'What it receives, in whole minor units, more than 0.', '30'),
  },
  { error: 'must be an object with to_id and amount' },
);

const Payees = doc(
  z.array(Payee, { error: RULE }).check(z.minLength(1, RULE), z.maxLength(MAX_PAYEES, RULE)),
  `The payees: 1 to ${MAX_PAYEES} different wallets, none of them the payer. The amounts add up to at most 18 digits. All of them are paid, or none.`,
  [
    { to_id: '42', amount: '30' },
    { to_id: '43', amount: '20' },
  ],
);

/** The fields of a transfer in either form. */
export const FIELDS = {
  from_id: doc(WalletId, 'Id of the wallet that pays, which is one of yours.', '41'),
  to_id: z.optional(doc(WalletId, 'Id of the wallet that receives the money.', '42')),
  amount: z.optional(Amount),
  to: z.optional(Payees),
  reference: z.optional(Reference),
  note: z.optional(PayerNote),
  metadata: z.optional(NewMetadata),
  capture: z.optional(
    doc(
      z.enum(CAPTURES, { error: 'must be automatic or manual' }),
      'When the payee gets the money: `automatic` at once, `manual` when the owner of its wallet captures it. Until then it is held.',
      'manual',
    ),
  ),
  expires_at: z.optional(
    doc(
      Timestamp,
      'With `capture: "manual"`: until when it may be captured. In the future, and at most 30 days ahead. In 7 days by default.',
      '2026-11-30T10:15:30Z',
      { format: 'date-time' },
    ),
  ),
};
const Fields = z.strictObject(FIELDS);
export type Fields = z.output<typeof Fields>;

/** The fields of each form that are missing, or that belong to the other. */
function formProblems(body: object): { field: string; message: string }[] {
  const one = ['to_id', 'amount'];
  if ('to' in body) return one.filter((field) => field in body).map((field) => ({ field, message: TOGETHER }));
  return one.filter((field) => !(field in body)).map((field) => ({ field, message: 'is required' }));
}

/** The rules of a manual transfer. */
function captureProblems({ capture, expires_at, to }: Fields): { field: string; message: string }[] {
  const manual = capture === 'manual';
  const problems: { field: string; message: string }[] = [];
  if (manual && to && to.length > 1)
    problems.push({ field: 'capture', message: 'must be automatic with several payees' });
  if (!manual && expires_at !== undefined)
    problems.push({ field: 'expires_at', message: 'must not be given without capture: manual' });
  return problems;
}

/** One payee or several, in the one form that everything else knows. */
function creditsOf({ to, to_id, amount }: Fields): Credit[] {
  if (to) return to.map((payee) => ({ toId: payee.to_id, amount: payee.amount }));
  return to_id !== undefined && amount !== undefined ? [{ toId: to_id, amount }] : [];
}

/** The rules of the fields together. */
export const RULES = [
  z.check<Fields>(
    ({ value, issues }) => {
      for (const { field, message } of formProblems(Object(value)))
        issues.push({ code: 'custom', path: [field], message, input: value });
    },
    // Every field that breaks a rule is named, whatever the others break.
    { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
  ),
  z.check<Fields>(({ value, issues }) => {
    for (const { payee, message } of payeeProblems({ fromId: value.from_id, credits: creditsOf(value) })) {
      const path = !value.to ? ['to_id'] : payee === undefined ? ['to'] : ['to', payee, 'to_id'];
      issues.push({ code: 'custom', path, message, input: value });
    }
    for (const { field, message } of captureProblems(value))
      issues.push({ code: 'custom', path: [field], message, input: value });
  }),
];

const TO_ONE = { description: 'A transfer to one wallet.', fields: ['to_id', 'amount'] };
const TO_SEVERAL = { description: 'A transfer to one wallet, or split among several.', fields: ['to'] };
const EXAMPLE = {
  from_id: '41',
  to_id: '42',
  amount: '50',
  reference: 'INV-1',
  note: 'Rent for November',
  metadata: { order: '6735' },
};

/** One payee is the same in both forms. */
export function requested(body: Fields) {
  const credits = creditsOf(body);
  const amount = credits.reduce((sum, credit) => sum + credit.amount, 0n);
  const { from_id, reference, note, metadata, capture, expires_at } = body;
  return { from_id, amount, credits, reference, note, metadata, manual: capture === 'manual', expiresAtMs: expires_at };
}

/** The body of a request to transfer money, in either form. */
export const TransferRequest = z.pipe(
  documentedInForms(
    Fields.check(...RULES),
    [
      { title: 'TransferToOnePayee', ...TO_ONE },
      { title: 'TransferToPayees', ...TO_SEVERAL },
    ],
    EXAMPLE,
  ),
  z.transform(requested),
);
export type RequestedTransfer = z.output<typeof TransferRequest>;

const KEY = doc(
  IdempotencyKey,
  'Makes this transfer safe to repeat for 24 hours, in another batch or as the `Idempotency-Key` of a single request. No other transfer of the batch has it.',
  'salaries-2026-11-17',
);

/** A transfer of a batch: the body of a single request, and its key. */
export const KeyedTransferRequest = z.pipe(
  documentedInForms(
    z.strictObject({ idempotency_key: KEY, ...FIELDS }).check(...RULES),
    [
      { title: 'BatchedTransferToOnePayee', ...TO_ONE },
      { title: 'BatchedTransferToPayees', ...TO_SEVERAL },
    ],
    { idempotency_key: 'salaries-2026-11-17', ...EXAMPLE },
  ),
  z.transform(({ idempotency_key, ...body }: Fields & { idempotency_key: string }) => ({
    idempotency_key,
    transfer: requested(body),
  })),
);
