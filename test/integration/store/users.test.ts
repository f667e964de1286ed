import { Users } from '../../../lib/store/users.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const ISO = '2026-01-01T00:00:00.000Z';

let tables: FreshTables;
let users: Users;
beforeAll(async () => {
  tables = await memoryTables();
  users = new Users(tables.documents, tables.users);
});
afterAll(() => tables.close());

const user = (login: string, userId: string) => ({
  login,
  userId,
  passwordHash: `hash of ${userId}`,
  createdAt: '2023-11-14T22:13:20.000Z',
});

describe('Users', () => {
  it('finds a user by login right after creating it', async () => {
    expect(await users.create(user('ann', '1'))).toBe(true);
    expect(await users.byLogin('ann')).toEqual(user('ann', '1'));
    expect(await users.byLogin('anna')).toBeUndefined();
  });

  it('creates no second user with the same login, and changes nothing', async () => {
    await users.create(user('bob', '2'));
    expect(await users.create(user('bob', '3'))).toBe(false);
    expect(await users.byLogin('bob')).toEqual(user('bob', '2'));
  });

  it('creates one user out of 20 concurrent registrations', async () => {
    const created = await Promise.all(Array.from({ length: 20 }, (_, n) => users.create(user('eve', `eve-${n}`))));
    expect(created.filter(Boolean)).toHaveLength(1);
    expect((await users.byLogin('eve'))?.userId).toBe(`eve-${created.indexOf(true)}`);
  });

  it('replaces the password hash and keeps the user id', async () => {
    await users.create(user('dan', '4'));
    await users.setPasswordHash('dan', 'another hash', ISO);
    expect(await users.byLogin('dan')).toEqual({
      ...user('dan', '4'),
      passwordHash: 'another hash',
      passwordChangedAt: ISO,
    });
  });

  it('replaces a hash by another of the same password, unless the password has changed meanwhile', async () => {
    await users.create(user('kim', '5'));
    await users.replacePasswordHash('kim', 'hash of 5', 'renewed hash');
    expect((await users.byLogin('kim'))?.passwordHash).toBe('renewed hash');
    await users.setPasswordHash('kim', 'another password', ISO);
    await users.replacePasswordHash('kim', 'renewed hash', 'too late');
    expect((await users.byLogin('kim'))?.passwordHash).toBe('another password');
    await users.replacePasswordHash('nobody', 'hash', 'hash');
    expect(await users.byLogin('nobody')).toBeUndefined();
  });

  it('creates no user by setting the password of a login that is free', async () => {
    await expect(users.setPasswordHash('nobody', 'hash', ISO)).rejects.toThrow();
    expect(await users.byLogin('nobody')).toBeUndefined();
  });
});
