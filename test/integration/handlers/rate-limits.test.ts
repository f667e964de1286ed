import { randomUUID } from 'node:crypto';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { stopClock } from '../../support/in-process/stopped-clock.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { factorSteps } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { passkeySteps } from '../../support/steps/passkey-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

/** 21 s before a minute and an hour end. */
const NOW = Date.UTC(2026, 10, 23, 10, 59, 39);
const CREDIT = 10;
const READS_CREDIT = 20;

let world: InProcessWorld;
const given = givenSteps(() => world.from(freshAddress()));
const when = whenSteps(() => world);
const from = (address: string) => whenSteps(() => world.from(address));

let addresses = 0;
const freshAddress = () => `198.51.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`;
const credentials = () => ({ login: `user-${randomUUID()}`, password: `password-${randomUUID()}` });
const limitOf = ({ headers }: ApiResponse) => [headers['ratelimit-policy'], headers.ratelimit];

function isTooMany(response: ApiResponse, seconds: number): void {
  then.isProblem(response, 429, 'too_many_requests');
  expect(response.headers['retry-after']).toBe(String(seconds));
}

/** Sends until a response is 429. @returns the number of requests before it */
async function sendUntilTooMany(send: () => Promise<ApiResponse>): Promise<number> {
  for (let n = 0; n < 100; n++) if ((await send()).status === 429) return n;
  throw new Error('none of 100 requests was throttled');
}

beforeAll(async () => {
  stopClock(NOW);
  world = await startInProcess({
    environment: {
      WRITES_PER_MINUTE: '25',
      READS_PER_MINUTE: '30',
      PUBLIC_READS_PER_MINUTE: '4',
      REGISTRATIONS_PER_HOUR: '3',
      LOGINS_PER_MINUTE: '5',
      REFRESHES_PER_MINUTE: '25',
      SESSION_REQUESTS_PER_MINUTE: '15',
      PASSWORD_CHANGES_PER_HOUR: '3',
    },
  });
});
// Every test has users and addresses of its own.
beforeEach(() => jest.setSystemTime(NOW));
afterAll(async () => {
  await world.stop();
  jest.useRealTimers();
});

/** The counters of this policy that `requests` add to the table. */
async function countersOf(policy: string, requests: () => Promise<unknown>): Promise<string[]> {
  const stored = async () => (await world.tables.contents())[world.tables.throttles] ?? [];
  const before = new Set(await stored());
  await requests();
  return (await stored()).filter((item) => !before.has(item) && item.includes(`#${policy}#`));
}

describe('writes of a user', () => {
  it('are throttled above the limit until the minute is over, for this user only', async () => {
    const [user, other] = [await given.user(), await given.user()];
    const write = () => when.createWallet(user, freshWalletId(world));
    expect(await sendUntilTooMany(write)).toBe(25);
    isTooMany(await write(), 21);
    expect(await when.createWallet(other, freshWalletId(world))).toMatchObject({ status: 202 });
    expect(await when.wallets(user)).toMatchObject({ status: 200 });
    jest.setSystemTime(NOW + 21_000);
    expect(await write()).toMatchObject({ status: 202 });
  });

  it('count a batch as its transfers, which is admitted as a whole or not at all', async () => {
    const user = await given.user();
    const batchOf = (length: number) =>
      when.batch(
        user,
        Array.from({ length }, (_, n) => ({ idempotency_key: `${length}-${n}`, from_id: '1', to_id: '2', amount: 1 })),
      );
    const first = await batchOf(20);
    expect(first).toMatchObject({ status: 200, headers: { ratelimit: '"writes";r=5;t=21' } });
    // Of each that is refused, the request itself counts.
    isTooMany(await batchOf(6), 21);
    expect(await batchOf(4)).toMatchObject({ status: 200, headers: { ratelimit: '"writes";r=0;t=21' } });
    isTooMany(await batchOf(1), 21);
    jest.setSystemTime(NOW + 21_000);
    expect(await batchOf(25)).toMatchObject({ status: 200 });
  });

  it('admit no batch above the limit of a minute, and say so', async () => {
    const transfers = Array.from({ length: 26 }, (_, n) => ({
      ...{ idempotency_key: `${n}`, from_id: '1', to_id: '2', amount: 1 },
    }));
    const { errors } = then.isProblem(await when.batch(await given.user(), transfers), 400, 'invalid_input', [
      'transfers',
    ]);
    expect(errors?.[0]?.message).toContain('at most 25');
  });

  it('share one limit on all routes, within one chunk for the second function', async () => {
    const user = await given.user();
    const transfer = () => when.transfer(user, { from: '1', to: '2', amount: '1' });
    const wallets = await sendUntilTooMany(() => when.createWallet(user, freshWalletId(world)));
    const transfers = await sendUntilTooMany(transfer);
    expect(wallets + transfers).toBeGreaterThanOrEqual(25);
    expect(wallets + transfers).toBeLessThanOrEqual(25 + CREDIT);
  });

  it('report on every response how many are left', async () => {
    const user = await given.user();
    const policy = '"writes";q=25;w=60';
    expect(limitOf(await when.createWallet(user, freshWalletId(world)))).toEqual([policy, '"writes";r=24;t=21']);
    expect(limitOf(await when.createWallet(user, 'x'))).toEqual([policy, '"writes";r=23;t=21']);
    const foreign = await when.transfer(user, { from: '1', to: '2', amount: '1' });
    expect(limitOf(foreign)).toEqual([policy, '"writes";r=24;t=21']);
    await sendUntilTooMany(() => when.createWallet(user, freshWalletId(world)));
    expect(limitOf(await when.createWallet(user, '1'))).toEqual([policy, '"writes";r=0;t=21']);
    expect(limitOf(await when.createWallet(undefined, '1'))).toEqual([policy, undefined]);
  });

  it('are throttled after the token is checked, and before the body is', async () => {
    const user = await given.user();
    await sendUntilTooMany(() => when.createWallet(user, 'x'));
    isTooMany(await when.createWallet(user, 'x'), 21);
    then.isUnauthenticated(await when.createWallet({ token: 'garbage' }, 'x'));
  });
});

