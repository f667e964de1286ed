import * as z from 'zod';
import { Decision, Status } from '../domain/transfer.ts';

/** What answers are made of. Sums of money are strings: JSON's numbers lose digits from 2^53 on. */
export const fields = {
  walletId: z
    .string()
    .regex(/^[0-9]{1,512}$/)
    .meta({ description: 'A wallet, as it was named when it was opened.', example: '41' }),
  txId: z
    .string()
    .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
    .meta({ description: 'A transaction: a ULID, so that ids sort by time.', example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P' }),
  money: z
    .string()
    .regex(/^-?[0-9]+$/)
    .meta({ description: 'Whole minor units.', example: '1250' }),
  signedAmount: z
    .string()
    .regex(/^[+-][1-9][0-9]{0,17}$/)
    .meta({ description: "From the wallet's side, in whole minor units: minus leaves it.", example: '-50' }),
  time: z.iso.datetime().meta({ description: 'RFC 3339, UTC.', example: '2026-11-23T10:15:30.123Z' }),
  status: Status.meta({
    id: 'TransactionStatus',
    description:
      'PENDING: not yet picked up. PROCESSING. For good: SUCCESSFUL, INVALID (it is impossible: no funds, no such wallet), FAILED (it did not happen: no answer in time).',
    example: 'SUCCESSFUL',
  }),
  statusNote: z
    .string()
    .min(1)
    .meta({ description: 'The status in words for people.', example: 'transaction completed' }),
  reference: z
    .string()
    .meta({ description: 'What the payer named it.', example: 'INV-1', minLength: 1, maxLength: 64 }),
  payerNote: z.string().meta({
    description: 'What the payer wrote to the payee.',
    example: 'Rent for November',
    minLength: 1,
    maxLength: 256,
  }),
  decision: Decision.meta({ description: 'What was decided, once.', example: 'COMMIT' }),
};
