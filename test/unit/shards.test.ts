import { reserve as reserveRoute } from '../../lib/api/shard-transactions.ts';
import type { TokenFor } from '../../lib/auth/service-tokens.ts';
import type { Grant } from '../../lib/domain/grant.ts';
import type { Request } from '../../lib/remote/send.ts';
import type { Leg } from '../../lib/remote/shard-legs.ts';
import { NoRoom, ShardBusy, Shards, ShardUnavailable } from '../../lib/remote/shards.ts';

const NOW = 1_795_427_700_000;
const DEADLINE = 1_795_427_715_000;
const RESERVE = { transaction_id: 'tx-1', wallet_id: '41', amount: '-50', deadline: String(DEADLINE) };
const HOLD = { transaction_id: 'tx-1', wallet_id: '41' };
/** Every wallet is where its id says. */
const directory = async (walletId: string) => ({ shard: Number(BigInt(walletId) % 2n), op: 0 });

/** What became of the only leg. It throws the leg's error. */
async function only<R>(legs: Promise<Leg<R>[]>): Promise<R> {
  const [leg] = await legs;
  if (!leg) throw new Error('no leg');
  if (leg.error) throw leg.error;
  return leg.result;
}

const reserve = (shards: Shards, debitHeld?: boolean) =>
  only(
    shards.reserveLegs(
      { transactionId: 'tx-1', deadline: DEADLINE, legs: [{ walletId: '41', amount: -50n, debitHeld }] },
      () => NOW,
    ),
  );
const commit = async (shards: Shards) =>
  (await only(shards.commitLegs({ transactionId: 'tx-1', legs: [{ walletId: '41' }] }, () => NOW))).first;
const rollback = async (shards: Shards) =>
  (
    await only(
      shards.rollbackLegs({ transactionId: 'tx-1', deadline: DEADLINE, legs: [{ walletId: '41' }] }, () => NOW),
    )
  ).first;

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
    directory,
    async (url, request) => {
      if (token) calls.push({ ...token, url, request });
      const [status, json] = responses.shift() ?? [500, {}];
      return { status, json };
    },
  );
  return { shards, calls };
}

