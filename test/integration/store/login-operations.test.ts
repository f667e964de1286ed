import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { hashPassword } from '../../../lib/auth/passwords.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { Users } from '../../../lib/store/users.ts';
import { login } from '../../../lib/usecases/login.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = 1_700_000_000_000;
const device = { network: '203.0.113.0/24', userAgent: 'a test' };

// The operations decide the time of a login and its price.
describe('the database operations of a login', () => {
  let tables: FreshTables;
  let client: DynamoDBDocumentClient;
  let stores: { users: Users; backoff: LoginBackoff; signIns: SignIns };
  const operations: string[] = [];
  beforeAll(async () => {
    tables = await memoryTables();
    client = documentsAt({ endpoint: await tables.endpoint() });
    stores = {
      users: new Users(client, tables.users),
      backoff: new LoginBackoff(client, tables.throttles),
      signIns: new SignIns(client, tables.sessions),
    };
    const passwordHash = await hashPassword('the right password', 4);
    await stores.users.create({ login: 'ann', userId: 'ann', passwordHash, createdAt: new Date(NOW).toISOString() });
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          operations.push(String(commandName));
          return next(args);
        },
      { step: 'initialize' },
    );
  });
  afterAll(() => {
    client.destroy();
    tables.close();
  });

  async function of(credentials: { login: string; password: string }, address = 'elsewhere') {
    operations.length = 0;
    const attempt = { now: NOW, address, attemptId: randomUUID(), passwordCost: 4, device };
    const end = await login(stores, credentials, attempt).catch((error: Error) => error);
    return { end, operations: [...operations].sort() };
  }

  it('are the same for a wrong password and an unknown login, with and without a wait', async () => {
    for (let attempt = 1; attempt <= 7; attempt++) {
      const wrongPassword = await of({ login: 'ann', password: 'a wrong password' });
      const unknownLogin = await of({ login: 'nobody', password: 'a wrong password' });
      expect(unknownLogin).toEqual(wrongPassword);
      if (attempt <= 5) expect(wrongPassword.end).toMatchObject({ code: 'wrong_credentials' });
      const taken = ['GetItemCommand', 'GetItemCommand', 'GetItemCommand', 'PutItemCommand', 'UpdateItemCommand'];
      expect(wrongPassword.operations).toEqual(attempt <= 5 ? taken : taken.slice(0, 2));
    }
  });

  it('are three reads and two writes for the right password from a known address', async () => {
    const right = { login: 'ann', password: 'the right password' };
    await stores.backoff.succeeded('ann', 'home', { known: true }, NOW);
    expect(await of(right, 'home')).toEqual({
      end: expect.objectContaining({ userId: 'ann' }),
      operations: ['GetItemCommand', 'GetItemCommand', 'GetItemCommand', 'UpdateItemCommand', 'UpdateItemCommand'],
    });
  });
});
