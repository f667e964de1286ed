import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { entryAfter, FIRST } from '../../../lib/domain/statement.ts';
import type { Move } from '../../../lib/domain/wallet-move.ts';
import { ShardUnavailable } from '../../../lib/remote/shard-errors.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Statements } from '../../../lib/store/statements.ts';
import type { MoverTime } from '../../../lib/usecases/copy-entries.ts';
import { type MoveEnd, type MovingShards, moveWallet, WalletAway } from '../../../lib/usecases/move-wallet.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, debit, freshId, NOW } from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: readonly ShardWallets[];
let statements: readonly Statements[];
let shards: MovingShards;
/** Where the directory says that a wallet is, and by which operation. */
const directory = new Map<string, { shard: number; op: number }>();

beforeAll(async () => {
  tables = await memoryTables();
  const { documents, shardWallets, shardEntries } = tables;
  wallets = shardWallets.map((table) => new ShardWallets(documents, table));
  statements = shardEntries.map((table) => new Statements(documents, table));
  shards = shardsWith(shardWallets.map((table, n) => new ShardMoves(documents, table, at(statements, n), n)));
});
afterAll(() => tables.close());

function at<T>(list: readonly T[], n: number): T {
  const one = list[n];
  if (one === undefined) throw new Error(`there is no ${n}`);
  return one;
}

/** The shards in this process, without a network. */
function shardsWith(moves: readonly ShardMoves[]): MovingShards {
  return {
    count: moves.length,
    place: (walletId, shard) => at(moves, shard).place(walletId),
    mark: (move, shard) => at(moves, shard).mark(move),
    put: (wallet, shard) => at(moves, shard).put(wallet),
    tomb: ({ walletId, op }, shard) => at(moves, shard).tomb(walletId, op),
    stay: ({ walletId, op }, shard) => at(moves, shard).stay(walletId, op),
    entries: async (walletId, shard, { after, limit = 1 }) => {
      const { entries, more } = await at(statements, shard).page(walletId, { after, limit, order: 'asc' });
      return { entries, next: more ? entries.at(-1)?.seq : undefined };
    },
    copyEntries: (walletId, entries, shard) => at(moves, shard).copy(walletId, entries),
  };
}

const stores = (calls: MovingShards = shards): Parameters<typeof moveWallet>[0] => ({
  shards: calls,
  directory: {
    get: async (walletId) => {
      const entry = directory.get(walletId);
      return entry && { walletId, owner: 'u', shard: entry.shard, status: 'ACTIVE', createdAt: '' };
    },
    moveTo: async (walletId, { shard, op }) => {
      const entry = directory.get(walletId);
      if (entry && entry.op < op) directory.set(walletId, { shard, op });
      return true;
    },
  },
});

/** Time passes only while a mover waits. */
const patient = (meanwhile: () => Promise<unknown> = async () => undefined): MoverTime => {
  let now = NOW;
  return {
    clock: () => now,
    pause: async (ms) => {
      now += ms;
      await meanwhile();
    },
  };
};

const move = (one: Move, calls?: MovingShards, time = patient()): Promise<MoveEnd> =>
  moveWallet(stores(calls), one, time);

async function post(shard: number, walletId: string, amount: bigint): Promise<void> {
  const funding = credit(walletId, amount);
  await at(wallets, shard).reserve(funding, NOW);
  await at(wallets, shard).commit(funding, NOW);
  const wallet = await at(wallets, shard).get(walletId);
  if (!wallet?.statement) throw new Error('it has no statement');
  const { seq, posted } = wallet.statement;
  const before = (await at(statements, shard).latest(walletId)) ?? FIRST;
  await at(statements, shard).add(
    entryAfter(before, { walletId, seq, txId: funding.transactionId, amount, posted, at: NOW }),
  );
}

/** A wallet on shard 0 with two entries, 100 together, and 30 of them held. */
async function funded(): Promise<string> {
  const walletId = freshId('8');
  directory.set(walletId, { shard: 0, op: 0 });
  await at(wallets, 0).createWallet(walletId);
  await post(0, walletId, 60n);
  await post(0, walletId, 40n);
  await at(wallets, 0).reserve(debit(walletId, 30n), NOW);
  return walletId;
}

/** A posting of 7, whose entry is written once by `write`. */
async function postedLate(walletId: string): Promise<{ write: () => Promise<unknown> }> {
  const late = credit(walletId, 7n);
  await at(wallets, 0).reserve(late, NOW);
  await at(wallets, 0).commit(late, NOW);
  const before = (await at(statements, 0).latest(walletId)) ?? FIRST;
  const entry = { walletId, seq: before.seq + 1, txId: late.transactionId, amount: 7n, posted: 107n, at: NOW };
  return { write: () => at(statements, 0).add(entryAfter(before, entry)) };
}

/** A wallet on shard 0 whose third entry is not written yet. */
async function behind(): Promise<{ walletId: string; write: () => Promise<unknown> }> {
  const walletId = await funded();
  return { walletId, ...(await postedLate(walletId)) };
}

