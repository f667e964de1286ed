import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { isInUse } from '../../../lib/cli/deploy/layout.ts';
import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { Growths } from '../../../lib/store/growths.ts';
import { Migrations } from '../../../lib/store/migrations.ts';
import { databaseEndpoint } from '../../support/environment/services.ts';

const db = documentsAt({ endpoint: databaseEndpoint(), region: 'us-east-1' });
let stage: string;
let layout: Parameters<typeof isInUse>[0];
beforeEach(async () => {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = databaseEndpoint();
  stage = ulid().toLowerCase();
  layout = { stage, region: 'us-east-1', shards: ['us-east-1'] };
  const client = new DynamoDBClient({ endpoint: databaseEndpoint(), region: 'us-east-1' });
  for (const [name, AttributeName] of [
    ['wallets', 'wallet_id'],
    ['users', 'login'],
  ])
    await client.send(
      new CreateTableCommand({
        TableName: `mib-${stage}-${name}`,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
        KeySchema: [{ AttributeName, KeyType: 'HASH' }],
      }),
    );
  client.destroy();
});
afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
});
afterAll(() => db.destroy());

const put = (table: 'wallets' | 'users', Item: object) =>
  db.send(new PutCommand({ TableName: `mib-${stage}-${table}`, Item }));

/** What a stage has once it was deployed in three currencies, and grew. */
async function deployed(): Promise<void> {
  await put('users', { login: 'treasury' });
  for (const code of ['XXX', 'EUR', 'POINTS']) await put('wallets', { wallet_id: treasuryWalletId(code) });
  for (const name of ['payee-rows', 'statements'])
    await new Migrations(db, `mib-${stage}-wallets`).store(name, { done: '2026-11-27T10:00:00.000Z' });
  const growth = { from: 1, to: 2, perSecond: 100, expected: 0 };
  await new Growths(db, `mib-${stage}-wallets`).begin(undefined, growth, 1_795_427_700_000);
}

describe('A stage', () => {
  it('is unused before it has tables, and while it has none but its own items', async () => {
    expect(await isInUse({ ...layout, stage: 'never-deployed' })).toBe(false);
    expect(await isInUse(layout)).toBe(false);
    await deployed();
    expect(await isInUse(layout)).toBe(false);
  });

  it.each<[string, 'users' | 'wallets', object]>([
    ['a user', 'users', { login: 'ann' }],
    ['a wallet', 'wallets', { wallet_id: '7' }],
    ['anything else in its directory', 'wallets', { wallet_id: 'striped' }],
  ])('is in use once it has %s', async (_, table, item) => {
    await deployed();
    await put(table, item);
    expect(await isInUse(layout)).toBe(true);
  });

  it('is in use if the only wallet of a user is on the second page of its directory', async () => {
    const treasuries = Array.from({ length: 150 }, (_, n) => treasuryWalletId(`E${String(n).padStart(3, '0')}`));
    await Promise.all(treasuries.map((wallet_id) => put('wallets', { wallet_id })));
    expect(await isInUse(layout)).toBe(false);
    await put('wallets', { wallet_id: '7' });
    expect(await isInUse(layout)).toBe(true);
  });
});
