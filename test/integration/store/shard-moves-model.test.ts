import fc from 'fast-check';
import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { entryAfter, FIRST, firstChainFault, type Posting } from '../../../lib/domain/statement.ts';
import type { WalletOnShard, WalletState } from '../../../lib/domain/wallet-move.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { DEADLINE, freshId, NOW } from './shard-wallet-steps.ts';

/** Each shard is in the tables of a stage of its own. */
const SHARDS = [0, 1, 2];
let tables: FreshTables[];
beforeAll(async () => {
  tables = await Promise.all(SHARDS.map(() => memoryTables()));
});
afterAll(() => {
  for (const one of tables) one.close();
});

/** More steps than any mover needs. */
const ENOUGH = 300;

interface Shard {
  readonly wallets: ShardWallets;
  readonly moves: ShardMoves;
  readonly statements: Statements;
}

/** The error of a request for money, by what the shard has. Shard 0 alone has it from the beginning. */
const SAID: Readonly<Record<WalletState, string | undefined>> = {
  absent: 'no_such_wallet',
  live: undefined,
  moving: 'wallet_moving',
  moved: 'wallet_moved',
};

/** Whether a shard may have the second after the first, one request later. */
function mayFollow(before: WalletOnShard, { state, op, to }: WalletOnShard): boolean {
  if (before.state === 'live') return state === 'live' ? op >= before.op : state === 'moving' && op > before.op;
  if (before.state === 'absent') return state === 'absent' || state === 'live';
  const isSame = op === before.op && to === before.to;
  if (before.state === 'moving') return (state === 'moving' || state === 'moved') && isSame;
  return state === 'moved' ? isSame : state === 'live' && op > before.op;
}

/** A wallet on three shards, its movers, and credits to it. Any request may come again, at any later time. */
class World {
  readonly walletId = freshId('7');
  readonly #shards: Shard[];
  /** Where each move shall bring it: the move n is the nth. */
  readonly #targets: readonly number[];
  /** Every request of a mover that was made. */
  readonly #sent: (() => Promise<unknown>)[] = [];
  /** What the stream of each shard has not written yet. */
  readonly #postings: Posting[][] = SHARDS.map(() => []);
  #movers: AsyncGenerator<void, void>[];
  #held: string[] = [];
  #seen: readonly WalletOnShard[] = [];
  credited = 0;

