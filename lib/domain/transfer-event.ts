import * as z from 'zod/mini';
import { type Transfer, TxId } from './transfer.ts';

/** Who says so, and what has happened: `source` and `detail-type` on EventBridge, by which rules choose. */
export const EVENT_SOURCE = 'mib';
export const EVENT_TYPE = 'transfer.final';

const FinalStatus = z.enum(['SUCCESSFUL', 'INVALID', 'FAILED']);

/**
 * A transfer has come to its final status: the `detail` of the event on EventBridge. What is published once may come again, and in
 * any order; TxID says what is the same. Fields may be added under the same version, none changes its meaning.
 */
export type TransferEvent = z.infer<typeof TransferEvent>;
export const TransferEvent = z
  .object({
    version: z
      .literal(1)
      .check(z.meta({ description: 'Of this form. A field may be added to it at any time.', example: 1 })),
    TxID: TxId.check(
      z.meta({
        description:
          'The transfer. It has one final status for good, so what comes again with this id is the same event.',
        example: '01M83KTS9D65GMD0FV06T4JC57',
      }),
    ),
    from_id: z.string().check(z.meta({ description: "The payer's wallet.", example: '41' })),
    to_id: z.string().check(z.meta({ description: "The payee's wallet.", example: '42' })),
    amount: z
      .string()
      .check(
        z.regex(/^[1-9]\d*$/),
        z.meta({ description: 'Minor units, without a sign, as a string of digits.', example: '50' }),
      ),
    status: FinalStatus.check(
      z.meta({
        description:
          'Whether the money moved (SUCCESSFUL) or not, as it was impossible (INVALID) or could not be done in time (FAILED).',
        example: 'SUCCESSFUL',
      }),
    ),
    note: z.string().check(z.meta({ description: 'The reason, for a person.', example: 'transaction completed' })),
    reference: z
      .optional(z.string())
      .check(z.meta({ description: "The payer's own, if there is one.", example: 'INV-2026-118' })),
    payer_note: z
      .optional(z.string())
      .check(z.meta({ description: 'What the payer wrote, if anything.', example: 'rent' })),
    initiated_at: z.iso.datetime().check(z.meta({ description: 'RFC 3339.', example: '2026-11-23T09:00:00.000Z' })),
    finished_at: z.iso.datetime().check(z.meta({ description: 'RFC 3339.', example: '2026-11-23T09:00:00.412Z' })),
  })
  .check(z.meta({ id: 'TransferEvent', description: 'A transfer has come to its final status.' }));

/** The event of a transfer. @throws $ZodError if it has not come to its end */
export function transferEvent(transfer: Transfer): TransferEvent {
  const { reference, payerNote } = transfer;
  return TransferEvent.parse({
    version: 1,
    TxID: transfer.txId,
    from_id: transfer.fromId,
    to_id: transfer.toId,
    amount: transfer.amount.toString(),
    status: transfer.status,
    note: transfer.note,
    ...(reference !== undefined && { reference }),
    ...(payerNote !== undefined && { payer_note: payerNote }),
    initiated_at: transfer.initiatedAt,
    finished_at: transfer.finishedAt,
  });
}

/**
 * The body of a message to a webhook, in the form that the Standard Webhooks specification recommends
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export type TransferWebhook = z.infer<typeof TransferWebhook>;
export const TransferWebhook = z
  .object({
    type: z.literal(EVENT_TYPE).check(z.meta({ description: 'What has happened.', example: EVENT_TYPE })),
    timestamp: z.iso
      .datetime()
      .check(z.meta({ description: 'When it happened; RFC 3339.', example: '2026-11-23T09:00:00.412Z' })),
    data: TransferEvent,
  })
  .check(
    z.meta({
      id: 'TransferWebhook',
      description: 'What is sent to a webhook when a transfer has come to its final status.',
    }),
  );
