import type { NamedShard } from '../../lib/domain/wallet-move.ts';
import { CALL_TIMEOUT_MS } from '../../lib/remote/shard-calls.ts';
import { ShardBusy, Shards, ShardUnavailable } from '../../lib/remote/shards.ts';

const NOW = 1_795_427_700_000;
const DEADLINE = NOW + 15_000;
/** Of 8 shards it is the one where the wallet 8 was created. */
const HOME = 0;

type Response = readonly [status: number, json: unknown];
const HELD: Response = [200, { status: 'held' }];
const NONE: Response = [404, { code: 'no_such_wallet' }];
const ABSENT: Response = [200, { status: 'rolled back', absent: true }];
const moving = (shard: number): Response => [409, { code: 'wallet_moving', shard }];
const moved = (shard: number): Response => [421, { code: 'wallet_moved', shard }];

/** 8 shards that give these responses, one after the other, and a directory that says this at each read. */
function scripted(script: Readonly<Record<number, readonly Response[]>>, ...named: (NamedShard | undefined | Error)[]) {
  const asked: [shard: number, wallets: unknown][] = [];
  const fencing: typeof asked = [];
  const left = new Map(Object.entries(script).map(([shard, responses]) => [Number(shard), [...responses]]));
  const read: string[] = [];
  const shards = new Shards(
    Array.from({ length: 8 }, (_, n) => `http://shard-${n}.test`),
    async () => 'token',
    async (walletId) => {
      read.push(walletId);
      const entry = named.shift();
      if (entry instanceof Error) throw entry;
      return entry;
    },
    async (url, { body = '{}' }) => {
      const shard = Number(new URL(url).hostname.replace(/\D/g, ''));
      const { wallet_id, fence, legs } = JSON.parse(body);
      asked.push([shard, wallet_id ?? legs?.map((leg: { wallet_id: string }) => leg.wallet_id) ?? 'GET']);
      for (const leg of legs ?? [{ wallet_id, fence }]) if (leg.fence !== false) fencing.push([shard, leg.wallet_id]);
      const [status, json] = left.get(shard)?.shift() ?? [500, {}];
      return { status, json };
    },
  );
  return { shards, asked, fencing, read };
}

const legs = (...ids: string[]) => ids.map((walletId) => ({ walletId, amount: -50n }));
const reserve = (shards: Shards, ...ids: string[]) =>
  shards.reserveLegs({ transactionId: 'tx-1', deadline: DEADLINE, legs: legs(...ids) }, () => NOW);
const commit = (shards: Shards, ...ids: string[]) =>
  shards.commitLegs({ transactionId: 'tx-1', legs: legs(...ids) }, () => NOW);
const rollback = (shards: Shards, ...ids: string[]) =>
  shards.rollbackLegs({ transactionId: 'tx-1', deadline: DEADLINE, legs: legs(...ids) }, () => NOW);

const at = (shard: number, result: unknown, walletId = '8') => ({ walletId, shard, at: NOW, result });

