import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { services } from '../support/environment/services.ts';
import { type FreshTables, freshTables } from '../support/environment/tables.ts';

describe('the environment of the tests', () => {
  let tables: FreshTables;
  beforeAll(async () => {
    tables = await freshTables();
  });
  afterAll(() => tables.close());

  it('has the tables of both services, empty', async () => {
    const contents = await tables.contents();
    const { users, wallets, journal, idempotency, throttles, schedules, roots, shardWallets, shardEntries } = tables;
    const { operatorLog, approvals, approvers, issuing, sessions, revocations } = tables;
    const { apiKeys, spending, memberships } = tables;
    const { userWebhooks, webhookSecrets, webhookDeliveries, walletEvents } = tables;
    const { factors, factorSecrets, knownPayees } = tables;
    const ofOrchestrator = [users, wallets, journal, idempotency, throttles, schedules, roots];
    const ofWebhooks = [userWebhooks, webhookSecrets, webhookDeliveries, walletEvents];
    const names = [
      ...ofOrchestrator,
      operatorLog,
      approvals,
      issuing,
      approvers,
      sessions,
      revocations,
      apiKeys,
      spending,
      factors,
      factorSecrets,
      knownPayees,
      memberships,
      ...ofWebhooks,
      ...shardWallets,
      ...shardEntries,
    ];
    expect(Object.keys(contents).sort()).toEqual(names.sort());
    expect(Object.values(contents).flat()).toEqual([]);
  });

  it('gives every caller tables of its own', async () => {
    const others = await freshTables();
    await tables.documents.send(
      new PutCommand({ TableName: tables.users, Item: { login: 'ann', big: 10n ** 17n + 1n } }),
    );
    expect((await tables.contents())[tables.users]).toEqual(['{"big":"100000000000000001n","login":"ann"}']);
    expect((await others.contents())[others.users]).toEqual([]);
    others.close();
  });

  it('puts the fresh names into what the serverless files declare', () => {
    const { orchestrator, shards } = services();
    const transfer = orchestrator.stateMachines.find((machine) => machine.name.endsWith('-transfer'));
    expect(JSON.stringify(tables.renamed(transfer?.definition))).toContain(`"TableName":"${tables.journal}"`);
    const balance = shards[1]?.functions.find((declared) => declared.key === 'balance');
    expect(tables.renamed(balance?.environment)).toMatchObject({
      SHARD_NUMBER: '1',
      SHARD_WALLETS_TABLE: tables.shardWallets[1],
    });
  });
});
