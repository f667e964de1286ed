import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Users } from '../../../lib/store/users.ts';
import { claimLooks, createUser, looksReserved } from '../../../lib/usecases/claim-looks.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 10, 26);

let tables: FreshTables;
let users: Users;
beforeEach(async () => {
  tables = await memoryTables();
  users = new Users(tables.documents, tables.users);
});
afterEach(() => tables.close());

const user = (login: string) => ({
  login,
  userId: `id of ${login}`,
  passwordHash: 'hash',
  createdAt: '2023-11-14T22:13:20.000Z',
});

/** Another user with a similar login. */
const another = (login: string) => ({ ...user(login), userId: randomUUID() });

/** Creates a user as a version without claims did. */
async function oldUser(login: string): Promise<void> {
  const { userId, passwordHash, createdAt } = user(login);
  const Item = { login, user_id: userId, password_hash: passwordHash, created_at: createdAt };
  await tables.documents.send(new PutCommand({ TableName: tables.users, Item }));
}

describe('the skeleton of a login', () => {
  it('belongs to the first user', async () => {
    expect(await createUser(users, user('paypal'))).toBe(true);
    for (const login of ['раураl', 'paypa1', 'paypal']) expect(await createUser(users, another(login))).toBe(false);
    expect(await users.byLogin('раураl')).toBeUndefined();
    expect(await createUser(users, user('paypal-2'))).toBe(true);
  });

  it("cannot be claimed if it is the treasury's, before the treasury is created", () => {
    for (const login of ['treasury', 'TREASURY', 'trеasury', 'ТRЕАSURУ']) expect(looksReserved(login)).toBe(true);
    for (const login of ['treasurer', 'treasury-2', 'ann']) expect(looksReserved(login)).toBe(false);
  });

  it('belongs to one of 20 concurrent registrations of logins that look the same', async () => {
    const logins = ['bob', 'ЬoЬ', 'b0b', 'bоb', 'boЬ'];
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, n) => createUser(users, another(logins[n % 5] ?? ''))),
    );
    const made = await Promise.all(logins.map((login) => users.byLogin(login)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(created.filter(Boolean)).toHaveLength(1);
  });

  it('can be claimed again by the same login, so that an interrupted registration can continue', async () => {
    expect(await users.claimLook('skeleton', 'ann', { now: NOW })).toBe(true);
    expect(await users.claimLook('skeleton', 'ann', { now: NOW })).toBe(true);
    expect(await users.claimLook('skeleton', 'аnn', { now: NOW })).toBe(false);
    expect(await users.claimLook('skeleton', 'ann', { now: NOW })).toBe(true);
  });

  it('is claimed once for users of an older version', async () => {
    for (const login of ['ann', 'paypal', 'x'.repeat(2_000)]) await oldUser(login);
    expect(await claimLooks(users, NOW)).toEqual([]);
    expect(await createUser(users, user('аnn'))).toBe(false);
    expect(await createUser(users, another('ann'))).toBe(false);
    expect(await users.byLogin('ann')).toEqual(user('ann'));
    // The second run reads no user again.
    await oldUser('zoe');
    expect(await claimLooks(users, NOW)).toEqual([]);
    expect(await createUser(users, user('zое'))).toBe(true);
  });

  it('is claimed by one of two old users whose logins look the same, and both users stay', async () => {
    for (const login of ['ann', 'аnn']) await oldUser(login);
    const alike = await claimLooks(users, NOW);
    expect(alike).toHaveLength(1);
    expect(['ann', 'аnn']).toContain(alike[0]);
    for (const login of ['ann', 'аnn']) expect(await users.byLogin(login)).toEqual(user(login));
  });

  it('is claimed again by an interrupted run', async () => {
    await oldUser('ann');
    await users.claimLook('ann', 'ann', { now: NOW });
    expect(await claimLooks(users, NOW)).toEqual([]);
  });

  it('is not listed as a user', async () => {
    await createUser(users, user('ann'));
    await oldUser('bob');
    await claimLooks(users, NOW);
    const logins: string[] = [];
    for await (const { login } of users.logins()) logins.push(login);
    expect(logins.sort()).toEqual(['ann', 'bob']);
  });
});