  constructor(targets: readonly number[]) {
    this.#targets = targets;
    this.#shards = tables.map(({ documents, shardWallets, shardEntries }, n) => {
      const statements = new Statements(documents, shardEntries[0]);
      return {
        statements,
        wallets: new ShardWallets(documents, shardWallets[0]),
        moves: new ShardMoves(documents, shardWallets[0], statements, n),
      };
    });
    this.#movers = [...targets, ...targets].map((_, n) => this.#move(1 + (n % targets.length)));
  }

  async create(): Promise<void> {
    await this.at(0).wallets.createWallet(this.walletId);
  }

  at(n: number): Shard {
    const shard = this.#shards[n];
    if (!shard) throw new Error(`there is no shard ${n}`);
    return shard;
  }

  target(op: number): number {
    return this.#targets[op - 1] ?? 0;
  }

  /** One step, which the number chooses. Steps of movers and late requests are the most frequent. */
  async step(choice: number): Promise<void> {
    const n = Math.floor(choice / 16);
    const shard = n % 3;
    const mover = n % this.#movers.length;
    switch (choice % 16) {
      case 0:
        return this.#hold(shard);
      case 1:
        return this.#commit(shard);
      case 2:
        return this.#stream(shard);
      case 3:
        this.#movers[mover] = this.#move(1 + (n % this.#targets.length));
        return;
      case 4:
        // A creation that comes late. The claim names shard 0.
        return this.#ask(0, () => this.at(0).wallets.createWallet(this.walletId));
      case 5:
      case 6:
      case 7:
      case 8:
        return void (await this.#sent[n % (this.#sent.length || 1)]?.().catch(isBehind));
      default:
        return this.#goOn(mover, 1 + (Math.floor(n / 6) % 16));
    }
  }

  /** Several steps of one mover, so that whole moves fit between two steps of another. */
  async #goOn(mover: number, steps: number): Promise<void> {
    for (let n = 0; n < steps; n++) {
      if ((await this.#movers[mover]?.next())?.done) return;
      await this.check();
    }
  }

  /** Everything that is left to do is done, and each move once more. */
  async finish(): Promise<void> {
    for (const [n] of this.#targets.entries()) {
      const mover = this.#move(n + 1);
      for (let steps = 0; !(await mover.next()).done; steps++) {
        if (steps > ENOUGH) throw new Error(`move ${n + 1} does not end`);
        // A mover waits for the stream.
        for (const shard of SHARDS) await this.#stream(shard);
      }
    }
    for (let round = 0; this.#held.length > 0; round++) {
      if (round > ENOUGH) throw new Error('a hold is left');
      for (const shard of SHARDS) await this.#commit(shard);
    }
    for (const shard of SHARDS) while (this.#postings[shard]?.length) await this.#stream(shard);
  }

  async #hold(shard: number): Promise<void> {
    const transactionId = freshId('tx');
    const hold = { transactionId, walletId: this.walletId, amount: 1n, deadline: DEADLINE };
    await this.#ask(shard, async () => {
      await this.at(shard).wallets.reserve(hold, NOW);
      this.#held.push(transactionId);
    });
  }

  async #commit(shard: number): Promise<void> {
    const { walletId } = this;
    const [transactionId] = this.#held;
    if (transactionId === undefined) return;
    await this.#ask(shard, async () => {
      const { wallets } = this.at(shard);
      await wallets.commit({ transactionId, walletId, amount: 1n }, NOW);
      this.#held.shift();
      this.credited += 1;
      const head = (await wallets.get(walletId))?.statement;
      if (!head) throw new Error('it has no statement');
      expect(head).toMatchObject({ seq: this.credited, posted: BigInt(this.credited) });
      this.#postings[shard]?.push({ walletId, ...head, txId: transactionId, amount: 1n, at: NOW });
    });
  }

  /** The shard may not have the wallet, and says where it is. */
  async #ask(shard: number, request: () => Promise<void>): Promise<void> {
    const { state } = await this.at(shard).moves.place(this.walletId);
    let code: string | undefined;
    await request().catch((error: unknown) => {
      if (!(error instanceof MibError)) throw error;
      code = error.code;
    });
    expect(code).toBe(SAID[state]);
  }

  async #stream(shard: number): Promise<void> {
    const posting = this.#postings[shard]?.shift();
    if (!posting) return;
    const { statements } = this.at(shard);
    await statements.add(entryAfter((await statements.latest(this.walletId)) ?? FIRST, posting));
  }

  async #send<T>(request: () => Promise<T>): Promise<T> {
    this.#sent.push(request);
    return request();
  }

  /** A mover by the rules of docs/protocol.md. It makes one request at a time. */
  async *#move(op: number): AsyncGenerator<void, void> {
    const { walletId } = this;
    const target = this.target(op);
    let shard = 0;
    let settled: number | undefined;
    for (;;) {
      const here = await this.at(shard).moves.place(walletId);
      yield;
      if (here.op > op) return;
      if (here.state === 'absent') {
        shard = (shard + 1) % SHARDS.length;
      } else if (here.state === 'moved') {
        shard = here.to ?? 0;
      } else if (here.from !== undefined && settled !== here.op) {
        const { from } = here;
        await this.#send(() => this.at(from).moves.tomb(walletId, here.op));
        settled = here.op;
      } else if (here.state === 'live' && (shard === target || here.op === op)) {
        const at = shard;
        await this.#send(() => this.at(at).moves.stay(walletId, op));
        return;
      } else if (here.state === 'live') {
        const at = shard;
        if (here.entries > 0) yield* this.#copy(at, target);
        await this.#send(() => this.at(at).moves.mark({ walletId, op, to: target }));
      } else if (here.entries === here.seq) {
        const { to = 0, item = '' } = here;
        const from = shard;
        const put = () => this.#send(() => this.at(to).moves.put({ walletId, op: here.op, from, item }));
        // The shard refuses a wallet whose entries are missing, whatever a mover does.
        const isPut = await put().catch(isBehind);
        yield;
        if (isPut === undefined) {
          yield* this.#copy(from, to);
          await put();
          yield;
        }
        await this.#send(() => this.at(from).moves.tomb(walletId, here.op));
        if (here.op === op) return;
        shard = to;
      }
      yield;
    }
  }

  async *#copy(from: number, to: number): AsyncGenerator<void, void> {
    const { entries } = await this.at(from).statements.page(this.walletId, { limit: 100, order: 'asc' });
    if (entries.length > 0) await this.#send(() => this.at(to).moves.copy(this.walletId, entries));
    yield;
  }

  /** @throws if the wallet is nowhere, or in two places, or if a shard has changed what stays */
  async check(): Promise<void> {
    const places = await Promise.all(SHARDS.map((n) => this.at(n).moves.place(this.walletId)));
    for (const [n, place] of places.entries()) {
      const before = this.#seen[n];
      if (before) expect([before, place, mayFollow(before, place)]).toEqual([before, place, true]);
    }
    this.#seen = places;
    const live = places.filter(({ state }) => state === 'live').length;
    expect(live).toBeLessThanOrEqual(1);
    expect(live + places.filter(({ state }) => state === 'moving').length).toBeGreaterThan(0);
  }
}

function isBehind(error: unknown): undefined {
  if (!(error instanceof MibError) || error.code !== 'entries_behind') throw error;
}

describe('a wallet that moves by several moves at once, with late and repeated requests and movers that stop', () => {
  it.each([
    ['there', [1]],
    ['there and back', [1, 0]],
    ['on', [1, 2]],
    ['there, back, and it stays', [1, 0, 0]],
    ['there, back and there again', [1, 0, 1]],
    ['on and back', [1, 2, 1]],
  ])('is in one place, and ends at the target of the last one with its money and statement: %s', async (_, targets) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_000_000), { minLength: 10, maxLength: 120 }), async (choices) => {
        const world = new World(targets);
        await world.create();
        for (const choice of choices) {
          await world.step(choice);
          await world.check();
        }
        await world.finish();
        const last = targets.at(-1) ?? 0;
        const { wallets, statements } = world.at(last);
        const wallet = await wallets.get(world.walletId);
        if (!wallet) throw new Error('it is not at its target');
        expect(wallet.op).toBe(targets.length);
        expect(balanceOf(wallet).balance).toBe(BigInt(world.credited));
        const { entries } = await statements.page(world.walletId, { limit: 100, order: 'asc' });
        expect(entries).toHaveLength(world.credited);
        expect(firstChainFault(world.walletId, entries)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});
