import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { passwordMatches } from '../../../lib/auth/passwords.ts';
import { RevokedTokens } from '../../../lib/auth/revoked-tokens.ts';
import {
  createTreasuryAccount,
  createTreasuryWallet,
  treasuryProblems,
} from '../../../lib/cli/operator/treasury/create.ts';
import {
  addTreasuryWallets,
  claimTreasuryWallets,
  createTreasuryWallets,
} from '../../../lib/cli/operator/treasury/currencies.ts';
import type { Growth } from '../../../lib/domain/growth.ts';
import { FIRST_GENERATION } from '../../../lib/domain/session.ts';
import { TREASURY, treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { Revocations } from '../../../lib/store/revocations.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Users } from '../../../lib/store/users.ts';
import { WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { createWallet } from '../../../lib/usecases/create-wallet.ts';
import { register } from '../../../lib/usecases/register.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { PLAIN } from '../../support/plain-currency.ts';

const NOW = Date.UTC(2026, 10, 25);
const PASSWORD = 'the operators chose it';

let tables: FreshTables;
let users: Users;
let directory: Directory;
let sessions: Sessions;
let revocations: Revocations;
let shardWallets: ShardWallets;
let started: string[];
beforeEach(async () => {
  tables = await memoryTables();
  users = new Users(tables.documents, tables.users);
  directory = new Directory(tables.documents, tables.wallets);
  sessions = new Sessions(tables.documents, tables.sessions);
  revocations = new Revocations(tables.documents, tables.revocations);
  shardWallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
  started = [];
});
afterEach(() => tables.close());

const open = (more: { password?: string; adopt?: boolean } = {}) =>
  createTreasuryAccount(
    { users, directory, sessions, revocations },
    { userId: 'made by an operator', password: PASSWORD, passwordCost: 4, now: NOW, ...more },
  );

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );

const registering = (login: string) =>
  codeOf(
    register(
      { users, backoff: new LoginBackoff(tables.documents, tables.throttles) },
      { login, password: 'correct horse battery' },
      { now: NOW, address: 'somewhere', userId: `user ${login}`, passwordCost: 4 },
    ),
  );

const creating = (userId: string, walletId: string) =>
  codeOf(
    createWallet(
      {
        directory,
        places: new WalletPlaces(tables.documents, tables.wallets),
        idempotencyKeys: new IdempotencyKeys(tables.documents, tables.idempotency),
        workflow: {
          start: async ({ walletId: id }) => {
            started.push(id);
          },
        },
      },
      { userId, walletId, idempotencyKey: undefined },
      { now: NOW, shardCount: async () => 2, place: ulid(NOW), limit: 10, currencies: PLAIN },
    ),
  );

/** Items of an older version, which did not store who made them. */
async function unmarkedUser(userId: string): Promise<void> {
  const item = { login: 'treasury', user_id: userId, password_hash: 'a hash', created_at: '2026-11-23T00:00:00.000Z' };
  await tables.documents.send(new PutCommand({ TableName: tables.users, Item: item }));
}
async function unmarkedClaim(owner: string): Promise<void> {
  const item = { wallet_id: '0', owner, shard: 0, status: 'ACTIVE', created_at: '2026-11-23T00:00:00.000Z' };
  await tables.documents.send(new PutCommand({ TableName: tables.wallets, Item: item }));
}

describe('the treasury before it is created', () => {
  it.each(['treasury', 'TREASURY', 'Treasury', '\uff34reasury', 'trea\u017fury', '\u24e3reasury'])(
    'has a login that no user can register (%s)',
    async (login) => {
      const before = await tables.contents();
      expect(await registering(login)).toBe('login_taken');
      expect(await tables.contents()).toEqual(before);
    },
  );

  it('has a wallet id that no user can claim', async () => {
    expect(await creating('a stranger', TREASURY.walletId)).toBe('wallet_taken');
    expect([await directory.get(TREASURY.walletId), started]).toEqual([undefined, []]);
  });

  it('reserves no other login and no other wallet id', async () => {
    expect([await registering('treasurer'), await creating('a stranger', '00')]).toEqual(['done', 'done']);
  });
});

describe('the treasury', () => {
  it('is created once; creating it again changes only its password', async () => {
    await open();
    await open({ password: 'another one of theirs' });
    const user = await users.byLogin('treasury');
    expect(user).toMatchObject({ userId: 'made by an operator', madeBy: 'operator' });
    expect(await passwordMatches('another one of theirs', user?.passwordHash, 4)).toBe(true);
    expect(await directory.get('0')).toMatchObject({ owner: 'made by an operator', madeBy: 'operator' });
    expect(await treasuryProblems({ users, directory })).toEqual([]);
  });

  it('has no session of before once it gets another password, and keeps those of the same password', async () => {
    await open();
    const session = {
      ...{ userId: 'made by an operator', sessionId: ulid(NOW), login: 'treasury', generation: FIRST_GENERATION },
      ...{ passwordSince: new Date(NOW).toISOString(), familyHash: 'family', secretHash: 'secret' },
      ...{ network: '', userAgent: '', lastUsedAt: NOW, expiresAt: NOW / 1_000 + 60 },
    };
    await sessions.begin(session);
    const isAccepted = () =>
      new RevokedTokens(revocations).assertValid(session, NOW).then(
        () => true,
        () => false,
      );
    await open();
    expect([(await sessions.of(session.userId, NOW)).sessions.length, await isAccepted()]).toEqual([1, true]);
    await open({ password: 'another one of theirs' });
    expect([(await sessions.of(session.userId, NOW)).sessions.length, await isAccepted()]).toEqual([0, false]);
  });

  it('cannot be claimed by a user, and its owner can repeat the claim of its wallet', async () => {
    await open();
    expect([await registering('treasury'), await creating('a stranger', '0')]).toEqual(['login_taken', 'wallet_taken']);
    expect(await creating('made by an operator', '0')).toBe('done');
    expect(started).toEqual([]);
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    [
      'user',
      () => unmarkedUser('another user'),
      /user "treasury" was created at 2026-11-23T00:00:00.000Z, by no operator/,
    ],
    ['wallet', () => unmarkedClaim('another user'), /wallet 0 was claimed at 2026-11-23T00:00:00.000Z, by no operator/],
  ])('is not created over a %s that no operator has made, and nothing changes', async (_, squat, reason) => {
    await squat();
    const before = await tables.contents();
    await expect(open()).rejects.toThrow(reason);
    expect(await treasuryProblems({ users, directory })).toEqual([expect.stringMatching(reason)]);
    expect(await tables.contents()).toEqual(before);
  });

  it('is adopted from an older version when an operator forces it, and keeps its user id', async () => {
    await unmarkedUser('opened before');
    await unmarkedClaim('opened before');
    await expect(open()).rejects.toThrow(/user "treasury".*\n?.*wallet 0/s);
    await open({ adopt: true });
    await open();
    const user = await users.byLogin('treasury');
    expect(user).toMatchObject({ userId: 'opened before', createdAt: '2026-11-23T00:00:00.000Z', madeBy: 'operator' });
    expect(await passwordMatches(PASSWORD, user?.passwordHash, 4)).toBe(true);
    expect(await directory.get('0')).toMatchObject({ owner: 'opened before', status: 'ACTIVE', madeBy: 'operator' });
  });

  it('takes its wallet from another user when an operator forces it', async () => {
    await unmarkedClaim('a stranger');
    await open({ adopt: true });
    expect(await directory.get('0')).toMatchObject({ owner: 'made by an operator', madeBy: 'operator' });
    expect(await creating('a stranger', '0')).toBe('wallet_taken');
  });
});

describe('the treasury’s wallet', () => {
  it('has its credit limit, created once or twice', async () => {
    for (let n = 0; n < 2; n++) await createTreasuryWallet({ shardWallets });
    expect(await shardWallets.get('0')).toMatchObject({ spendable: 10n ** 15n, creditLimit: 10n ** 15n });
  });

  it('is an error without a credit limit, and adopting it gives it one', async () => {
    await shardWallets.createWallet('0');
    await expect(createTreasuryWallet({ shardWallets })).rejects.toThrow(
      'a credit limit of 0: no operator has created it',
    );
    expect((await shardWallets.get('0'))?.creditLimit).toBe(0n);
    await createTreasuryWallet({ shardWallets }, { adopt: true });
    expect(await shardWallets.get('0')).toMatchObject({ spendable: 10n ** 15n, creditLimit: 10n ** 15n });
    expect(await shardWallets.giveCredit('0', 5n)).toBe(false);
  });
});

describe('the treasury’s wallets in the currencies of a stage', () => {
  const currencies = { codes: ['XXX', 'EUR', 'POINTS'], shardCount: 2 };
  const others = [treasuryWalletId('EUR'), treasuryWalletId('POINTS')];

  it('have ids that follow from the codes, no two the same, which only an operator may claim', async () => {
    expect(others).toEqual(['000143027', '000252418232928']);
    expect(treasuryWalletId('XXX')).toBe('0');
    const codes = ['EUR', 'EU1', 'EU10', 'A10', 'AA0', 'USDC', 'ABCDEFGHIJ99'];
    expect(new Set(codes.map(treasuryWalletId)).size).toBe(codes.length);
    for (const id of [...others, treasuryWalletId('USD')]) expect(await creating('a user', id)).toBe('wallet_taken');
    expect(await creating('a user', '000993027')).toBe('done');
  });

  it('belong to its user, and each has its currency and its credit limit on its own shard', async () => {
    await open();
    for (let n = 0; n < 2; n++) {
      await createTreasuryWallets(shardWallets, ['XXX', 'EUR'], 0);
      await createTreasuryWallets(shardWallets, ['POINTS'], 1);
      await claimTreasuryWallets({ users, directory }, currencies, NOW);
    }
    for (const [n, currency] of ['EUR', 'POINTS'].entries()) {
      const id = others[n] ?? '';
      expect(await directory.get(id)).toMatchObject({ owner: 'made by an operator', madeBy: 'operator', currency });
      expect(await shardWallets.get(id)).toMatchObject({ currency, creditLimit: 10n ** 15n });
    }
  });

  it('are not taken from a user who claimed one before its id was reserved', async () => {
    await open();
    const [walletId = ''] = others;
    const claim = {
      walletId,
      owner: 'a user',
      shard: 1,
      status: 'ACTIVE',
      createdAt: new Date(NOW).toISOString(),
    } as const;
    await directory.claim(claim, NOW);
    await expect(claimTreasuryWallets({ users, directory }, currencies, NOW)).rejects.toThrow('by no operator');
    const adding = addTreasuryWallets(
      { users, directory },
      [shardWallets, shardWallets],
      currencies.codes,
      undefined,
      NOW,
    );
    await expect(adding).rejects.toThrow('by no operator');
    // A wallet with a credit limit would be that user's money.
    for (const id of others) expect(await shardWallets.get(id)).toBeUndefined();
    expect((await directory.get(walletId))?.owner).toBe('a user');
  });

  describe('while the number of shards changes', () => {
    const [eur = ''] = others;
    const onShards = () => tables.shardWallets.map((table) => new ShardWallets(tables.documents, table));
    const growth = (state: Growth['state']): Growth => ({
      ...{ op: 1, from: 1, to: 2, state, perSecond: 1, stays: false, startedAt: NOW, expected: 0, parts: [] },
    });
    const add = (last?: Growth) => addTreasuryWallets({ users, directory }, onShards(), ['EUR'], last, NOW);
    const isThere = () => Promise.all(onShards().map(async (one) => (await one.get(eur)) !== undefined));

    it('are created once: where the directory has them, whatever the number is now', async () => {
      await open();
      await claimTreasuryWallets({ users, directory }, { codes: ['EUR'], shardCount: 1 }, NOW);
      await add();
      await add(growth('moving'));
      expect(await isThere()).toEqual([true, false]);
      expect(await claimTreasuryWallets({ users, directory }, { codes: ['EUR'], shardCount: 2 }, NOW)).toEqual({
        EUR: 0,
      });
    });

    it.each([
      ['has moved', { op: 1, to_shard: 1 }],
      [
        'is moving',
        { spendable: 0n, credit_limit: 0n, holds: {}, settled: {}, fence: 0, posted: 0n, seq: 0, op: 1, to_shard: 1 },
      ],
    ])('count as existing where one %s away', async (_, item) => {
      const [first = ''] = tables.shardWallets;
      await tables.documents.send(new PutCommand({ TableName: first, Item: { wallet_id: eur, ...item } }));
      const before = await tables.contents();
      await createTreasuryWallets(new ShardWallets(tables.documents, first), ['EUR'], 0);
      expect(await tables.contents()).toEqual(before);
    });

    it('get no new currency until that has ended, and then one on the new number', async () => {
      await open();
      const before = await tables.contents();
      await expect(add(growth('moving'))).rejects.toThrow('add EUR once "shards finish" has ended that');
      expect(await tables.contents()).toEqual(before);
      await add(growth('finished'));
      expect(await isThere()).toEqual([false, true]);
      expect((await directory.get(eur))?.shard).toBe(1);
    });
  });
});
