import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf, type ShardWallet } from '../../../lib/domain/shard-wallet.ts';
import { entryAfter, FIRST, firstChainFault, type Posting } from '../../../lib/domain/statement.ts';
import { stripeIds, wholeWallet } from '../../../lib/domain/stripes.ts';
import type { WalletOnShard, WalletState } from '../../../lib/domain/wallet-move.ts';
import { type Found, foundIn, opOf, type Placed, stateOf } from '../../../lib/store/placed-item.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { listedWalletOf } from '../../../lib/store/shard-wallet-item.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { explored } from '../../support/environment/explored.ts';
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
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly wallets: ShardWallets;
  readonly stripes: ShardStripes;
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

/** What a shard has of a wallet or a stripe, as its item says. */
interface Place {
  readonly state: WalletState;
  readonly op: number;
  readonly to?: number | undefined;
  readonly fence?: number | undefined;
}

function placeOf(placed: Placed | undefined): Place {
  const state = stateOf(placed);
  return { state, op: placed && state !== 'absent' ? opOf(placed) : 0, to: placed?.to_shard, fence: placed?.fence };
}

/** What happens within the requests of a mover, again and again: before every nth command to the database. */
interface Interruption {
  readonly every: number;
  readonly event: () => Promise<void>;
}

/** The function of a mover's request has died. */
class Died extends Error {
  override readonly name = 'Died';
}

function isDead(error: unknown): undefined {
  if (!(error instanceof Died)) throw error;
}

/** Whether a shard may have the second after the first, one request later. */
function mayFollow(before: Place, { state, op, to }: Place): boolean {
  if (before.state === 'live') return state === 'live' ? op >= before.op : state === 'moving' && op > before.op;
  if (before.state === 'absent') return state === 'absent' || state === 'live';
  const isSame = op === before.op && to === before.to;
  if (before.state === 'moving') return (state === 'moving' || state === 'moved') && isSame;
  return state === 'moved' ? isSame : state === 'live' && op > before.op;
}

/**
 * A wallet on three shards, its movers, and credits to it and to its stripes. Any request may come again, at
 * any later time. Between any two commands of a request of a mover something else may happen, or its
 * function dies.
 */
class World {
  readonly walletId = freshId('7');
  /** The ids of the main item and of all stripes. */
  readonly #itemIds: readonly string[];
  readonly #shards: Shard[];
  /** Where each move shall bring it: the move n is the nth. */
  readonly #targets: readonly number[];
  /** Every request of a mover that was made. */
  readonly #sent: (() => Promise<unknown>)[] = [];
  /** What the stream of each shard has not written yet. */
  readonly #postings: Posting[][] = SHARDS.map(() => []);
  #movers: AsyncGenerator<void, void>[];
  #held: { readonly transactionId: string; readonly itemId: string }[] = [];
  #seen: readonly Place[] = [];
  #interruption: Interruption | undefined;
  /** The commands of a step to the database. */
  #commands = 0;
  /** The fences that rollbacks have left where the wallet was not, by shard and item. */
  readonly #fences = new Map<string, number>();
  credited = 0;