describe('reads of a user', () => {
  const READS: ((user: User) => Promise<ApiResponse>)[] = [
    (user) => when.wallets(user),
    (user) => when.balance(user, '1'),
    (user) => when.balanceAt(user, '1', '2026-11-01T00:00:00Z'),
    (user) => when.statement(user, '1'),
    (user) => when.statementCsv(user, '1'),
    (user) => when.transactions(user, '1'),
    (user) => when.csv(user, '1'),
    (user) => when.transaction(user, '1', 'x'),
  ];

  it('are throttled above the limit until the minute is over, on every route, unlike writes', async () => {
    const visits = await Promise.all(READS.map(async (read) => [read, await given.user()] as const));
    for (const [read, user] of visits) {
      expect(limitOf(await read(user))).toEqual(['"reads";q=30;w=60', '"reads";r=29;t=21']);
      expect(await sendUntilTooMany(() => read(user))).toBe(29);
      isTooMany(await read(user), 21);
      then.isUnauthenticated(await read({ ...user, token: 'garbage' }));
      expect(await when.createWallet(user, freshWalletId(world))).toMatchObject({ status: 202 });
    }
    jest.setSystemTime(NOW + 21_000);
    for (const [read, user] of visits) expect([200, 404]).toContain((await read(user)).status);
  });

  it('share one limit on all routes, within one chunk for each further function', async () => {
    const user = await given.user();
    let allowed = 0;
    for (const read of READS) allowed += await sendUntilTooMany(() => read(user));
    expect(allowed).toBeGreaterThanOrEqual(30);
    expect(allowed).toBeLessThanOrEqual(30 + (READS.length - 1) * READS_CREDIT);
  });
});

describe('requests of a user about their sessions and second factors', () => {
  const factors = factorSteps(() => world.from(freshAddress()));
  const passkeys = passkeySteps(() => world.from(freshAddress()));
  const REQUESTS: [string, (user: User) => Promise<ApiResponse>][] = [
    ['GET /auth/sessions', (user) => when.sessions(user)],
    ['DELETE /auth/sessions/{SessionID}', (user) => when.endSession(user, 'no-id')],
    ['POST /auth/logout', (user) => when.logout(user, { all: 'no' })],
    ['GET /auth/factors', (user) => factors.factors(user)],
    ['POST /auth/factors/totp', (user) => factors.enrol(user)],
    ['POST /auth/factors/totp/confirm', (user) => factors.confirm(user, 7)],
    ['DELETE /auth/factors/totp', (user) => factors.remove(user)],
    ['POST /auth/factors/recovery_codes', (user) => factors.renew(user)],
    ['POST /auth/step_up', (user) => factors.stepUp(user, { code: 7 })],
    ['POST /auth/step_up/options', (user) => passkeys.stepUpOptions(user)],
    ['POST /auth/passkey/options', (user) => passkeys.options(user)],
    ['POST /auth/passkeys', (user) => passkeys.add(user, 7)],
    ['DELETE /auth/passkeys/{PasskeyID}', (user) => passkeys.remove(user, 'no-id')],
  ];

  it.each(REQUESTS)('are throttled above the limit until the minute is over: %s', async (_, send) => {
    const user = await given.user();
    expect(limitOf(await send(user))).toEqual(['"sessions";q=15;w=60', '"sessions";r=14;t=21']);
    expect(await sendUntilTooMany(() => send(user))).toBe(14);
    isTooMany(await send(user), 21);
    then.isUnauthenticated(await send({ ...user, token: 'garbage' }));
    expect(await when.wallets(user)).toMatchObject({ status: 200 });
  });
});

