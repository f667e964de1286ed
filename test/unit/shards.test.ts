import { reserve as reserveRoute } from '../../lib/api/shard-transactions.ts';
import type { Grant } from '../../lib/domain/grant.ts';
import type { Request } from '../../lib/remote/send.ts';
import { NoRoom, ShardBusy, Shards, ShardUnavailable } from '../../lib/remote/shards.ts';

const NOW = 1_795_427_700_000;
const RESERVE = { transaction_id: 'tx-1', wallet_id: '41', amount: '-50', deadline: '1795427715000' };
const HOLD = { transaction_id: 'tx-1', wallet_id: '41' };

interface Call {
  readonly shard: number;
  readonly grant: Grant;
  readonly url: string;
  readonly request: Request;
}

/**
 * A client of two shards that give these responses, one after the other, and the calls that it
 * makes.
 */
function clientOf(...responses: [status: number, json: unknown][]): { shards: Shards; calls: Call[] } {
  const calls: Call[] = [];
  let token: Pick<Call, 'shard' | 'grant'> | undefined;
  const shards = new Shards(
    ['http://shard-0.test', 'http://shard-1.test'],
    async (shard, grant) => {
      token = { shard, grant };
      return 'token';
    },
    async (url, request) => {
      if (token) calls.push({ ...token, url, request });
      const [status, json] = responses.shift() ?? [500, {}];
      return { status, json };
    },
  );
  return { shards, calls };
}

const reserveAfter = (status: number, json: unknown) => clientOf([status, json]).shards.reserve(RESERVE, NOW);

describe('A request to a shard', () => {
  it('has the method, the path and the token of its route, and goes to the shard of the wallet', async () => {
    const { shards, calls } = clientOf(
      [200, {}],
      [200, {}],
      [200, {}],
      [200, {}],
      [200, { wallet_id: '40', balance: '0', available: '0', reserved: '0' }],
      [200, { wallets: [] }],
    );
    await shards.createWallet('41', NOW);
    await shards.reserve(RESERVE, NOW);
    await shards.commit(HOLD, NOW);
    await shards.rollback({ ...HOLD, deadline: RESERVE.deadline }, NOW);
    await shards.balance('40', NOW);
    await Array.fromAsync(shards.wallets(1, () => NOW));
    const made = calls.map(({ shard, url, request, grant }) => [shard, `${request.method} ${url}`, grant]);
    expect(made).toEqual([
      [1, 'POST http://shard-1.test/api/createwallet', { operation: 'createWallet', wallet_id: '41' }],
      [1, 'POST http://shard-1.test/api/reserve', { operation: 'reserve', ...RESERVE }],
      [1, 'POST http://shard-1.test/api/commit', { operation: 'commit', ...HOLD }],
      [1, 'POST http://shard-1.test/api/rollback', { operation: 'rollback', ...HOLD, deadline: RESERVE.deadline }],
      [0, 'GET http://shard-0.test/api/balance/40', { operation: 'balance', wallet_id: '40' }],
      [1, 'GET http://shard-1.test/api/wallets?limit=100', { operation: 'wallets' }],
    ]);
  });

  it('has the body as it is given, with the token in a header', async () => {
    const { shards, calls } = clientOf([200, {}]);
    await shards.reserve({ ...RESERVE, debit_held: true }, NOW);
    expect(JSON.parse(calls[0]?.request.body ?? '')).toEqual({ ...RESERVE, debit_held: true });
    expect(calls[0]?.request.headers).toMatchObject({ Authorization: 'Bearer token' });
  });

  it('ends as ShardUnavailable if there is no response', async () => {
    const lost = async () => {
      throw new Error('ECONNREFUSED');
    };
    const shards = new Shards(['http://shard-0.test'], async () => 'token', lost);
    await expect(shards.commit(HOLD, NOW)).rejects.toThrow(ShardUnavailable);
  });
});

describe('The result of a reserve', () => {
  it('is held after a success, whatever the body says', async () => {
    await expect(reserveAfter(200, { status: 'held', expires: 'never' })).resolves.toBe('held');
    await expect(reserveAfter(200, {})).resolves.toBe('held');
  });

  it.each([
    [404, 'no_such_wallet'],
    [422, 'insufficient_funds'],
    [409, 'transaction_mismatch'],
    [409, 'transaction_settled'],
    [410, 'deadline_passed'],
  ])('is the declared error of a response with %i %s', async (status, code) => {
    expect(reserveRoute.errors).toContain(code);
    await expect(reserveAfter(status, { code, detail: 'why', since: 'a later version' })).resolves.toBe(code);
  });

  it('is the declared error also with a status that a newer shard has for it', async () => {
    await expect(reserveAfter(403, { code: 'insufficient_funds' })).resolves.toBe('insufficient_funds');
  });

  it.each([
    [404, 'route_not_found'],
    [409, 'wallet_moving'],
    [410, 'wallet_closed'],
    [422, 'currency_differs'],
  ])('is undeclared_error after %i with the code %s, which the route does not declare', async (status, code) => {
    await expect(reserveAfter(status, { code })).resolves.toBe('undeclared_error');
  });

  it('is NoRoom after too_many_open_transactions', async () => {
    const full = reserveAfter(429, { code: 'too_many_open_transactions' });
    await expect(full).rejects.toThrow(NoRoom);
    await expect(full).rejects.toMatchObject({ name: 'NoRoom' });
    await expect(full).rejects.not.toThrow(ShardUnavailable);
  });

  it.each([
    [429, { message: 'Too Many Requests' }],
    [429, { code: 'too_many_requests' }],
    [429, { code: 'a code of a newer shard' }],
    [503, { message: 'Service Unavailable' }],
    [503, { code: 'unavailable' }],
  ])('is ShardBusy after %i %j', async (status, json) => {
    const busy = reserveAfter(status, json);
    await expect(busy).rejects.toThrow(ShardBusy);
    await expect(busy).rejects.toMatchObject({ name: 'ShardBusy' });
  });

  it.each([
    [400, { code: 'invalid_input' }],
    [401, { code: 'unauthenticated' }],
    [403, { code: 'insufficient_scope' }],
    [403, { code: 'a code of a newer shard' }],
    [421, { code: 'wrong_shard' }],
    [404, { message: 'Not Found' }],
    [409, 'Conflict'],
    [422, null],
    [500, { code: 'internal_error' }],
    [502, {}],
    [204, undefined],
  ])('is ShardUnavailable after %i %j', async (status, json) => {
    const unavailable = reserveAfter(status, json);
    await expect(unavailable).rejects.toThrow(ShardUnavailable);
    await expect(unavailable).rejects.not.toThrow(ShardBusy);
    await expect(unavailable).rejects.toMatchObject({ name: 'ShardUnavailable' });
  });
});

