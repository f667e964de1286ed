import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { type EntryBefore, FIRST, firstChainFault } from '../../../lib/domain/statement.ts';
import { stripeId } from '../../../lib/domain/stripes.ts';
import { Statements } from '../../../lib/store/statements.ts';
import type { StreamRecord } from '../../../lib/store/stream-batch.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { explored } from '../../support/environment/explored.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { type Posted, recordsOf } from '../../support/postings.ts';

const NOW = 1_700_000_000_000;
const STRIPES = 3;

let tables: FreshTables;
let statements: Statements;
beforeAll(async () => {
  tables = await memoryTables();
  statements = new Statements(tables.documents, tables.shardEntries[0]);
});
afterAll(() => tables.close());

/** The database as one invocation sees it: stale, slow, and gone from some operation on. */
class Invocation extends Statements {
  readonly #stale: number;
  #left: number;

  /** @param left the operations until the function dies */
  constructor(stale: number, left: number) {
    super(tables.documents, tables.shardEntries[0]);
    this.#stale = stale;
    this.#left = left;
  }

  override async latest(walletId: string) {
    await this.#turn();
    return super.latest(walletId);
  }

  /** An eventually consistent read may lack the newest items. */
  override async latestFrom(walletId: string, seq: number) {
    await this.#turn();
    const { Items = [] } = await tables.documents.send(
      new QueryCommand({
        TableName: tables.shardEntries[0],
        KeyConditionExpression: 'wallet_id = :wallet',
        ExpressionAttributeValues: { ':wallet': walletId },
        ScanIndexForward: false,
        Limit: Math.max(1, this.#stale),
      }),
    );
    const unseen = this.#stale > 0 ? Items.at(-1) : undefined;
    const seen = await (unseen ? this.upTo(walletId, Number(unseen.seq) - 1) : super.latest(walletId));
    return seen && seen.seq >= seq ? seen : super.latest(walletId);
  }

  override async add(entry: Parameters<Statements['add']>[0]) {
    await this.#turn();
    const added = await super.add(entry);
    await this.#turn();
    return added;
  }

  override async append(...block: Parameters<Statements['append']>) {
    await this.#turn();
    const added = await super.append(...block);
    // It may die before it knows.
    await this.#turn();
    return added;
  }

  async #turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#left-- <= 0) throw new Error('the function has died');
  }
}

interface Step {
  readonly shard: number;
  readonly from: number;
  readonly length: number;
  readonly stale: number;
  readonly left: number;
  readonly alone: boolean;
}

let ids = 0;

/** Items of a wallet, whose records are in shards of the stream: each in its order, in one of them. */
class World {
  readonly walletId = String(++ids);
  readonly items: readonly (readonly StreamRecord[])[];
  readonly #shards: readonly (readonly StreamRecord[])[];
  #running: Promise<unknown>[] = [];

  /**
   * @param counts of the postings of each item, the wallet's own first
   * @param before how many of its own there were before it got stripes
   * @param opened whether the first of its own opens the statement
   * @param shardOf each item's shard of the stream
   */
  constructor(counts: readonly number[], before: number, opened: boolean, shardOf: readonly number[]) {
    this.items = counts.map((count, item) => this.#recordsOf(item, count, before, opened));
    this.#shards = [0, 1, 2].map((shard) => mixed(this.items.filter((_, item) => shardOf[item] === shard)));
  }

  #recordsOf(item: number, count: number, before: number, opened: boolean): readonly StreamRecord[] {
    const postings: Posted[] = Array.from({ length: count }, (_, n) => ({
      ...((item > 0 || n > 0 || !opened) && { tx: `${item}-${n + 1}` }),
      amount: BigInt(10 * (n + 1) - (item === 0 ? 25 : 0)),
      at: NOW + ((n * 7 + item * 13) % 40),
    }));
    if (item > 0) return recordsOf(stripeId(this.walletId, item), postings, { made_after: Math.min(before, 1) });
    const unstriped = recordsOf(this.walletId, postings).slice(0, before);
    return [...unstriped, ...recordsOf(this.walletId, postings, { stripes: STRIPES }).slice(before)];
  }

