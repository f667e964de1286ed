import { ulid } from 'ulid';
import type { Approver } from '../../../lib/domain/payment-approval.ts';
import { type AskedRule, setApprovalRule } from '../../../lib/usecases/approval-rule.ts';
import { changeMember } from '../../../lib/usecases/wallet-members.ts';
import { accounts, codeOf, DAY, LOGIN_FREE_AFTER_MS, MINUTE, NOW, type Opened } from './account-deletion-steps.ts';

type Accounts = Awaited<ReturnType<typeof accounts>>;
let world: Accounts;
let ann: Opened;
beforeEach(async () => {
  world = await accounts();
  ann = await world.register('ann');
});
afterEach(() => world.tables.close());

const BY_BOB = { by: 'owner', userId: 'bob-id', now: NOW } as const;
const annId = () => ann.claims.userId;
const everything = async () => JSON.stringify(await world.tables.contents());

/** Payments above 5 from the wallet need the approval of the user, or of others. */
async function nameApprover(walletId: string, userId: string, by: string, others: readonly Approver[] = []) {
  const { stores } = world;
  const wallet = await stores.directory.get(walletId);
  if (!wallet) throw new Error('no wallet');
  await stores.approvers.add(walletId, [userId]);
  const approvers = [{ userId, walletId: by }, ...others];
  await stores.rules.write(wallet, { rule: { above: 5n, approvers }, version: 1 }, BY_BOB);
}

const isBefore = (time: string) => (event: { readonly changed_at: string }) => event.changed_at < time;

/** Bob asks for another rule of wallet 55. @returns the wallet's rule afterwards, and the change that waits */
async function askForRule(asked: Partial<AskedRule>) {
  const { stores } = world;
  const changeControls = async () => ({ version: 1, balance: 0n, holds: 0, isTreasury: false });
  const shards = { controls: stores.shards.controls, changeControls };
  const request = { userId: 'bob-id', walletId: '55', asked: { above: undefined, approvers: undefined, ...asked } };
  const { approval } = await setApprovalRule({ ...stores, shards }, request, { now: NOW + DAY, changeId: ulid() });
  return { rule: approval?.rule, change: approval?.change };
}

/** An account with everything that a user can have, of which nothing is in use. */
async function full(): Promise<void> {
  const { stores, closed } = world;
  await world.openWallet(annId(), '11', { name: 'her savings', metadata: { owner: 'her metadata' } });
  const schedule = await world.schedule(annId(), '11');
  const read = await stores.schedules.get({ from_id: '11', schedule_id: schedule.scheduleId });
  if (!read) throw new Error('no schedule');
  await stores.schedules.change(read, { ...read.schedule, status: 'CANCELLED' }, ulid());
  const id = ulid();
  await stores.secrets.create(id, { id, secret: 'her secret', addedAt: new Date(NOW).toISOString() });
  const webhook = { id, url: 'https://her.example/hook', types: ['transfer.succeeded'], createdAt: ulid() };
  await stores.webhooks.add(annId(), webhook);
  const since = new Date(NOW - DAY).toISOString();
  await stores.factors.addTotp(annId(), { id: 'app', since, lastStep: 1 }, ['hash of her code'], 'attempt');
  await stores.factorSecrets.keep(annId(), { id: 'app', secret: 'her app' });
  await stores.factorSecrets.propose(annId(), { id: 'next', secret: 'her next app' }, NOW / 1_000 + 600);
  const key = { id: ulid(), name: 'her shop', read: 'all', pay: [], createdAt: ulid() } as const;
  await stores.keyChanges.add(annId(), { key, secretHash: 'hash of her key' }, NOW);
  await stores.knownPayees.add(annId(), HER_PAYEE);
  await world.openWallet('bob-id', '55');
  await changeMember(stores, { userId: 'bob-id', walletId: '55', login: 'ann', maxPerDay: null }, NOW);
  await nameApprover('55', annId(), '11');
  const createdAt = new Date(NOW).toISOString();
  await stores.users.create({ login: 'carol', userId: 'carol-id', passwordHash: 'none', createdAt });
  await changeMember(
    stores,
    { userId: annId(), walletId: '11', login: 'carol', maxPerDay: null, ownerLogin: 'ann' },
    NOW,
  );
  closed.add('11');
}
/** Whom she has paid: only a hash of both wallets is stored. */
const HER_PAYEE = { walletId: '11', payeeId: '999' };
const HERS = [
  'her app',
  'her next app',
  'her shop',
  'hash of her key',
  'hash of her code',
  'her savings',
  'her metadata',
  'her rent',
  'her secret',
  'her.example',
  '203.0.113.0',
  'program of hers',
];