/** What each shard has, and where the directory says that the wallet is. */
async function standing(walletId: string) {
  const places = await Promise.all(wallets.map((_, shard) => shards.place(walletId, shard, NOW)));
  return { states: places.map(({ state, op }) => `${state} ${op}`), directory: directory.get(walletId) };
}

/** The wallet is whole on one shard, with its money, hold and statement. */
async function expectWhole(walletId: string, shard: number): Promise<void> {
  const wallet = await at(wallets, shard).get(walletId);
  if (!wallet) throw new Error(`shard ${shard} does not have it`);
  expect(balanceOf(wallet)).toEqual({ balance: 100n, available: 70n, reserved: 30n });
  expect(await at(statements, shard).page(walletId, { limit: 10, order: 'asc' })).toMatchObject({
    entries: [
      { seq: 1, balance: 60n },
      { seq: 2, balance: 100n },
    ],
  });
}

/** A mover that dies at one of its calls: before it, or before its response. */
function dying(call: number, how: 'before' | 'after'): { calls: MovingShards; made: () => number } {
  let made = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    made += 1;
    if (made === call && how === 'before') throw new ShardUnavailable('died');
    const result = await work();
    if (made === call) throw new ShardUnavailable('died');
    return result;
  };
  const calls: MovingShards = {
    count: shards.count,
    place: (...given) => step(() => shards.place(...given)),
    mark: (...given) => step(() => shards.mark(...given)),
    put: (...given) => step(() => shards.put(...given)),
    tomb: (...given) => step(() => shards.tomb(...given)),
    stay: (...given) => step(() => shards.stay(...given)),
    entries: (...given) => step(() => shards.entries(...given)),
    copyEntries: (...given) => step(() => shards.copyEntries(...given)),
  };
  return { calls, made: () => made };
}

/** Runs another job once, before one of a mover's calls. */
function interrupted(call: number, job: () => Promise<unknown>): MovingShards {
  let made = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    made += 1;
    if (made === call) await job();
    return work();
  };
  return {
    count: shards.count,
    place: (...given) => step(() => shards.place(...given)),
    mark: (...given) => step(() => shards.mark(...given)),
    put: (...given) => step(() => shards.put(...given)),
    tomb: (...given) => step(() => shards.tomb(...given)),
    stay: (...given) => step(() => shards.stay(...given)),
    entries: (...given) => step(() => shards.entries(...given)),
    copyEntries: (...given) => step(() => shards.copyEntries(...given)),
  };
}

/** The most calls that a move makes in these tests. */
const CALLS = Array.from({ length: 14 }, (_, n) => n + 1);