  constructor(targets: readonly number[], stripes: number) {
    this.#targets = targets;
    this.#itemIds = [this.walletId, ...stripeIds(this.walletId, stripes)];
    this.#shards = tables.map(({ documents, shardWallets, shardEntries }, n) => {
      const statements = new Statements(documents, shardEntries[0]);
      const [table] = shardWallets;
      return {
        documents,
        table,
        statements,
        wallets: new ShardWallets(documents, table),
        stripes: new ShardStripes(documents, table),
        moves: new ShardMoves(this.#interruptible(documents), table, statements, n),
      };
    });
    this.#movers = [...targets, ...targets].map((_, n) => this.#move(1 + (n % targets.length)));
  }

  async create(): Promise<void> {
    const { wallets, stripes } = this.at(0);
    await wallets.createWallet(this.walletId);
    if (this.#itemIds.length > 1) await stripes.make(this.walletId, this.#itemIds.length - 1);
  }

  #interruptible(documents: DynamoDBDocumentClient): DynamoDBDocumentClient {
    const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
      await this.#beforeCommand();
      return documents.send(command);
    };
    return Object.create(documents, { send: { value: send } });
  }

  async #beforeCommand(): Promise<void> {
    const interruption = this.#interruption;
    this.#commands += 1;
    if (!interruption || this.#commands % interruption.every > 0) return;
    // What happens then is not interrupted itself.
    this.#interruption = undefined;
    await this.check();
    await interruption.event();
    await this.check();
    this.#interruption = interruption;
  }

  at(n: number): Shard {
    const shard = this.#shards[n];
    if (!shard) throw new Error(`there is no shard ${n}`);
    return shard;
  }

  target(op: number): number {
    return this.#targets[op - 1] ?? 0;
  }

  /**
   * One step, which the numbers choose. Steps of movers and late requests are the most frequent. The second
   * number chooses what happens within it.
   */
  async step(choice: number, within: number): Promise<void> {
    const n = Math.floor(within / 64);
    const credit = () => this.#credit(n);
    const events: (() => Promise<void>)[] = [
      () => Promise.reject(new Died('')),
      credit,
      credit,
      credit,
      () => this.#rollBack(n % 3, n),
      () => this.#gather(n % 3),
      async () => void (await this.#sent[n % (this.#sent.length || 1)]?.().catch(isBehind)),
      // Another mover may bring the wallet anywhere.
      () => this.#goOn(this.#move(1 + (n % this.#targets.length)), 16),
    ];
    const event = events[within % 10];
    this.#interruption = event && { every: 1 + (Math.floor(within / 10) % 6), event };
    this.#commands = 0;
    await this.#step(choice);
    this.#interruption = undefined;
  }

  async #step(choice: number): Promise<void> {
    const n = Math.floor(choice / 16);
    const shard = n % 3;
    const mover = n % this.#movers.length;
    switch (choice % 16) {
      case 0:
        if (n % 5 === 0) return this.#rollBack(shard, n);
        return n % 5 === 1 ? this.#gather(shard) : this.#hold(shard, n);
      case 1:
        return this.#commit(shard);
      case 2:
        return this.#stream(shard);
      case 3:
        this.#movers[mover] = this.#move(1 + (n % this.#targets.length));
        return;
      case 4:
        // A creation that comes late. The claim names shard 0.
        return this.#ask(0, this.walletId, () => this.at(0).wallets.createWallet(this.walletId));
      case 5:
      case 6:
      case 7:
      case 8:
        return void (await this.#sent[n % (this.#sent.length || 1)]?.().catch(isBehindOrDead));
      default:
        // A mover that has died is one that never goes on.
        return this.#goOn(this.#movers[mover], 1 + (Math.floor(n / 6) % 16)).catch(isDead);
    }
  }

  /** Several steps of one mover, so that whole moves fit between two steps of another. */
  async #goOn(mover: AsyncGenerator<void, void> | undefined, steps: number): Promise<void> {
    for (let n = 0; n < steps; n++) {
      if ((await mover?.next())?.done) return;
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
    this.#seen = [];
    await this.check();
  }

  async #hold(shard: number, n: number): Promise<void> {
    const transactionId = freshId('tx');
    const itemId = this.#item(Math.floor(n / 3));
    const hold = { transactionId, walletId: itemId, amount: 1n, deadline: DEADLINE };
    await this.#ask(shard, itemId, async () => {
      await this.at(shard).wallets.reserve(hold, NOW);
      this.#held.push({ transactionId, itemId });
    });
  }

  async #commit(shard: number): Promise<void> {
    const [held] = this.#held;
    if (!held) return;
    const { transactionId, itemId } = held;
    await this.#ask(shard, itemId, async () => {
      await this.at(shard).wallets.commit({ transactionId, walletId: itemId, amount: 1n }, NOW);
      this.#held = this.#held.filter((one) => one !== held);
      this.credited += 1;
      const head = wholeOf(await this.#items(shard))?.statement;
      if (!head) throw new Error('it has no statement');
      expect(head).toMatchObject({ seq: this.credited, posted: BigInt(this.credited) });
      this.#postings[shard]?.push({ walletId: this.walletId, ...head, txId: transactionId, amount: 1n, at: NOW });
    });
  }

  /** A credit where the wallet is. Its stripes may take it while the main item is marked. */
  async #credit(n: number): Promise<void> {
    const places = await Promise.all(SHARDS.map((shard) => this.#place(shard)));
    const shard = places.findIndex(({ state }) => state === 'live' || state === 'moving');
    await this.#hold(shard, n);
    await this.#commit(shard);
  }

  /** A rollback that is too early for its reserve. Where the wallet is not, it leaves a fence. */
  async #rollBack(shard: number, n: number): Promise<void> {
    const itemId = this.#item(Math.floor(n / 3));
    const deadline = DEADLINE - 1_000 + (n % 100);
    const { state } = await this.#place(shard, itemId);
    if (state === 'moving' || state === 'moved') return;
    const { absent } = await this.at(shard).wallets.rollback(itemId, freshId('tx'), deadline, NOW);
    if (!absent) return;
    const key = `${shard} ${itemId}`;
    this.#fences.set(key, Math.max(deadline, this.#fences.get(key) ?? 0));
  }

  /** Brings what the stripes have to the main item, as far as both are here: a move may come in between. */
  async #gather(shard: number): Promise<void> {
    const { wallets, stripes } = this.at(shard);
    const main = await wallets.get(this.walletId).catch(isElsewhere);
    const all = main && (await stripes.of(main).catch(isElsewhere));
    const item = (await this.#found(shard, this.walletId)).item;
    const own = item === undefined ? undefined : listedWalletOf(item);
    if (own && all) await stripes.gather(own, all, BigInt(ENOUGH)).catch(isElsewhere);
  }

  #item(n: number): string {
    return this.#itemIds[n % this.#itemIds.length] ?? this.walletId;
  }

  async #found(shard: number, itemId: string): Promise<Found> {
    const { documents, table: TableName } = this.at(shard);
    const { Item } = await documents.send(new GetCommand({ TableName, Key: { wallet_id: itemId } }));
    return foundIn(Item);
  }

  async #place(shard: number, itemId = this.walletId): Promise<Place> {
    return placeOf((await this.#found(shard, itemId)).placed);
  }

  /** The main item and the stripes, also while the wallet moves. */
  #items(shard: number): Promise<Found[]> {
    return Promise.all(this.#itemIds.map((itemId) => this.#found(shard, itemId)));
  }

  /** The shard may not have the wallet, and says where it is. */
  async #ask(shard: number, itemId: string, request: () => Promise<void>): Promise<void> {
    const { state } = await this.#place(shard, itemId);
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
    let marked: WalletOnShard | undefined;
    for (;;) {
      const here = marked ?? (await this.at(shard).moves.place(walletId));
      marked = undefined;
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
        const told = await this.#send(() => this.at(at).moves.mark({ walletId, op, to: target }));
        // It puts what the mark gave.
        if (told.state === 'moving') marked = told;
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
    const places = await Promise.all(SHARDS.map((n) => this.#place(n)));
    for (const [n, place] of places.entries()) {
      const before = this.#seen[n];
      if (before) expect([before, place, mayFollow(before, place)]).toEqual([before, place, true]);
    }
    this.#seen = places;
    const live = places.filter(({ state }) => state === 'live').length;
    expect(live).toBeLessThanOrEqual(1);
    expect(live + places.filter(({ state }) => state === 'moving').length).toBeGreaterThan(0);
    for (const [n, { state }] of places.entries()) if (state === 'live') await this.#checkLive(n);
  }

  /** @throws if the live wallet lacks money, a stripe, or a fence that was left here */
  async #checkLive(shard: number): Promise<void> {
    const items = await this.#items(shard);
    for (const [n, { placed }] of items.entries()) {
      const itemId = this.#item(n);
      const fence = this.#fences.get(`${shard} ${itemId}`) ?? 0;
      expect([itemId, stateOf(placed), (placed?.fence ?? 0) >= fence]).toEqual([itemId, 'live', true]);
    }
    const whole = wholeOf(items);
    expect(whole && balanceOf(whole).balance).toBe(BigInt(this.credited));
  }
}

function wholeOf(items: readonly Found[]): ShardWallet | undefined {
  const [main, ...stripes] = items.map(({ item }) => (item === undefined ? undefined : listedWalletOf(item)));
  return (
    main &&
    wholeWallet(
      main,
      stripes.flatMap((stripe) => stripe ?? []),
    )
  );
}

function isElsewhere(error: unknown): undefined {
  if (!(error instanceof MibError) || !['wallet_moving', 'wallet_moved'].includes(error.code)) throw error;
}

function isBehind(error: unknown): undefined {
  if (!(error instanceof MibError) || error.code !== 'entries_behind') throw error;
}

function isBehindOrDead(error: unknown): undefined {
  if (!(error instanceof Died)) isBehind(error);
}

/** What the step is, and what happens within it. */
const STEP = fc.tuple(fc.nat(1_000_000), fc.nat(1_000_000));

describe.each([
  ['a wallet', 0],
  ['a wallet in stripes', 2],
])('%s that moves by several moves at once, with late and repeated requests and movers that stop', (_, stripes) => {
  it.each([
    ['there', [1]],
    ['there and back', [1, 0]],
    ['on', [1, 2]],
    ['there, back, and it stays', [1, 0, 0]],
    ['there, back and there again', [1, 0, 1]],
    ['on and back', [1, 2, 1]],
  ])('is in one place, and ends at the target of the last one with its money and statement: %s', async (_, targets) => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 10, maxLength: 120 }), async (choices) => {
        const world = new World(targets, stripes);
        await world.create();
        for (const [choice, within] of choices) {
          await world.step(choice, within);
          await world.check();
        }
        await world.finish();
        const last = targets.at(-1) ?? 0;
        const { moves, statements } = world.at(last);
        expect(await moves.place(world.walletId)).toMatchObject({ state: 'live', op: targets.length });
        const { entries } = await statements.page(world.walletId, { limit: 100, order: 'asc' });
        expect(entries).toHaveLength(world.credited);
        expect(firstChainFault(world.walletId, entries)).toBeUndefined();
      }),
      { numRuns: explored({ quick: 6, full: 60 }) },
    );
  });
});