describe('the deletion of an account', () => {
  it('ends every session, and no login, refresh or token works afterwards', async () => {
    const other = await world.logIn('ann');
    if (!other) throw new Error('no session');
    await world.remove(ann.claims);
    for (const session of [ann, other]) {
      expect(await world.accepts(session)).toBe(false);
      expect(await codeOf(world.refresh(session))).toBe('session_ended');
    }
    expect(await codeOf(world.logIn('ann'))).toBe('wrong_credentials');
    expect(await codeOf(world.remove(ann.claims))).toBe('unauthenticated');
  });

  it('asks for the password, and a wrong one counts as a failed login that the user sees', async () => {
    const wrong = () => codeOf(world.remove(ann.claims, { password: 'not this one' }));
    expect(await wrong()).toBe('wrong_password');
    for (let n = 0; n < 4; n++) await wrong();
    expect(await wrong()).toBe('too_many_attempts');
    const [seen] = await world.stores.signIns.of(annId(), NOW);
    expect(seen).toMatchObject({ event: 'account_deletion', result: 'wrong_password' });
    expect(await world.accepts(ann)).toBe(true);
  });

  it('takes a session that is confirmed by the second factor of a user who has one', async () => {
    const { stores } = world;
    const totp = { id: 'app', since: new Date(NOW - DAY).toISOString(), lastStep: 1 };
    await stores.factors.addTotp(annId(), totp, ['hash of her code'], 'attempt');
    await stores.factorSecrets.keep(annId(), { id: 'app', secret: 'her app' });
    const unconfirmed = await world.logIn('ann');
    if (!unconfirmed) throw new Error('no session');
    expect(await codeOf(world.remove(unconfirmed.claims))).toBe('step_up_required');
    await world.remove(ann.claims);
    await world.erase(NOW + MINUTE);
    for (const hers of ['her app', 'hash of her code']) expect(await everything()).not.toContain(hers);
  });

  it('refuses the keys of programs at once, and no further one can be made', async () => {
    const { apiKeys, keyChanges } = world.stores;
    const key = { id: ulid(), name: 'her shop', read: 'all', pay: [], createdAt: ulid() } as const;
    await keyChanges.add(annId(), { key, secretHash: 'hash' }, NOW);
    await world.remove(ann.claims);
    expect(await apiKeys.of(annId())).toMatchObject({ isBlocked: true });
    const another = { ...key, id: ulid() };
    expect(await keyChanges.add(annId(), { key: another, secretHash: 'hash' }, NOW)).toBeUndefined();
    await world.erase(NOW + MINUTE);
    expect((await apiKeys.of(annId())).keys).toEqual([]);
  });

  it('is refused with the number of wallets that are not closed, also of those that are being created', async () => {
    await world.openWallet(annId(), '11');
    await world.openWallet(annId(), '12');
    await expect(world.remove(ann.claims)).rejects.toMatchObject({
      code: 'account_in_use',
      message: '2 wallets are not closed.',
    });
    world.closed.add('11');
    await world.stores.places.take(annId(), '13', ulid(NOW), 10);
    await expect(world.remove(ann.claims)).rejects.toMatchObject({ message: '2 wallets are not closed.' });
  });

  it('is refused while a scheduled transfer is active', async () => {
    await world.openWallet(annId(), '11');
    await world.schedule(annId(), '11');
    world.closed.add('11');
    await expect(world.remove(ann.claims)).rejects.toMatchObject({
      code: 'account_in_use',
      message: '1 scheduled transfer is active.',
    });
  });

  it('does not wait for ever for a request that has died while it created a wallet', async () => {
    await world.stores.places.take(annId(), '13', ulid(NOW), 10);
    await world.remove(ann.claims, { now: NOW + 2 * MINUTE });
  });

  it('is refused if another wallet is created while it looks at the wallets', async () => {
    const { stores } = world;
    await world.openWallet(annId(), '11');
    world.closed.add('11');
    let opened = 0;
    const controls = async (walletId: string) => {
      if (opened++ === 0) await world.openWallet(annId(), '12');
      return stores.shards.controls(walletId);
    };
    await expect(world.remove(ann.claims, { by: { ...stores, shards: { controls } } })).rejects.toMatchObject({
      code: 'account_in_use',
      message: '1 wallet is not closed.',
    });
  });

  it('lets no wallet be created once it is decided, with a token that is still accepted', async () => {
    await world.remove(ann.claims);
    expect(await codeOf(world.openWallet(annId(), '12'))).toBe('unauthenticated');
    expect(await world.stores.directory.get('12')).toBeUndefined();
  });

  it('ends a login whose password was right before it, and whose session began after it', async () => {
    const user = await world.checked('ann');
    await world.remove(ann.claims);
    expect(await world.began(user)).toBeUndefined();
    expect((await world.stores.sessions.of(annId(), NOW)).sessions).toEqual([]);
  });

  it('is not undone by a new password, a renewed hash or a block of the same time', async () => {
    const { users } = world.stores;
    const user = await world.checked('ann');
    await world.remove(ann.claims);
    const before = await everything();
    expect(await users.changePassword(user, 'another hash', new Date(NOW).toISOString())).toBe(false);
    await users.replacePasswordHash('ann', user.passwordHash, 'another hash');
    expect(await users.block('ann', new Date(NOW).toISOString())).toBeUndefined();
    await expect(users.setPasswordHash('ann', 'another hash', new Date(NOW).toISOString())).rejects.toThrow();
    expect(await everything()).toBe(before);
  });

  it('is possible once for two requests at the same time, and both succeed or find it done', async () => {
    const codes = await Promise.all([codeOf(world.remove(ann.claims)), codeOf(world.remove(ann.claims))]);
    expect(codes).toContain('done');
    expect(codes.every((code) => ['done', 'unauthenticated'].includes(code))).toBe(true);
  });
});

