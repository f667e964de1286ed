import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { IdempotencyKey } from '../domain/idempotency-key.ts';
import { fields } from './fields.ts';
import { BrokenRule, ErrorCode } from './problem.ts';
import { route } from './route.ts';
import { KeyedTransferRequest } from './transfer-request.ts';

export const MAX_BATCH = 100;
/** Room for 100 transfers that each have every field at its longest, written without escapes. */
export const MAX_BATCH_BYTES = 1024 * 1024;

const RULE = `must be a list of 1 to ${MAX_BATCH} transfers`;

/** No two transfers of a batch have the same key: the second would be the first. */
const Transfers = z
  .array(KeyedTransferRequest, { error: RULE })
  .check(z.minLength(1, RULE), z.maxLength(MAX_BATCH, RULE))
  .check(
    z.check<readonly { readonly idempotency_key: string }[]>(
      ({ value, issues }) => {
        const first = new Map<unknown, number>();
        for (const [n, item] of value.entries()) {
          const key: unknown = Object(item).idempotency_key;
          const earlier = first.get(key);
          if (earlier === undefined) first.set(key, n);
          else if (typeof key === 'string') {
            const message = `must not be the same as that of transfers[${earlier}]`;
            issues.push({ code: 'custom', path: [n, 'idempotency_key'], message, input: key });
          }
        }
      },
      // Every field that breaks a rule is named, whatever the others break.
      { when: ({ value }) => Array.isArray(value) },
    ),
  );

const key = doc(IdempotencyKey, 'The key of the transfer.', 'salaries-2026-11-17');

const Result = z.union([
  z
    .strictObject({ idempotency_key: key, TxID: fields.txId, status: fields.status })
    .check(z.meta({ title: 'AcceptedOfBatch', description: 'A transfer that is stored and reaches a final status.' })),
  z
    .strictObject({
      idempotency_key: key,
      error: z.strictObject({
        code: ErrorCode,
        message: doc(z.string().check(z.minLength(1)), 'Explanation for people.', 'You have no such wallet.'),
        errors: doc(
          z.optional(z.array(BrokenRule)),
          'The rules that this transfer breaks by now, such as a time that has passed.',
        ),
      }),
    })
    .check(z.meta({ title: 'ErrorOfBatch', description: 'A transfer that was not accepted, as far as is known.' })),
]);

export const BatchResults = component(
  'BatchResults',
  z.strictObject({ results: doc(z.array(Result), 'A result for each transfer, in the order of the request.') }),
  {
    description: 'The result of each transfer of a batch.',
    example: {
      results: [
        { idempotency_key: 'salaries-2026-11-17', TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', status: 'PENDING' },
        {
          idempotency_key: 'salaries-2026-11-18',
          error: { code: 'wallet_not_found', message: 'You have no such wallet.' },
        },
      ],
    },
  },
);
export type BatchResults = z.infer<typeof BatchResults>;

export const batchTransfers = route({
  route: 'POST /api/user/transfers:batch',
  operationId: 'batchTransfers',
  summary: 'Transfer money many times',
  description: `Up to ${MAX_BATCH} transfers, each with a key of its own and a result of its own. They are independent: one that is refused stops no other, and they run side by side in no order. A request that breaks a rule anywhere is a 400 as a whole, and nothing is done. Otherwise the response is 200, and each result has what a single request has: \`TxID\` and \`status\`, or an error. \`wallet_not_found\`, \`idempotency_key_reused\`, and those of a key, \`key_scope\` and \`spending_limit_exceeded\`, are final. After \`unavailable\` nothing of this transfer was done. After \`internal_error\` that is not known. Repeat both with the same keys: no transfer is made twice. A key is the same key in a single request. The header \`Idempotency-Key\` is not read here. A batch counts as its transfers against the limit of writes, and is refused as a whole above it.`,
  tag: 'Transfers',
  caller: 'user',
  keys: 'pay',
  rateLimit: 'writes',
  maxBodyBytes: MAX_BATCH_BYTES,
  input: z.object({
    body: z.strictObject({
      transfers: doc(Transfers, `The transfers: 1 to ${MAX_BATCH}, with different keys.`),
    }),
  }),
  responses: {
    200: { description: 'Each transfer has its result.', body: BatchResults },
  },
  errors: ['step_up_required'],
});