describe('A commit and a rollback', () => {
  const both = async (status: number, json: unknown) => {
    const { shards } = clientOf([status, json], [status, json]);
    return [await shards.commit(HOLD, NOW), await shards.rollback({ ...HOLD, deadline: RESERVE.deadline }, NOW)];
  };

  it('tell whether they were done before, also to a newer shard', async () => {
    await expect(both(200, { ...HOLD, status: 'already applied' })).resolves.toEqual([false, false]);
    await expect(both(200, { ...HOLD, status: 'already applied', seq: 7 })).resolves.toEqual([false, false]);
    await expect(both(200, { ...HOLD, status: 'a status of a newer shard' })).resolves.toEqual([true, true]);
    const { shards } = clientOf([200, { ...HOLD, status: 'committed' }], [200, { ...HOLD, status: 'rolled back' }]);
    await expect(shards.commit(HOLD, NOW)).resolves.toBe(true);
    await expect(shards.rollback({ ...HOLD, deadline: RESERVE.deadline }, NOW)).resolves.toBe(true);
  });

  it.each([
    [404, 'no_such_wallet'],
    [421, 'wrong_shard'],
    [429, 'too_many_requests'],
    [500, 'internal_error'],
  ])('end as ShardUnavailable after %i %s: a decision stands', async (status, code) => {
    await expect(both(status, { code })).rejects.toThrow(ShardUnavailable);
  });
});

describe("A wallet's balance", () => {
  const MONEY = { wallet_id: '41', balance: '1250', available: '1200', reserved: '50' };
  const balanceAfter = (status: number, json: unknown) => clientOf([status, json]).shards.balance('41', NOW);

  it('is read in minor units, with fields of a newer shard left out', async () => {
    const money = { balance: 1250n, available: 1200n, reserved: 50n };
    await expect(balanceAfter(200, MONEY)).resolves.toEqual(money);
    await expect(balanceAfter(200, { ...MONEY, currency: 'EUR' })).resolves.toEqual(money);
  });

  it('is undefined if the shard has no such wallet', async () => {
    await expect(balanceAfter(404, { code: 'no_such_wallet' })).resolves.toBeUndefined();
  });

  it.each([
    [404, { code: 'route_not_found' }],
    [404, {}],
    [500, {}],
    [200, { ...MONEY, balance: 1250 }],
    [200, {}],
  ])('is ShardUnavailable after %i %j', async (status, json) => {
    await expect(balanceAfter(status, json)).rejects.toThrow(ShardUnavailable);
  });
});

describe('The wallets of a shard', () => {
  const wallet = (walletId: string) => ({
    wallet_id: walletId,
    balance: '-5',
    credit_limit: '10',
    holds: [{ transaction_id: 'tx-1', reserved: '50', kind: 'of a newer shard' }],
    currency: 'EUR',
  });
  const audited = (walletId: string) => ({
    walletId,
    balance: -5n,
    creditLimit: 10n,
    holds: [{ transactionId: 'tx-1', reserved: 50n }],
  });

  it('are read page by page, with fields of a newer shard left out', async () => {
    const { shards, calls } = clientOf(
      [200, { wallets: [wallet('41')], next_cursor: '41', total: 2 }],
      [200, { wallets: [wallet('43')] }],
    );
    await expect(Array.fromAsync(shards.wallets(1, () => NOW))).resolves.toEqual([audited('41'), audited('43')]);
    expect(calls.map(({ url }) => url)).toEqual([
      'http://shard-1.test/api/wallets?limit=100',
      'http://shard-1.test/api/wallets?limit=100&cursor=41',
    ]);
  });

  it('end as ShardUnavailable if a page cannot be read', async () => {
    const { shards } = clientOf([200, { wallets: [wallet('41')], next_cursor: '41' }], [500, {}]);
    await expect(Array.fromAsync(shards.wallets(1, () => NOW))).rejects.toThrow(ShardUnavailable);
  });
});
