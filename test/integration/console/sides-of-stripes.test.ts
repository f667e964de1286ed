import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { readWallets, sidesOf } from '../../../lib/cli/operator/console/sides.ts';
import { stripeId } from '../../../lib/domain/stripes.ts';
import type { Transfer } from '../../../lib/domain/transfer.ts';
import { ShardItems } from '../../../lib/store/shard-items.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const [PAYER, PAYEE] = ['1', '2'];
const [EARLIER, DEADLINE] = [1_795_427_700_000, 1_795_427_715_000];
const ABORTED: Transfer = {
  txId: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  fromId: PAYER,
  amount: 5n,
  credits: [{ toId: PAYEE, amount: 5n, stripe: 2 }],
  status: 'PROCESSING',
  note: '',
  initiatedAt: '2026-11-26T10:00:00.000Z',
  deadline: DEADLINE,
  decision: 'ABORT',
};

let tables: FreshTables;
let table: string;
beforeEach(async () => {
  tables = await memoryTables();
  [table] = tables.shardWallets;
  const wallets = new ShardWallets(tables.documents, table);
  for (const walletId of [PAYER, PAYEE]) await wallets.createWallet(walletId, 0n);
  await new ShardStripes(tables.documents, table).make(PAYEE, 3);
});
afterEach(() => tables.close());

/** As if a write of the item had dropped a tombstone with this deadline. */
async function dropTombstone(itemId: string, deadline: number): Promise<void> {
  await tables.documents.send(
    new UpdateCommand({
      TableName: table,
      Key: { wallet_id: itemId },
      UpdateExpression: 'SET fence = :deadline',
      ExpressionAttributeValues: { ':deadline': deadline },
    }),
  );
}

async function creditOf(transfer: Transfer) {
  const shardItems = [new ShardItems(tables.documents, table)];
  const stores = { directory: { get: async () => undefined } };
  return sidesOf(transfer, await readWallets({ shardItems, stores }, [PAYER, PAYEE]))[1]?.state;
}

describe('a rolled-back credit on a stripe', () => {
  it('is settled once its stripe has dropped its tombstone', async () => {
    await dropTombstone(stripeId(PAYEE, 2), DEADLINE);
    expect(await creditOf(ABORTED)).toBe('settled');
  });

  it('is not settled because the wallet’s own item, or another stripe, has dropped later ones', async () => {
    for (const itemId of [PAYEE, stripeId(PAYEE, 1), stripeId(PAYEE, 3)]) await dropTombstone(itemId, DEADLINE);
    await dropTombstone(stripeId(PAYEE, 2), EARLIER);
    expect(await creditOf(ABORTED)).toBe('nothing');
  });

  it('is held as long as its stripe holds it', async () => {
    const { txId: transactionId } = ABORTED;
    const reserve = { walletId: stripeId(PAYEE, 2), transactionId, amount: 5n, deadline: DEADLINE };
    await new ShardWallets(tables.documents, table).reserve(reserve, EARLIER);
    expect(await creditOf(ABORTED)).toBe('held');
  });
});
