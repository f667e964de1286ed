// What the members of a wallet see of its owner.
import { walletViewFor } from '../../../lib/lambda/http/member-view.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Memberships } from '../../../lib/store/memberships.ts';
import { Users } from '../../../lib/store/users.ts';
import { WalletMembers } from '../../../lib/store/wallet-members.ts';
import { changeMember, removeMember } from '../../../lib/usecases/wallet-members.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 10, 27);
const createdAt = new Date(NOW).toISOString();
const OF_BOB = { userId: 'ann-id', walletId: '41', login: 'bob' };

let tables: FreshTables;
let stores: {
  directory: Directory;
  members: WalletMembers;
  memberships: Memberships;
  users: Users;
};
beforeEach(async () => {
  tables = await memoryTables();
  const { documents, wallets, memberships, users, walletEvents } = tables;
  stores = {
    directory: new Directory(documents, wallets),
    members: new WalletMembers(documents, wallets, walletEvents),
    memberships: new Memberships(documents, memberships, wallets),
    users: new Users(documents, users),
  };
  await stores.directory.claim({ walletId: '41', owner: 'ann-id', shard: 0, status: 'ACTIVE', createdAt }, NOW);
  for (const login of ['bob', 'carol'])
    await stores.users.create({ login, userId: `${login}-id`, passwordHash: 'none', createdAt });
});
afterEach(() => tables.close());

const seenBy = async (userId: string) => {
  const wallet = await stores.directory.get('41');
  return wallet && walletViewFor(userId, wallet).shared;
};

it('is the id alone in a wallet that was shared before, and the login from the next change on', async () => {
  await changeMember(stores, { ...OF_BOB, maxPerDay: null }, NOW);
  expect(await seenBy('bob-id')).toEqual({ owner_id: 'ann-id', max_per_day: null });
  await changeMember(stores, { ...OF_BOB, maxPerDay: 5n, ownerLogin: 'ann' }, NOW);
  expect(await seenBy('bob-id')).toEqual({ owner_id: 'ann-id', owner_login: 'ann', max_per_day: '5' });
  // By a token of a version without sessions: what is there stays.
  await changeMember(stores, { ...OF_BOB, login: 'carol', maxPerDay: null }, NOW);
  expect(await seenBy('carol-id')).toEqual({ owner_id: 'ann-id', owner_login: 'ann', max_per_day: null });
  expect(await seenBy('ann-id')).toBeUndefined();
});

it('is nothing any more once nobody is a member, and the login is erased', async () => {
  for (const login of ['bob', 'carol'])
    await changeMember(stores, { ...OF_BOB, login, maxPerDay: null, ownerLogin: 'ann' }, NOW);
  await removeMember(stores, OF_BOB, NOW);
  expect(await stores.directory.get('41')).toMatchObject({ ownerLogin: 'ann' });
  await removeMember(stores, { ...OF_BOB, login: 'carol' }, NOW);
  expect(await stores.directory.get('41')).not.toHaveProperty('ownerLogin');
  expect(await seenBy('carol-id')).toBeUndefined();
});