describe('what is left of a deleted account', () => {
  it('has no personal data but the login, and the wallets still have their owner', async () => {
    await full();
    expect(await world.stores.directory.get('11')).toMatchObject({ ownerLogin: 'ann' });
    const before = await everything();
    expect(await world.stores.knownPayees.unknownOf(annId(), [HER_PAYEE])).toEqual([]);
    for (const hers of [...HERS, '$2']) expect(before).toContain(hers);
    await world.remove(ann.claims);
    expect(await world.erase(NOW + MINUTE)).toMatchObject({ accounts: 1, failures: [] });
    const after = await everything();
    for (const hers of [...HERS, '$2']) expect(after).not.toContain(hers);
    expect(await world.stores.knownPayees.unknownOf(annId(), [HER_PAYEE])).toEqual([HER_PAYEE]);
    expect(await world.stores.directory.get('11')).toMatchObject({ owner: annId() });
    expect(await world.stores.directory.get('55')).not.toHaveProperty('members');
    expect(await world.stores.directory.get('11')).not.toHaveProperty('members');
    expect(await world.stores.directory.get('11')).not.toHaveProperty('ownerLogin');
    expect(await world.stores.users.idOf('ann')).toBeUndefined();
    expect(await world.stores.deletedUsers.byLogin('ann')).toMatchObject({ userId: annId() });
  });

  it('leaves nothing of the user in a wallet whose sharing died at any of its writes', async () => {
    const { members, memberships } = world.stores;
    const dies = () => Promise.reject(new Error('the function has died'));
    const shares = [
      { memberships: { add: dies, remove: dies } },
      { members: { change: dies } },
      { members: { change: (...asked: Parameters<typeof members.change>) => members.change(...asked).then(dies) } },
      { memberships: { add: (...asked: [string, string]) => memberships.add(...asked).then(dies), remove: dies } },
    ];
    for (const [n, dying] of shares.entries()) {
      const walletId = String(56 + n);
      await world.openWallet('bob-id', walletId);
      const share = { userId: 'bob-id', walletId, login: 'ann', maxPerDay: null };
      await expect(changeMember({ ...world.stores, ...dying }, share, NOW)).rejects.toThrow('died');
    }
    await world.remove(ann.claims);
    await world.erase(NOW + MINUTE);
    for (const [n] of shares.entries()) {
      expect((await world.stores.directory.get(String(56 + n)))?.members ?? []).toEqual([]);
    }
    expect(await memberships.page(annId(), { limit: 10 })).toEqual({ wallets: [], unshared: [], next: undefined });
  });

  it('has told of each key, share and rule of the user that ended with it, and of each once', async () => {
    await full();
    await world.remove(ann.claims);
    await world.erase(NOW + MINUTE);
    const at = new Date(NOW + MINUTE).toISOString();
    const by = { by: 'deletion', changed_at: at };
    const told = await world.events((event) => event.changed_at === at);
    expect(told).toHaveLength(4);
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...by, status: 'KEY_REVOKED', user_id: annId() }),
        expect.objectContaining({ ...by, status: 'UNSHARED', wallet_id: '11', member_id: 'carol-id' }),
        expect.objectContaining({ ...by, status: 'UNSHARED', wallet_id: '55', member_id: annId(), owner_id: 'bob-id' }),
        expect.objectContaining({
          ...by,
          status: 'RULE_CHANGED',
          wallet_id: '55',
          by_id: annId(),
          former_approvers: [annId()],
          approval_above: '5',
        }),
      ]),
    );
    await world.erase(NOW + DAY);
    expect(await world.events(() => true)).toHaveLength(told.length + (await world.events(isBefore(at))).length);
  });

  it('is erased only when no request of the user can run any more, so that nothing is written afterwards', async () => {
    await world.openWallet(annId(), '11');
    world.closed.add('11');
    await world.remove(ann.claims);
    expect(await world.erase(NOW + MINUTE - 1)).toMatchObject({ due: 0 });
    // A request that began with a token of the last second.
    await world.schedule(annId(), '11', NOW + 10_000);
    await world.erase(NOW + MINUTE);
    expect(await everything()).not.toContain('her rent');
  });

  it('keeps the login and what looks like it from others for 90 days, and then frees both', async () => {
    await world.remove(ann.claims);
    await world.erase(NOW + MINUTE);
    for (const name of ['ann', 'аnn']) {
      expect(await codeOf(world.register(name, NOW + LOGIN_FREE_AFTER_MS - 1_000))).toBe('login_taken');
    }
    const next = await world.register('ann', NOW + LOGIN_FREE_AFTER_MS);
    expect(next.claims.userId).not.toBe(annId());
    expect(await codeOf(world.register('аnn', NOW + LOGIN_FREE_AFTER_MS + DAY))).toBe('login_taken');
    expect(await codeOf(world.refresh(ann))).toBe('session_ended');
  });

  it('frees the look for another login as well', async () => {
    await world.remove(ann.claims);
    await world.erase(NOW + MINUTE);
    expect(await codeOf(world.register('аnn', NOW + LOGIN_FREE_AFTER_MS))).toBe('done');
    expect(await codeOf(world.register('ann', NOW + LOGIN_FREE_AFTER_MS))).toBe('login_taken');
  });

  it('is not touched again by a later run', async () => {
    await full();
    await world.remove(ann.claims);
    await world.erase(NOW + MINUTE);
    const after = await everything();
    expect(await world.erase(NOW + DAY)).toMatchObject({ due: 0, accounts: 0 });
    expect(await everything()).toBe(after);
  });
});

