import * as z from 'zod';

// The answers of both services, to the field: what the API does not promise it must not send.

const Digits = z.string().regex(/^\d+$/);
const SignedDigits = z.string().regex(/^[+-]\d+$/);
const WholeNumber = z.string().regex(/^-?\d+$/);
const TxId = z.ulid();
const Timestamp = z.iso.datetime();
const Status = z.enum(['PENDING', 'PROCESSING', 'INVALID', 'FAILED', 'SUCCESSFUL']);

export const Session = z.strictObject({
  token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().positive(),
});

export const CreatedWallet = z.strictObject({ wallet_id: Digits, status: z.enum(['CREATING', 'ACTIVE']) });

export const Wallets = z.array(CreatedWallet.extend({ created_at: Timestamp }));

export const Accepted = z.strictObject({ TxID: TxId, status: z.literal('PENDING') });

export type Transaction = z.infer<typeof Transaction>;
export const Transaction = z.strictObject({
  wallet_id: Digits,
  TxID: TxId,
  amount: SignedDigits,
  ammount: SignedDigits,
  status: Status,
  note: z.string().min(1),
  reference: z.string().min(1).optional(),
  payer_note: z.string().min(1).optional(),
  initiated_at: Timestamp,
});

export const Transactions = z.array(Transaction);

export type TransactionDetail = z.infer<typeof TransactionDetail>;
export const TransactionDetail = Transaction.extend({
  from_id: Digits,
  to_id: Digits,
  timeline: z.array(
    z.union([
      z.strictObject({ at: Timestamp, status: Status }),
      z.strictObject({ at: Timestamp, decision: z.enum(['COMMIT', 'ABORT']) }),
    ]),
  ),
});

export type Balance = z.infer<typeof Balance>;
export const Balance = z.strictObject({
  wallet_id: Digits,
  balance: WholeNumber,
  available: WholeNumber,
  reserved: WholeNumber,
  last_transaction: Transaction.pick({ TxID: true, status: true, note: true, initiated_at: true }).nullable(),
});

export type PastBalance = z.infer<typeof PastBalance>;
export const PastBalance = z.strictObject({ wallet_id: Digits, at: Timestamp, balance: WholeNumber });

export const ShardBalance = Balance.omit({ last_transaction: true });

export type Problem = z.infer<typeof Problem>;
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().min(1),
  errors: z.array(z.strictObject({ field: z.string(), message: z.string().min(1) })).optional(),
});