  /** A batch of one shard. Lambda cuts it anywhere, begins again at an earlier record, and may run two. */
  async step({ shard, from, length, stale, left, alone }: Step): Promise<void> {
    const records = this.#shards[shard % 3] ?? [];
    const start = records.length === 0 ? 0 : from % records.length;
    this.#running.push(post(new Invocation(stale, left), records.slice(start, start + length)));
    if (!alone) return;
    await Promise.all(this.#running);
    this.#running = [];
    await this.check();
  }

  /** Each shard of the stream goes on from its start, a batch after the other, until nothing fails. */
  async finish(size: number): Promise<void> {
    await Promise.all(this.#running);
    const taken = this.#shards.map(() => 0);
    for (let round = 0; round < 200; round++) {
      const failed = this.#shards.map(async (records, shard) => {
        const start = taken[shard] ?? 0;
        const batch = records.slice(start, start + size);
        if ((await post(statements, batch)) > 0) return true;
        taken[shard] = start + batch.length;
        return start + batch.length < records.length;
      });
      if ((await Promise.all(failed)).every((isLeft) => !isLeft)) return;
    }
    throw new Error('records are left');
  }

  /** @returns what is there, after checks that hold at any time */
  async check() {
    const { entries } = await statements.page(this.walletId, { limit: 1_000, order: 'asc' });
    expect(firstChainFault(this.walletId, entries)).toBeUndefined();
    for (const [item] of this.items.entries()) {
      const numbers = entries.flatMap(({ txId = '0-1' }) => {
        const [of, number] = txId.split('-').map(Number);
        return of === item && number !== undefined ? number : [];
      });
      // Each once, in the order of its item, without a gap.
      expect(numbers).toEqual(numbers.map((_, n) => n + 1));
    }
    return entries;
  }
}

/** The records of items in one shard: those of each in their order. */
function mixed(items: readonly (readonly StreamRecord[])[]): StreamRecord[] {
  const longest = Math.max(0, ...items.map(({ length }) => length));
  return Array.from({ length: longest }, (_, n) => items.flatMap((records) => records[n] ?? [])).flat();
}

async function post(invocation: Statements, records: readonly StreamRecord[]): Promise<number> {
  const response = await postBatch(invocation, { Records: [...records] }, async () => undefined);
  return response.batchItemFailures.length;
}

describe('the statement of a wallet in stripes, in batches that are late, repeated, concurrent and cut off', () => {
  const step = fc.record({
    shard: fc.nat(2),
    from: fc.nat(40),
    length: fc.integer({ min: 1, max: 30 }),
    stale: fc.nat(4),
    left: fc.oneof({ weight: 3, arbitrary: fc.constant(1_000) }, fc.nat(6)),
    alone: fc.boolean(),
  });
  const world = fc.record({
    counts: fc.tuple(fc.nat(14), fc.nat(12), fc.nat(12), fc.nat(12)),
    before: fc.nat(14),
    opened: fc.boolean(),
    size: fc.integer({ min: 1, max: 9 }),
    shardOf: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  });

  it('is whole in the end, with each posting once and those of each item in their order', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(step, { maxLength: 14 }), async (drawn, steps) => {
        const { counts, opened, shardOf } = drawn;
        const before = Math.min(drawn.before, counts[0]);
        const one = new World(counts, before, opened && before > 0, shardOf);
        for (const next of steps) await one.step(next);
        await one.finish(drawn.size);
        const entries = await one.check();
        expect(entries).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
        const posted = one.items.map((records) => BigInt(records.at(-1)?.dynamodb.NewImage.posted?.N ?? 0));
        const last: EntryBefore = entries.at(-1) ?? FIRST;
        expect(last.balance).toBe(posted.reduce((sum, amount) => sum + amount, 0n));
      }),
      { numRuns: explored({ quick: 30, full: 300 }) },
    );
  });
});