describe('a deletion that dies before any of its calls', () => {
  /** Deletes an account with a client that dies there. @returns whether that was before the last call */
  async function dies(call: number): Promise<boolean> {
    const dying = world.dyingBefore(call);
    const died = await world.remove(ann.claims, { by: dying.stores }).then(
      () => false,
      (error: Error) => error.message === 'died' || Promise.reject(error),
    );
    return died;
  }
  const fresh = async () => {
    world.tables.close();
    world = await accounts();
    ann = await world.register('ann');
    await full();
  };

  it('has deleted nothing, or is completed by the next runs of the function that erases', async () => {
    const outcomes = new Set<string>();
    for (let call = 1; ; call++) {
      await fresh();
      if (!(await dies(call))) break;
      for (const at of [1, 3, 9]) await world.erase(NOW + at * MINUTE);
      const isDeleted = (await world.stores.deletions.of(annId())).deletion !== undefined;
      outcomes.add(isDeleted ? 'deleted' : 'as before');
      expect(await world.accepts(ann, NOW + 10 * MINUTE)).toBe(!isDeleted);
      expect(await codeOf(world.refresh(ann, NOW + 10 * MINUTE))).toBe(isDeleted ? 'session_ended' : 'done');
      const left = await everything();
      expect(HERS.some((hers) => left.includes(hers))).toBe(!isDeleted);
      expect(await codeOf(world.logIn('ann', NOW + DAY))).toBe(isDeleted ? 'wrong_credentials' : 'done');
    }
    expect(outcomes).toEqual(new Set(['as before', 'deleted']));
  });

  it('is completed by the same request, repeated', async () => {
    for (let call = 1; ; call++) {
      await fresh();
      if (!(await dies(call))) break;
      // Later: a wrong password would be waited for, and an attempt that died counts as one.
      const again = await codeOf(world.remove(ann.claims, { now: NOW + MINUTE }));
      expect(['done', 'unauthenticated']).toContain(again);
      expect(await world.accepts(ann, NOW + MINUTE)).toBe(false);
      expect(await codeOf(world.logIn('ann', NOW + DAY))).toBe('wrong_credentials');
    }
  });

  // A system of its own for each call: on DynamoDB Local that takes seconds.
  it('leaves an erasure that dies to the next one', async () => {
    for (let call = 1; ; call++) {
      await fresh();
      await world.remove(ann.claims);
      const dying = world.dyingBefore(call);
      const { failures } = await world.erase(NOW + MINUTE, dying.stores).catch((error: unknown) => ({
        failures: [error],
      }));
      if (failures.length === 0) break;
      for (const at of [3, 6, 12, 24]) await world.erase(NOW + at * MINUTE);
      const after = await everything();
      for (const hers of HERS) expect(after).not.toContain(hers);
      const ended = (await world.events(({ by }) => by === 'deletion')).map(({ status }) => status);
      expect(ended.sort()).toEqual(['KEY_REVOKED', 'RULE_CHANGED', 'UNSHARED', 'UNSHARED']);
      expect(await world.stores.deletions.of(annId())).toMatchObject({ deletion: {} });
      expect((await world.stores.deletions.of(annId())).deletion?.login).toBeUndefined();
    }
  }, 300_000);
});