describe('changes of the password by a user', () => {
  it('are throttled from the fourth on, valid or not, until the hour is over', async () => {
    const user = await given.user();
    const change = () => when.changePassword(user, {});
    expect(limitOf(await change())).toEqual(['"password_changes";q=3;w=3600', '"password_changes";r=2;t=21']);
    expect(await sendUntilTooMany(change)).toBe(2);
    isTooMany(await change(), 21);
  });
});

describe('refreshes from an address', () => {
  it('are throttled above the limit until the minute is over', async () => {
    const address = freshAddress();
    const refresh = () => from(address).refresh('no token');
    expect(limitOf(await refresh())).toEqual(['"refreshes";q=25;w=60', '"refreshes";r=24;t=21']);
    expect(await sendUntilTooMany(refresh)).toBe(24);
    isTooMany(await refresh(), 21);
  });
});

describe('reads without a token', () => {
  const READS: [string, string][] = [
    ['GET', '/openapi.json'],
    ['GET', '/docs'],
    ['GET', '/docs/initializer.js'],
    ['GET', '/docs/nothing'],
    ['GET', '/nowhere'],
    ['PUT', '/api/user/create_wallet'],
  ];

  it('are throttled above the limit of an address, on every route', async () => {
    for (const [method, path] of READS) {
      const address = freshAddress();
      const read = (of = address) => world.from(of).api.request(method, path);
      expect([path, await sendUntilTooMany(() => read())]).toEqual([path, 4]);
      isTooMany(await read(), 21);
      expect(limitOf(await read(freshAddress()))).toEqual(['"public_reads";q=4;w=60', '"public_reads";r=3;t=21']);
    }
  });
});

describe('registrations from an address', () => {
  it('are throttled from the fourth on, valid or not, until the hour is over', async () => {
    const address = freshAddress();
    const register = (body: object = credentials()) => from(address).register(body);
    expect(limitOf(await register())).toEqual(['"registrations";q=3;w=3600', '"registrations";r=2;t=21']);
    then.isProblem(await register({}), 400, 'invalid_input', ['login', 'password']);
    then.isSession(await register());
    isTooMany(await register(), 21);
    then.isSession(await from(freshAddress()).register(credentials()));
    jest.setSystemTime(NOW + 21_000);
    then.isSession(await register());
  });

  it('pass three times of ten at once', async () => {
    const address = freshAddress();
    const responses = await Promise.all(Array.from({ length: 10 }, () => from(address).register(credentials())));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  it('ignore an address in a header of the request', async () => {
    const api = world.from(freshAddress()).api;
    const register = (n: number) =>
      api.request('POST', '/auth/register', {
        body: credentials(),
        headers: { 'X-Forwarded-For': `203.0.113.${n}`, Forwarded: `for=203.0.113.${n}` },
      });
    for (let n = 0; n < 3; n++) then.isSession(await register(n));
    isTooMany(await register(3), 21);
  });

  it('share one limit within a /64 network of IPv6', async () => {
    for (const host of ['::1', ':aaaa:bbbb:cccc:dddd', ':0:0:0:7']) {
      then.isSession(await from(`2001:db8:1:2${host}`).register(credentials()));
    }
    isTooMany(await from('2001:DB8:0001:2::ffff').register(credentials()), 21);
    then.isSession(await from('2001:db8:1:3::1').register(credentials()));
  });

  it('leave no address in a table', async () => {
    const address = freshAddress();
    const user = credentials();
    await from(address).register(user);
    await from(address).login(user);
    expect(JSON.stringify(await world.tables.contents())).not.toContain(address);
  });
});

describe('logins from an address', () => {
  it('are throttled from the sixth on, also with different logins, against password spraying', async () => {
    const address = freshAddress();
    const spray = () => from(address).login({ ...credentials(), password: 'Summer 2026!' });
    expect(await sendUntilTooMany(spray)).toBe(5);
    isTooMany(await spray(), 21);
    const user = await given.user();
    then.isSession(await from(freshAddress()).login({ login: user.login, password: user.password }));
  });
});

describe('a rate limit', () => {
  it('costs one write for each 20 reads', async () => {
    const user = await given.user();
    const counters = await countersOf('reads', async () => {
      for (let n = 0; n < 100; n++) await when.wallets(user);
    });
    // One item, written twice (20 and 30). 70 reads are refused without another write.
    expect(counters).toEqual([expect.stringContaining('"used":"30n"')]);
  });

  it('costs one write for each 10 writes and none for refused ones', async () => {
    const user = await given.user();
    const [allowed, refused] = [25, 400];
    const counters = await countersOf('writes', async () => {
      for (let n = 0; n < allowed + refused; n++) await when.createWallet(user, 'x');
    });
    // One item, written three times (10, 20 and 25). 400 writes are refused without another write.
    expect(counters).toEqual([expect.stringContaining('"used":"25n"')]);
  });
});