describe('the move of a wallet', () => {
  it('brings the wallet with its holds and its statement, leaves a tombstone, and writes the directory', async () => {
    const walletId = await funded();
    expect(await move({ walletId, op: 1, to: 1 })).toBe('moved');
    await expectWhole(walletId, 1);
    expect(await standing(walletId)).toEqual({ states: ['moved 1', 'live 1'], directory: { shard: 1, op: 1 } });
  });

  it('changes nothing when it is repeated', async () => {
    const walletId = await funded();
    await move({ walletId, op: 1, to: 1 });
    const before = await tables.contents();
    expect(await move({ walletId, op: 1, to: 1 })).toBe('stayed');
    expect(await tables.contents()).toEqual(before);
  });

  it('goes back by a larger number, with what was posted meanwhile', async () => {
    const walletId = await funded();
    await move({ walletId, op: 1, to: 1 });
    await post(1, walletId, 5n);
    expect(await move({ walletId, op: 2, to: 0 })).toBe('moved');
    expect(await standing(walletId)).toEqual({ states: ['live 2', 'moved 2'], directory: { shard: 0, op: 2 } });
    const wallet = await at(wallets, 0).get(walletId);
    expect(wallet && balanceOf(wallet).balance).toBe(105n);
    expect((await at(statements, 0).latest(walletId))?.seq).toBe(3);
  });

  it('is refused by a wallet that a later operation has moved', async () => {
    const walletId = await funded();
    await move({ walletId, op: 2, to: 1 });
    expect(await move({ walletId, op: 1, to: 0 })).toBe('outdated');
    await expectWhole(walletId, 1);
  });

  it('gives a wallet that is at its target the number, so that an older move cannot take it', async () => {
    const walletId = await funded();
    expect(await move({ walletId, op: 2, to: 0 })).toBe('stayed');
    expect(await move({ walletId, op: 1, to: 1 })).toBe('outdated');
    expect(await standing(walletId)).toEqual({ states: ['live 2', 'absent 0'], directory: { shard: 0, op: 2 } });
  });

  it('finds nothing to move of a wallet that no shard has yet', async () => {
    const walletId = freshId('8');
    expect(await move({ walletId, op: 1, to: 1 })).toBe('nowhere');
    directory.set(walletId, { shard: 0, op: 0 });
    expect(await move({ walletId, op: 1, to: 1 })).toBe('nowhere');
  });

  it('finds a wallet that is elsewhere than the directory says', async () => {
    const walletId = await funded();
    directory.set(walletId, { shard: 1, op: 0 });
    expect(await move({ walletId, op: 1, to: 1 })).toBe('moved');
    await expectWhole(walletId, 1);
  });

  it('marks no wallet whose last entries the statement still lacks', async () => {
    const { walletId } = await behind();
    await expect(move({ walletId, op: 1, to: 1 })).rejects.toThrow(ShardUnavailable);
    expect((await standing(walletId)).states).toEqual(['live 0', 'absent 0']);
  });

  it('waits for the entries of the last postings, and goes on', async () => {
    const { walletId, write } = await behind();
    expect(await move({ walletId, op: 1, to: 1 }, shards, patient(write))).toBe('moved');
    expect((await at(statements, 1).latest(walletId))?.seq).toBe(3);
  });

  it('says that the wallet is away while the entry of a posting before the mark is missing', async () => {
    const walletId = await funded();
    let late = async (): Promise<unknown> => undefined;
    const paid: MovingShards = {
      ...shards,
      mark: async (...given) => {
        ({ write: late } = await postedLate(walletId));
        return shards.mark(...given);
      },
    };
    await expect(move({ walletId, op: 1, to: 1 }, paid)).rejects.toThrow(WalletAway);
    expect((await standing(walletId)).states).toEqual(['moving 1', 'absent 0']);
    await late();
    expect(await move({ walletId, op: 1, to: 1 })).toBe('moved');
    expect((await at(statements, 1).latest(walletId))?.seq).toBe(3);
  });

  it('marks no wallet whose target does not respond', async () => {
    const walletId = await funded();
    const down: MovingShards = {
      ...shards,
      place: async (id, shard, now) => {
        if (shard === 1) throw new ShardUnavailable('down');
        return shards.place(id, shard, now);
      },
    };
    await expect(move({ walletId, op: 1, to: 1 }, down)).rejects.toThrow(ShardUnavailable);
    expect((await standing(walletId)).states).toEqual(['live 0', 'absent 0']);
  });

  describe('by a mover that dies', () => {
    it.each(CALLS.flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]))(
      'at call %i, %s it had an effect, is brought to its end by another one',
      async (call, how) => {
        const walletId = await funded();
        const { calls, made } = dying(call, how);
        await move({ walletId, op: 1, to: 1 }, calls).catch(() => undefined);
        expect(made()).toBeLessThanOrEqual(CALLS.length);
        await move({ walletId, op: 1, to: 1 });
        await expectWhole(walletId, 1);
        expect(await standing(walletId)).toEqual({ states: ['moved 1', 'live 1'], directory: { shard: 1, op: 1 } });
      },
    );

    it.each(CALLS.flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]))(
      'at call %i, %s it had an effect, is turned back by a later operation',
      async (call, how) => {
        const walletId = await funded();
        await move({ walletId, op: 1, to: 1 }, dying(call, how).calls).catch(() => undefined);
        await move({ walletId, op: 2, to: 0 });
        await expectWhole(walletId, 0);
        expect((await standing(walletId)).directory).toEqual({ shard: 0, op: 2 });
        // What the first one would go on with comes too late.
        await move({ walletId, op: 1, to: 1 });
        await expectWhole(walletId, 0);
      },
    );
  });

  describe('while another mover', () => {
    it.each(CALLS)('makes the same move before call %i, happens once', async (call) => {
      const walletId = await funded();
      const move1: Move = { walletId, op: 1, to: 1 };
      await move(
        move1,
        interrupted(call, () => move(move1)),
      );
      await expectWhole(walletId, 1);
      expect(await standing(walletId)).toEqual({ states: ['moved 1', 'live 1'], directory: { shard: 1, op: 1 } });
    });

    it.each(CALLS)('turns the wallet back before call %i, leaves it where the later one brings it', async (call) => {
      const walletId = await funded();
      const back = () => move({ walletId, op: 2, to: 0 });
      await move({ walletId, op: 1, to: 1 }, interrupted(call, back)).catch(() => undefined);
      await back();
      await expectWhole(walletId, 0);
      expect((await standing(walletId)).directory).toEqual({ shard: 0, op: 2 });
    });
  });

  describe('whose wallet is paid meanwhile', () => {
    it.each(CALLS)('loses no credit that was posted before call %i', async (call) => {
      const walletId = await funded();
      const pay = async () => {
        const live = (await standing(walletId)).states.findIndex((state) => state.startsWith('live'));
        if (live >= 0) await post(live, walletId, 1n);
      };
      await move({ walletId, op: 1, to: 1 }, interrupted(call, pay));
      const wallet = await at(wallets, 1).get(walletId);
      const last = await at(statements, 1).latest(walletId);
      expect(wallet && { ...balanceOf(wallet), seq: wallet.statement?.seq }).toMatchObject({
        balance: last?.balance,
        seq: last?.seq,
      });
      expect([100n, 101n]).toContain(last?.balance);
    });
  });
});