describe('the rule of approvals of another user’s wallet', () => {
  const carol = { userId: 'carol-id', walletId: '77' };
  beforeEach(async () => {
    await world.openWallet(annId(), '11');
    await world.openWallet('bob-id', '55');
    await world.openWallet('carol-id', '77');
  });
  const goes = async () => {
    world.closed.add('11');
    await world.remove(ann.claims);
    await world.erase(NOW + 2 * MINUTE);
  };

  it('says that an approver has deleted their account, and is then its owner’s to change, if nobody else is left', async () => {
    await nameApprover('55', annId(), '11');
    expect((await askForRule({ approvers: ['77'] })).change).toBeDefined();
    await goes();
    const { approval } = (await world.stores.directory.get('55')) ?? {};
    const gone = { userId: annId(), walletId: '11', gone: true };
    expect(approval?.rule).toEqual({ above: 5n, approvers: [gone] });
    expect(await askForRule({ approvers: ['77'] })).toEqual({ rule: { above: 5n, approvers: [carol] } });
  });

  it('drops who is gone without an approval, and nothing else while another approver is left', async () => {
    await nameApprover('55', annId(), '11', [carol]);
    await goes();
    const asked = await askForRule({ above: 9n });
    expect(asked.rule?.above).toBe(5n);
    expect(asked.change?.rule?.above).toBe(9n);
    expect(await askForRule({ approvers: ['77'] })).toEqual({ rule: { above: 5n, approvers: [carol] } });
  });

  it('says so in a change that waits, too', async () => {
    await nameApprover('55', 'carol-id', '77');
    await askForRule({ approvers: ['11', '77'] });
    await goes();
    const { approval } = (await world.stores.directory.get('55')) ?? {};
    expect(approval?.rule?.approvers).toEqual([carol]);
    expect(approval?.change?.rule?.approvers).toEqual([{ userId: annId(), walletId: '11', gone: true }, carol]);
  });

  it('names nobody by a closed wallet', async () => {
    await goes();
    expect(await codeOf(askForRule({ above: 5n, approvers: ['11'] }))).toBe('invalid_input');
    expect((await askForRule({ above: 5n, approvers: ['77'] })).rule).toEqual({ above: 5n, approvers: [carol] });
  });
});
