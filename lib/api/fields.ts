import * as z from 'zod/mini';
import { Currency } from '../domain/currency.ts';
import { doc } from '../domain/doc.ts';
import {
  MAX_METADATA_KEYS,
  MAX_NAME_CHARACTERS,
  MAX_NOTE_CHARACTERS,
  MAX_REFERENCE_CHARACTERS,
} from '../domain/text-pattern.ts';
import { Side } from '../domain/timeline.ts';
import { Decision, Status, TxId } from '../domain/transfer.ts';
import { WalletIdDigits } from '../domain/wallet-id.ts';

/** The fields of responses. Amounts are strings: JSON numbers lose digits from 2^53 on. */
export const fields = {
  walletId: doc(WalletIdDigits, 'Id of a wallet.', '41'),
  txId: doc(TxId, 'Id of a transaction: a ULID, so that ids sort by time.'),
  userId: doc(z.string(), 'Id of a user.', '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90'),
  currency: Currency,
  money: doc(z.string().check(z.regex(/^-?[0-9]+$/)), 'Whole minor units.', '1250'),
  signedAmount: doc(
    z.string().check(z.regex(/^[+-][1-9][0-9]{0,17}$/)),
    'Amount in whole minor units. It is negative if the money leaves the wallet.',
    '-50',
  ),
  unsignedAmount: doc(z.string().check(z.regex(/^[1-9][0-9]{0,17}$/)), 'Amount in whole minor units.', '50'),
  time: doc(z.iso.datetime(), 'RFC 3339, in UTC.', '2026-11-23T10:15:30.123Z'),
  status: doc(
    Status,
    'PENDING: not started yet. PROCESSING: in flight. SUCCESSFUL: the money has moved. INVALID: the transfer is impossible, for example for lack of funds. FAILED: the transfer did not complete in time, or was voided or expired, and no money has moved. The last three are final.',
    'SUCCESSFUL',
    { id: 'TransactionStatus' },
  ),
  statusNote: doc(z.string().check(z.minLength(1)), 'Explanation of the status for people.', 'transaction completed'),
  reference: doc(z.string(), "The payer's reference.", 'INV-1', { minLength: 1, maxLength: MAX_REFERENCE_CHARACTERS }),
  payerNote: doc(z.string(), "The payer's message to the payee.", 'Rent for November', {
    minLength: 1,
    maxLength: MAX_NOTE_CHARACTERS,
  }),
  walletName: doc(z.string(), 'What you call the wallet.', 'Household', {
    minLength: 1,
    maxLength: MAX_NAME_CHARACTERS,
  }),
  metadata: doc(
    z.catchall(z.object({}), z.string()),
    'Your own texts for your programs, by key.',
    { customer: 'c-118', order: '6735' },
    { maxProperties: MAX_METADATA_KEYS },
  ),
  shard: doc(z.int().check(z.nonnegative()), 'Number of the shard that responded.', 0),
  held: doc(Side, 'The shard holds this side of the transfer.', 'debit'),
  refused: doc(Side, 'The shard responded, and does not hold this side of the transfer.', 'credit'),
  unconfirmed: doc(
    Side,
    'The shard of this side gave no response in time. It may or may not hold it until the transfer is final.',
    'credit',
  ),
  settled: doc(Side, 'The shard has applied the decision to this side of the transfer.', 'debit'),
  settledEarlier: doc(
    z.literal(true),
    'The shard had applied the decision before `at`, for an earlier request whose response was lost or not stored.',
    true,
  ),
  authorisedAt: doc(z.iso.datetime(), 'When the money was held for a later capture.', '2026-11-23T10:15:30.226Z'),
  expiresAt: doc(
    z.iso.datetime(),
    'Until when the payee may capture it. Then the money goes back to the payer.',
    '2026-11-30T10:15:30.123Z',
  ),
  decision: doc(Decision, 'The decision on the transfer, which is final.', 'COMMIT'),
};