const reserveAfter = (status: number, json: unknown) => reserve(clientOf([status, json]).shards);

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
    await shards.createWallet({ walletId: '41', shard: 1 }, NOW);
    await reserve(shards);
    await commit(shards);
    await rollback(shards);
    await shards.balance('40', NOW);
    await Array.fromAsync(shards.wallets(1, () => NOW));
    const made = calls.map(({ shard, url, request, grant }) => [shard, `${request.method} ${url}`, grant]);
    expect(made).toEqual([
      [
        1,
        'POST http://shard-1.test/api/createwallet',
        { operation: 'createWallet', wallet_id: '41', claimed_shard: '1' },
      ],
      [1, 'POST http://shard-1.test/api/reserve', { operation: 'reserve', ...RESERVE }],
      [1, 'POST http://shard-1.test/api/commit', { operation: 'commit', ...HOLD }],
      [
        1,
        'POST http://shard-1.test/api/rollback',
        { operation: 'rollback', ...HOLD, fence: false, deadline: RESERVE.deadline },
      ],
      [0, 'GET http://shard-0.test/api/balance/40', { operation: 'balance', wallet_id: '40' }],
      [1, 'GET http://shard-1.test/api/wallets?limit=100', { operation: 'wallets' }],
    ]);
  });

  it('has the body as it is given, with the token in a header', async () => {
    const { shards, calls } = clientOf([200, {}]);
    await reserve(shards, true);
    expect(JSON.parse(calls[0]?.request.body ?? '')).toEqual({ ...RESERVE, debit_held: true });
    expect(calls[0]?.request.headers).toMatchObject({ Authorization: 'Bearer token' });
  });

  it('names the shard in its error, also where the shard has responded', async () => {
    const { shards } = clientOf([503, { code: 'unavailable' }]);
    await expect(shards.walletPage(1, undefined, NOW)).rejects.toThrow('shard 1: wallets ended with 503 unavailable');
  });

  it('ends as ShardUnavailable if there is no response', async () => {
    const lost = async () => {
      throw new Error('ECONNREFUSED');
    };
    const shards = new Shards(['http://shard-0.test'], async () => 'token', directory, lost);
    await expect(commit(shards)).rejects.toThrow(ShardUnavailable);
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
    [409, 'wallet_sleeps'],
    [410, 'wallet_gone'],
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
    [409, { code: 'wallet_moving', shard: 1 }],
    [421, { code: 'wallet_moved', shard: 1 }],
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
    return [await commit(shards), await rollback(shards)];
  };

  it('tell whether they were done before, also to a newer shard', async () => {
    await expect(both(200, { ...HOLD, status: 'already applied' })).resolves.toEqual([false, false]);
    await expect(both(200, { ...HOLD, status: 'already applied', seq: 7 })).resolves.toEqual([false, false]);
    await expect(both(200, { ...HOLD, status: 'a status of a newer shard' })).resolves.toEqual([true, true]);
    const { shards } = clientOf([200, { ...HOLD, status: 'committed' }], [200, { ...HOLD, status: 'rolled back' }]);
    await expect(commit(shards)).resolves.toBe(true);
    await expect(rollback(shards)).resolves.toBe(true);
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

/** Legs on two shards: the debit and a credit on shard 1, and a credit on shard 0. */
const LEGS = [
  { walletId: '41', amount: -50n },
  { walletId: '40', amount: 20n },
  { walletId: '43', amount: 30n, debitHeld: true },
];
const OF_ALL = { transactionId: 'tx-1', deadline: 1_795_427_715_000 };
type Clocked = 'reserve' | 'commit' | 'rollback';

/** Asks two shards for LEGS; each shard gives its responses, one after the other. */
function legsOn(responses: Record<0 | 1, [status: number, json: unknown] | Error>) {
  const sent: { url: string; grantsList: boolean; body: unknown }[] = [];
  const tokenFor: TokenFor = async (_shard, { legs }) => (legs === undefined ? 'one-leg' : 'list');
  const shards = new Shards(
    ['http://shard-0.test', 'http://shard-1.test'],
    tokenFor,
    directory,
    async (url, request) => {
      const { body = '', headers } = request;
      sent.push({ url, grantsList: Object(headers).Authorization === 'Bearer list', body: JSON.parse(body) });
      const response = responses[url.startsWith('http://shard-0.test') ? 0 : 1];
      if (response instanceof Error) throw response;
      const [status, json] = response;
      // A leg by itself has its own response, and not one of a list.
      const alone = Object(json).legs?.find?.((leg: object) => Object(leg).wallet_id === JSON.parse(body).wallet_id);
      return alone ? { status: alone.code ? 404 : status, json: alone } : { status, json };
    },
  );
  let time = NOW;
  const clock = () => {
    time += 1;
    return time;
  };
  const ask = {
    reserve: () => shards.reserveLegs({ ...OF_ALL, legs: LEGS }, clock),
    commit: () => shards.commitLegs({ transactionId: 'tx-1', legs: LEGS }, clock),
    rollback: () => shards.rollbackLegs({ ...OF_ALL, legs: LEGS }, clock),
  } satisfies Record<Clocked, unknown>;
  return { ask, sent, shards, clock };
}

const statuses = (...legs: [wallet_id: string, status: string][]) => ({
  transaction_id: 'tx-1',
  legs: legs.map(([wallet_id, status]) => ({ wallet_id, status })),
});

describe('The legs of a transfer', () => {
  it('go to each shard in one request, a single one in the form for one leg', async () => {
    const { ask, sent } = legsOn({ 0: [200, {}], 1: [200, statuses(['41', 'held'], ['43', 'held'])] });
    await ask.reserve();
    await ask.commit();
    await ask.rollback();
    const ofAll = { transaction_id: 'tx-1' };
    const deadline = '1795427715000';
    expect(sent.map(({ url, body }) => [url, body])).toEqual([
      [
        'http://shard-1.test/api/reserve',
        {
          ...ofAll,
          deadline,
          legs: [
            { wallet_id: '41', amount: '-50' },
            { wallet_id: '43', amount: '+30', debit_held: true },
          ],
        },
      ],
      ['http://shard-0.test/api/reserve', { ...ofAll, deadline, wallet_id: '40', amount: '+20' }],
      [
        'http://shard-1.test/api/commit',
        {
          ...ofAll,
          legs: [
            { wallet_id: '41', amount: '-50' },
            { wallet_id: '43', amount: '+30' },
          ],
        },
      ],
      ['http://shard-0.test/api/commit', { ...ofAll, wallet_id: '40', amount: '+20' }],
      [
        'http://shard-1.test/api/rollback',
        {
          ...ofAll,
          deadline,
          legs: [
            { wallet_id: '41', fence: false },
            { wallet_id: '43', fence: false },
          ],
        },
      ],
      ['http://shard-0.test/api/rollback', { ...ofAll, deadline, wallet_id: '40', fence: false }],
    ]);
    for (const { grantsList, body } of sent) expect(grantsList).toBe('legs' in Object(body));
  });

  it('may take a part of a debit that is held', async () => {
    const { shards, sent, clock } = legsOn({ 0: [200, {}], 1: [200, {}] });
    await shards.commitLegs({ transactionId: 'tx-1', legs: [{ walletId: '41', amount: -20n, held: -50n }] }, clock);
    expect(sent[0]?.body).toEqual({ transaction_id: 'tx-1', wallet_id: '41', amount: '-20', held: '-50' });
  });

  it('have results in their order, each with its shard and the time of its response', async () => {
    const held = statuses(['43', 'held'], ['41', 'held']);
    const legs = await legsOn({ 0: [422, { code: 'insufficient_funds' }], 1: [200, held] }).ask.reserve();
    expect(legs).toEqual([
      { walletId: '41', shard: 1, at: expect.any(Number), result: 'held' },
      { walletId: '40', shard: 0, at: expect.any(Number), result: 'insufficient_funds' },
      { walletId: '43', shard: 1, at: expect.any(Number), result: 'held' },
    ]);
    expect(legs[0]?.at).toBe(legs[2]?.at);
    expect(legs[0]?.at).toBeGreaterThan(NOW);
  });

  it.each<[string, unknown, object]>([
    ['no_such_wallet', 'no_such_wallet', { result: 'no_such_wallet' }],
    ['transaction_settled', 'transaction_settled', { result: 'transaction_settled' }],
    ['wallet_sleeps', 'a code of a newer shard', { result: 'undeclared_error' }],
    ['wallet_moving', 'a wallet that moves', { error: expect.any(ShardUnavailable) }],
    ['wallet_moved', 'a wallet that has moved', { error: expect.any(ShardUnavailable) }],
    ['too_many_open_transactions', 'no room', { error: expect.any(NoRoom) }],
    ['unavailable', 'a busy database', { error: expect.any(ShardBusy) }],
    ['internal_error', 'an error inside', { error: expect.any(ShardUnavailable) }],
  ])('have the error %s of one leg alone', async (code, _what, expected) => {
    const json = {
      transaction_id: 'tx-1',
      legs: [
        { wallet_id: '41', code },
        { wallet_id: '43', status: 'held' },
      ],
    };
    const [debit, credit, other] = await legsOn({ 0: [200, {}], 1: [200, json] }).ask.reserve();
    expect(debit).toMatchObject(expected);
    expect([credit, other]).toMatchObject([{ result: 'held' }, { result: 'held' }]);
  });

  it.each<[string, Parameters<typeof legsOn>[0][0], jest.Constructable]>([
    ['gives no response', new Error('ECONNREFUSED'), ShardUnavailable],
    ['is too busy', [503, { code: 'unavailable' }], ShardBusy],
    ['has an error inside', [500, { code: 'internal_error' }], ShardUnavailable],
    ['gives a response that makes no sense', [200, { legs: 'none' }], ShardUnavailable],
    ['leaves its legs out of the response', [200, statuses(['99', 'held'])], ShardUnavailable],
    ['says nothing of its legs', [200, { legs: [{ wallet_id: '41' }, { wallet_id: '43' }] }], ShardUnavailable],
    ['does not know lists of legs', [400, { code: 'invalid_input' }], ShardUnavailable],
  ])('keep the results of the other shard when one %s', async (_what, response, error) => {
    const { ask } = legsOn({ 0: [200, { status: 'already applied' }], 1: response });
    const failed = { shard: 1, error: expect.any(error) };
    expect(await ask.reserve()).toMatchObject([failed, { shard: 0, result: 'held' }, failed]);
    for (const settle of [ask.commit, ask.rollback]) {
      expect(await settle()).toMatchObject([failed, { shard: 0, result: { first: false } }, failed]);
    }
  });

  it('tell for each leg whether it was settled before', async () => {
    const { ask } = legsOn({ 0: [200, {}], 1: [200, statuses(['41', 'already applied'], ['43', 'committed'])] });
    for (const settle of [ask.commit, ask.rollback]) {
      expect((await settle()).map(({ result }) => result)).toEqual([
        { first: false },
        { first: true },
        { first: true },
      ]);
    }
  });

  it.each(['no_such_wallet', 'transaction_mismatch', 'internal_error', 'a code of a newer shard'])(
    'are not settled by %s: a decision stands',
    async (code) => {
      const json = {
        legs: [
          { wallet_id: '41', code },
          { wallet_id: '43', status: 'committed' },
        ],
      };
      const { ask } = legsOn({ 0: [200, {}], 1: [200, json] });
      for (const settle of [ask.commit, ask.rollback]) {
        const [failed, ...others] = await settle();
        expect(failed).toMatchObject({ walletId: '41', error: expect.any(ShardUnavailable) });
        expect(others.map(({ result }) => result)).toEqual([{ first: true }, { first: true }]);
      }
    },
  );
});

describe("A wallet's balance", () => {
  const MONEY = { wallet_id: '41', balance: '1250', available: '1200', reserved: '50' };
  const balanceAfter = (status: number, json: unknown) => clientOf([status, json]).shards.balance('41', NOW);

  it('is read in minor units, with fields of a newer shard left out', async () => {
    const money = { balance: 1250n, available: 1200n, reserved: 50n };
    await expect(balanceAfter(200, MONEY)).resolves.toEqual(money);
    await expect(balanceAfter(200, { ...MONEY, colour: 'red' })).resolves.toEqual(money);
    const statement = { posted: '1250', seq: 17 };
    await expect(balanceAfter(200, { ...MONEY, ...statement })).resolves.toEqual({ ...money, posted: 1250n, seq: 17 });
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
    colour: 'red',
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
      [200, { wallets: [{ ...wallet('43'), posted: '-5', seq: 3 }] }],
    );
    await expect(Array.fromAsync(shards.wallets(1, () => NOW))).resolves.toEqual([
      audited('41'),
      { ...audited('43'), posted: -5n, seq: 3 },
    ]);
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