describe('A wallet', () => {
  it('that is where its id says costs one request and no read of the directory', async () => {
    const { shards, asked, read } = scripted({ [HOME]: [HELD] });
    expect(await reserve(shards, '8')).toEqual([at(HOME, 'held')]);
    expect(asked).toEqual([[HOME, '8']]);
    expect(read).toEqual([]);
  });

  it('is asked for where the directory says if it is not where its id says', async () => {
    const { shards, asked, read } = scripted({ [HOME]: [NONE], 3: [HELD] }, { shard: 3, op: 2 });
    expect(await reserve(shards, '8')).toEqual([at(3, 'held')]);
    expect(asked).toEqual([
      [HOME, '8'],
      [3, '8'],
    ]);
    expect(read).toEqual(['8']);
  });

  it('does not exist if the shard that the directory names has none', async () => {
    const { shards, asked } = scripted({ [HOME]: [NONE], 3: [NONE] }, { shard: 3, op: 0 });
    expect(await reserve(shards, '8')).toEqual([at(3, 'no_such_wallet')]);
    expect(asked).toHaveLength(2);
  });

  it.each<[string, NamedShard | undefined]>([
    ['names no such wallet', undefined],
    ['names that shard, where it was created', { shard: HOME, op: 0 }],
  ])('does not exist, after one request, if the directory %s', async (_what, named) => {
    const { shards, asked, read } = scripted({ [HOME]: [NONE] }, named);
    expect(await reserve(shards, '8')).toEqual([at(HOME, 'no_such_wallet')]);
    expect(asked).toHaveLength(1);
    expect(read).toHaveLength(1);
  });

  it('that the directory does not have is asked for on each shard on which it may be created now', async () => {
    const none = { [HOME]: [NONE], 3: [NONE], 5: [NONE] };
    const { shards, asked, read } = scripted(none, { shard: 3, op: 0, unclaimed: [3, HOME, 5] });
    expect(await reserve(shards, '8')).toEqual([at(5, 'no_such_wallet')]);
    expect(asked.map(([shard]) => shard)).toEqual([HOME, 3, 5]);
    expect(read).toHaveLength(1);
  });

  it('that the directory does not have is asked for once where all numbers of shards say the same', async () => {
    const { shards, asked } = scripted({ [HOME]: [NONE] }, { shard: HOME, op: 0, unclaimed: [HOME, HOME] });
    expect(await reserve(shards, '8')).toEqual([at(HOME, 'no_such_wallet')]);
    expect(asked).toHaveLength(1);
  });

  it('that has moved to a shard since that said it had none is asked for there again', async () => {
    const { shards, asked } = scripted({ [HOME]: [NONE, HELD] }, { shard: HOME, op: 4 });
    expect(await reserve(shards, '8')).toEqual([at(HOME, 'held')]);
    expect(asked).toHaveLength(2);
  });

  it('that is moving is asked for at its target, which may have it already', async () => {
    const { shards, read } = scripted({ [HOME]: [moving(5)], 5: [HELD] });
    expect(await reserve(shards, '8')).toEqual([at(5, 'held')]);
    expect(read).toEqual([]);
  });

  it.each([
    ['a target', { [HOME]: [moving(5)], 5: [NONE] }],
    ['the target of a wallet that has moved before', { [HOME]: [moved(2)], 2: [moving(5)], 5: [NONE] }],
  ])('that is not on %s yet is no refusal, and is asked for again later', async (_what, script) => {
    const { shards, read } = scripted(script);
    const [leg] = await reserve(shards, '8');
    expect(leg).toMatchObject({ shard: 5, error: expect.any(ShardBusy) });
    // State machines match on the name.
    expect(leg?.error).toMatchObject({ name: 'ShardBusy' });
    expect(read).toEqual([]);
  });

  it('that has moved several times is followed', async () => {
    const { shards, asked } = scripted({ [HOME]: [moved(1)], 1: [moved(4)], 4: [moving(2)], 2: [HELD] });
    expect(await reserve(shards, '8')).toEqual([at(2, 'held')]);
    expect(asked.map(([shard]) => shard)).toEqual([HOME, 1, 4, 2]);
  });

  it('is found though the directory is behind', async () => {
    const { shards } = scripted({ [HOME]: [NONE], 3: [moved(6)], 6: [HELD] }, { shard: 3, op: 2 });
    expect(await reserve(shards, '8')).toEqual([at(6, 'held')]);
  });

  it('is followed for six hops, and asked for again later after more', async () => {
    const chain = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [n, [moved(n + 1)]]));
    const found = scripted({ ...chain, 6: [HELD] });
    expect(await reserve(found.shards, '8')).toEqual([at(6, 'held')]);
    const lost = scripted({ ...chain, 7: [HELD] });
    expect(await reserve(lost.shards, '8')).toMatchObject([{ shard: 6, error: expect.any(ShardBusy) }]);
    expect(lost.asked).toHaveLength(7);
  });

  it.each<[string, Response]>([
    ['names no shard', [421, { code: 'wallet_moved' }]],
    ['names no number', [409, { code: 'wallet_moving', shard: 'two' }]],
    ['names a shard whose address is not known here', moved(8)],
  ])('is not refused by an error that %s', async (_what, response) => {
    const [leg] = await reserve(scripted({ [HOME]: [response] }).shards, '8');
    expect(leg?.error).toBeInstanceOf(ShardUnavailable);
  });

  it('has the error of a directory that cannot be read', async () => {
    const [leg] = await reserve(scripted({ [HOME]: [NONE] }, new Error('no table')).shards, '8');
    expect(leg).toMatchObject({ shard: HOME, error: new Error('no table') });
  });

  it('is not followed once the time of one request is over', async () => {
    jest.useFakeTimers();
    const timeouts: (number | undefined)[] = [];
    const shards = new Shards(
      ['http://shard-0.test', 'http://shard-1.test'],
      async () => 'token',
      async () => undefined,
      async (_url, { timeoutMs }) => {
        timeouts.push(timeoutMs);
        jest.advanceTimersByTime(CALL_TIMEOUT_MS - 1000);
        return { status: 421, json: { code: 'wallet_moved', shard: timeouts.length % 2 } };
      },
    );
    try {
      expect(await reserve(shards, '8')).toMatchObject([{ error: expect.any(ShardBusy) }]);
      expect(timeouts).toEqual([CALL_TIMEOUT_MS, 1000]);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('A commit', () => {
  it('follows its wallet', async () => {
    const { shards } = scripted({ [HOME]: [moved(5)], 5: [[200, { status: 'already applied' }]] });
    expect(await commit(shards, '8')).toEqual([at(5, { first: false })]);
  });

  it.each<[string, NamedShard | undefined]>([
    ['names that shard', { shard: HOME, op: 0 }],
    ['names no such wallet', undefined],
  ])('is not done by a shard without the wallet, also if the directory %s', async (_what, named) => {
    const { shards } = scripted({ [HOME]: [NONE] }, named);
    expect(await commit(shards, '8')).toMatchObject([{ error: expect.any(ShardUnavailable) }]);
  });

  it('asks the shard that the directory names after one without the wallet', async () => {
    const { shards } = scripted({ [HOME]: [NONE], 3: [[200, {}]] }, { shard: 3, op: 1 });
    expect(await commit(shards, '8')).toEqual([at(3, { first: true })]);
  });
});

describe('A rollback', () => {
  it('costs one request where its wallet is, and would leave no fence on another shard', async () => {
    const { shards, asked, fencing, read } = scripted({ [HOME]: [[200, { status: 'rolled back' }]] });
    expect(await rollback(shards, '8')).toEqual([at(HOME, { first: true })]);
    expect([asked, fencing, read]).toEqual([[[HOME, '8']], [], []]);
  });

  it.each<[string, NamedShard | undefined]>([
    ['names that shard', { shard: HOME, op: 0 }],
    ['names no such wallet', undefined],
  ])('on a shard without the wallet leaves a fence there once the directory %s', async (_what, named) => {
    const { shards, asked, fencing } = scripted({ [HOME]: [ABSENT, ABSENT] }, named);
    expect(await rollback(shards, '8')).toEqual([at(HOME, { first: true })]);
    expect(asked).toHaveLength(2);
    expect(fencing).toEqual([[HOME, '8']]);
  });

  it('on a shard without the wallet goes on to the shard of the directory, and leaves no fence', async () => {
    const script = { [HOME]: [ABSENT], 3: [[200, { status: 'already applied' }]] } as const;
    const { shards, fencing } = scripted(script, { shard: 3, op: 1 });
    expect(await rollback(shards, '8')).toEqual([at(3, { first: false })]);
    expect(fencing).toEqual([[3, '8']]);
  });

  it('leaves a fence on each shard on which the wallet may be created now', async () => {
    const absent = { [HOME]: [ABSENT, ABSENT], 3: [ABSENT] };
    const { shards, fencing } = scripted(absent, { shard: 3, op: 0, unclaimed: [3, HOME, 3] });
    expect(await rollback(shards, '8')).toEqual([at(3, { first: true })]);
    expect(fencing.map(([shard]) => shard)).toEqual([HOME, 3]);
  });

  it('leaves a fence also where its reserve was sent, which the next growth may make the shard of the wallet', async () => {
    const absent = { [HOME]: [ABSENT, ABSENT], 3: [ABSENT] };
    const { shards, fencing } = scripted(absent, { shard: 3, op: 0, unclaimed: [3] });
    expect(await rollback(shards, '8')).toEqual([at(3, { first: true })]);
    expect(fencing.map(([shard]) => shard)).toEqual([HOME, 3]);
  });

  it.each<[string, Readonly<Record<number, readonly Response[]>>, NamedShard | undefined]>([
    ['is on its way', { [HOME]: [moving(3)], 3: [ABSENT] }, undefined],
    [
      'is on its way to the shard that is asked first',
      { [HOME]: [ABSENT, ABSENT], 5: [moving(HOME)] },
      { shard: 5, op: 1 },
    ],
  ])('is not done while the wallet %s, and leaves no fence there', async (_what, script, named) => {
    const { shards, asked, fencing } = scripted(script, named);
    expect(await rollback(shards, '8')).toMatchObject([{ error: expect.any(ShardBusy) }]);
    const [last] = asked.at(-1) ?? [];
    expect(fencing.map(([shard]) => shard)).not.toContain(last);
  });

  it('at a shard of the version before, which does not say that it has no wallet, is done', async () => {
    const { shards, read } = scripted({ [HOME]: [[200, { status: 'rolled back' }]] });
    expect(await rollback(shards, '8')).toEqual([at(HOME, { first: true })]);
    expect(read).toEqual([]);
  });
});

describe('The legs of one shard', () => {
  const list = (...results: [string, object][]): Response => [
    200,
    { legs: results.map(([wallet_id, result]) => ({ wallet_id, ...result })) },
  ];
  const held = { status: 'held' };

  it('that must be asked for elsewhere go there in one request for each shard', async () => {
    const { shards, asked, read } = scripted(
      {
        [HOME]: [
          list(
            ['8', held],
            ['16', { code: 'wallet_moved', shard: 2 }],
            ['24', { code: 'wallet_moving', shard: 2 }],
            ['32', { code: 'no_such_wallet' }],
          ),
        ],
        2: [list(['24', held], ['16', { code: 'insufficient_funds' }])],
        7: [HELD],
      },
      { shard: 7, op: 1 },
    );
    expect(await reserve(shards, '8', '16', '24', '32')).toEqual([
      at(HOME, 'held', '8'),
      at(2, 'insufficient_funds', '16'),
      at(2, 'held', '24'),
      at(7, 'held', '32'),
    ]);
    expect(asked).toEqual([
      [HOME, ['8', '16', '24', '32']],
      [2, ['16', '24']],
      [7, '32'],
    ]);
    expect(read).toEqual(['32']);
  });

  it('are settled where their wallets are', async () => {
    const script = {
      [HOME]: [list(['8', { code: 'no_such_wallet' }], ['16', { code: 'wallet_moved', shard: 2 }])],
      2: [HELD],
      4: [HELD],
    };
    const committed = scripted(script, { shard: 4, op: 1 });
    const both = [at(4, { first: true }, '8'), at(2, { first: true }, '16')];
    expect(await commit(committed.shards, '8', '16')).toEqual(both);
    const absent = list(['8', { status: 'rolled back', absent: true }], ['16', { code: 'wallet_moved', shard: 2 }]);
    const rolledBack = scripted({ ...script, [HOME]: [absent] }, { shard: 4, op: 1 });
    expect(await rollback(rolledBack.shards, '8', '16')).toEqual(both);
  });

  it('wait for one that is nowhere, and the others do not', async () => {
    const { shards } = scripted({
      [HOME]: [list(['8', held], ['16', { code: 'wallet_moving', shard: 2 }])],
      2: [NONE],
    });
    const [other, away] = await reserve(shards, '8', '16');
    expect(other).toEqual(at(HOME, 'held', '8'));
    expect(away).toMatchObject({ walletId: '16', shard: 2, error: expect.any(ShardBusy) });
  });
});

describe('A read of a wallet', () => {
  const MONEY: Response = [200, { wallet_id: '8', balance: '5', available: '5', reserved: '0' }];
  const money = { balance: 5n, available: 5n, reserved: 0n };

  it('begins at the shard that its caller has read in the directory', async () => {
    const { shards, asked, read } = scripted({ 6: [MONEY] });
    expect(await shards.balance('8', NOW, 6)).toEqual(money);
    expect(asked.map(([shard]) => shard)).toEqual([6]);
    expect(read).toEqual([]);
  });

  it('follows a wallet that has moved since', async () => {
    const { shards } = scripted({ 6: [moved(1)], 1: [MONEY] });
    expect(await shards.balance('8', NOW, 6)).toEqual(money);
  });

  it('says that there is none once the directory agrees', async () => {
    const { shards } = scripted({ 6: [NONE], 2: [NONE] }, { shard: 2, op: 3 });
    expect(await shards.balance('8', NOW, 6)).toBeUndefined();
  });

  describe('that is nowhere', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    it('waits for it', async () => {
      const away = [moving(5), moving(5), moving(5)];
      const { shards, asked } = scripted({ [HOME]: away, 5: [NONE, NONE, MONEY] });
      const balance = shards.balance('8', NOW);
      await jest.advanceTimersByTimeAsync(200);
      await expect(balance).resolves.toEqual(money);
      expect(asked).toHaveLength(6);
    });

    it('is unavailable if it stays away', async () => {
      const times = Array.from({ length: 100 });
      const { shards, asked } = scripted({ [HOME]: times.map(() => moving(5)), 5: times.map(() => NONE) });
      const balance = expect(shards.balance('8', NOW)).rejects.toThrow(ShardBusy);
      await jest.advanceTimersByTimeAsync(5_000);
      await balance;
      expect(asked.length).toBeLessThan(100);
    });
  });
});

describe('The creation of a wallet', () => {
  const claim = { walletId: '8', shard: 3 };

  it('asks the shard of its claim, whatever its id says', async () => {
    const { shards, asked } = scripted({ 3: [[200, {}]] });
    await shards.createWallet(claim, NOW);
    expect(asked).toEqual([[3, '8']]);
  });

  it.each([
    ['has moved', moved(5)],
    ['is moving', moving(5)],
  ])('is done if the wallet %s since', async (_what, response) => {
    const { shards, asked } = scripted({ 3: [response] });
    await expect(shards.createWallet(claim, NOW)).resolves.toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('is not done by any other error', async () => {
    await expect(scripted({ 3: [[421, { code: 'wrong_shard' }]] }).shards.createWallet(claim, NOW)).rejects.toThrow(
      ShardUnavailable,
    );
  });
});
