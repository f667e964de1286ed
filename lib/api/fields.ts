import * as z from 'zod/mini';
import { Decision, Status } from '../domain/transfer.ts';

/** What answers are made of. Sums of money are strings: JSON's numbers lose digits from 2^53 on. */
export const fields = {
  walletId: z
    .string()
    .check(
      z.regex(/^[0-9]{1,512}$/),
      z.meta({ description: 'A wallet, as it was named when it was opened.', example: '41' }),
    ),
  txId: z.string().check(
    z.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
    z.meta({
      description: 'A transaction: a ULID, so that ids sort by time.',
      example: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
    }),
  ),
  money: z.string().check(z.regex(/^-?[0-9]+$/), z.meta({ description: 'Whole minor units.', example: '1250' })),
  signedAmount: z
    .string()
    .check(
      z.regex(/^[+-][1-9][0-9]{0,17}$/),
      z.meta({ description: "From the wallet's side, in whole minor units: minus leaves it.", example: '-50' }),
    ),
  time: z.iso.datetime().check(z.meta({ description: 'RFC 3339, UTC.', example: '2026-11-23T10:15:30.123Z' })),
  status: Status.check(
    z.meta({
      id: 'TransactionStatus',
      description:
        'PENDING: not yet picked up. PROCESSING. For good: SUCCESSFUL, INVALID (it is impossible: no funds, no such wallet), FAILED (it did not happen: no answer in time).',
      example: 'SUCCESSFUL',
    }),
  ),
  statusNote: z
    .string()
    .check(
      z.minLength(1),
      z.meta({ description: 'The status in words for people.', example: 'transaction completed' }),
    ),
  reference: z
    .string()
    .check(z.meta({ description: 'What the payer named it.', example: 'INV-1', minLength: 1, maxLength: 64 })),
  payerNote: z.string().check(
    z.meta({
      description: 'What the payer wrote to the payee.',
      example: 'Rent for November',
      minLength: 1,
      maxLength: 256,
    }),
  ),
  decision: Decision.check(z.meta({ description: 'What was decided, once.', example: 'COMMIT' })),
};
