import { ApiKeys } from '../../../lib/store/api-keys.ts';
import { Users } from '../../../lib/store/users.ts';
import { blockUser, unblockUser } from '../../../lib/usecases/block-user.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const AT = '2026-11-27T10:00:00.000Z';

let tables: FreshTables;
let users: Users;
let apiKeys: ApiKeys;
beforeAll(async () => {
  tables = await memoryTables();
  users = new Users(tables.documents, tables.users);
  apiKeys = new ApiKeys(tables.documents, tables.apiKeys);
});
afterAll(() => tables.close());

let logins = 0;
async function freshUser(): Promise<{ login: string; userId: string }> {
  const login = `user-${logins++}`;
  const user = { login, userId: `id-of-${login}`, passwordHash: 'hash', createdAt: AT };
  await users.create(user);
  return user;
}

/** Whether the user is blocked, and whether their keys are refused. */
async function standing({ login, userId }: { login: string; userId: string }) {
  const user = await users.byLogin(login);
  return { user: user?.blockedAt !== undefined, keys: (await apiKeys.of(userId)).isBlocked };
}

/** The stores of an operator, whose calls wait for another job once, before the call of this number. */
function interrupted(call: number, job: () => Promise<unknown>) {
  let calls = 0;
  const before = async () => {
    calls += 1;
    if (calls === call) await job();
  };
  const after =
    <A extends unknown[], R>(run: (...given: A) => Promise<R>) =>
    async (...given: A) => {
      await before();
      return run(...given);
    };
  return {
    users: {
      block: after((login: string, at: string) => users.block(login, at)),
      unblock: after((login: string) => users.unblock(login)),
      byLogin: after((login: string) => users.byLogin(login)),
    },
    apiKeys: {
      block: after((owner: string, at: string) => apiKeys.block(owner, at)),
      unblock: after((owner: string) => apiKeys.unblock(owner)),
    },
  };
}

const CALLS = [1, 2, 3];

describe('the keys of a user', () => {
  it.each(CALLS)(
    'follow the user whom an operator blocks while another one lifts that before call %i',
    async (call) => {
      const user = await freshUser();
      const block = () => blockUser({ users, apiKeys }, user.login, AT);
      await unblockUser(interrupted(call, block), user.login, AT);
      const { user: isBlocked, keys } = await standing(user);
      expect(keys).toBe(isBlocked);
    },
  );

  it.each(CALLS)(
    'follow the user whom an operator unblocks while another one blocks them before call %i',
    async (call) => {
      const user = await freshUser();
      const unblock = () => unblockUser({ users, apiKeys }, user.login, AT);
      await blockUser(interrupted(call, unblock), user.login, AT);
      const { user: isBlocked, keys } = await standing(user);
      expect(keys).toBe(isBlocked);
    },
  );

  it('stay refused of a user who is deleted while an operator unblocks them', async () => {
    const user = await freshUser();
    await blockUser({ users, apiKeys }, user.login, AT);
    const gone = {
      block: (login: string, at: string) => users.block(login, at),
      unblock: (login: string) => users.unblock(login),
      byLogin: async () => undefined,
    };
    await unblockUser({ users: gone, apiKeys }, user.login, AT);
    expect((await apiKeys.of(user.userId)).isBlocked).toBe(true);
  });

  it('stay refused of a deleted user, also if the command that unblocks them dies before it looks again', async () => {
    const user = await freshUser();
    await blockUser({ users, apiKeys }, user.login, AT);
    const dies = {
      users: {
        block: (login: string, at: string) => users.block(login, at),
        unblock: (login: string) => users.unblock(login),
        byLogin: async () => {
          throw new Error('the command died');
        },
      },
      apiKeys: {
        block: (owner: string, at: string) => apiKeys.block(owner, at),
        unblock: async (owner: string) => {
          await apiKeys.end(owner, AT);
          await apiKeys.unblock(owner);
        },
      },
    };
    await expect(unblockUser(dies, user.login, AT)).rejects.toThrow('the command died');
    expect((await apiKeys.of(user.userId)).isBlocked).toBe(true);
  });
});
