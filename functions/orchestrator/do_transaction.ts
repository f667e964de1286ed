import { ulid } from 'ulid';
import * as z from 'zod';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { Amount } from '../../lib/domain/amount.ts';
import { WalletId } from '../../lib/domain/wallet-id.ts';
import { userOf } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { IdempotencyHeaders } from '../../lib/http/idempotency-key.ts';
import { reply } from '../../lib/http/reply.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { IdempotencyKeys } from '../../lib/store/idempotency.ts';
import { Journal } from '../../lib/store/journal.ts';
import { TransferWorkflow } from '../../lib/store/workflows.ts';
import { doTransaction } from '../../lib/usecases/do-transaction.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  JOURNAL_TABLE: required,
  IDEMPOTENCY_TABLE: required,
  SIGNING_KEYS_PARAMETER: required,
  TRANSFER_STATE_MACHINE_ARN: required,
});
const db = documents();
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  idempotencyKeys: new IdempotencyKeys(db, env.IDEMPOTENCY_TABLE),
  journal: new Journal(db, env.JOURNAL_TABLE),
  workflow: new TransferWorkflow(env.TRANSFER_STATE_MACHINE_ARN),
};

const Order = z
  .strictObject({ from_id: WalletId, to_id: WalletId, amount: Amount })
  .refine((order) => order.from_id !== order.to_id, {
    path: ['to_id'],
    message: 'must not be the same wallet as from_id',
  });

/** POST /api/user/do_transaction */
export const handler = endpoint(
  {
    authenticate: userOf(signingKeys(env.SIGNING_KEYS_PARAMETER)),
    input: z.object({ body: Order, headers: IdempotencyHeaders }),
  },
  async ({ caller, input, now }) => {
    const order = {
      userId: caller,
      fromId: input.body.from_id,
      toId: input.body.to_id,
      amount: input.body.amount,
      idempotencyKey: input.headers['idempotency-key'],
    };
    const txId = await doTransaction(stores, order, { now, txId: ulid(now) });
    return reply(202, { TxID: txId, status: 'PENDING' });
  },
);
