import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshId, itemOf, NOW, olderWallet, outcomeOf, postingIn } from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: ShardWallets;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1 });
});
afterAll(() => tables.close());

interface Step {
  readonly does: 'reserve' | 'commit' | 'commit in part' | 'commit what is held' | 'rollback' | 'open statement';
  readonly tx: string;
  /** The ms before it, on a clock that may also be set back. */
  readonly passes: number;
}

/** Six transactions with fixed values, as the orchestrator sends them. */
const HOLDS: Record<string, { amount: bigint; deadline: number }> = {
  a: { amount: -40n, deadline: NOW + 10 },
  b: { amount: -40n, deadline: NOW + 20 },
  c: { amount: -70n, deadline: NOW + 20 },
  d: { amount: 25n, deadline: NOW + 10 },
  e: { amount: 30n, deadline: NOW + 30 },
  f: { amount: -1n, deadline: NOW + 5 },
};

const step = fc.record<Step>({
  does: fc.constantFrom<Step['does']>(
    ...(['reserve', 'reserve', 'reserve', 'commit', 'commit in part', 'commit what is held', 'rollback'] as const),
    'open statement',
  ),
  tx: fc.constantFrom(...Object.keys(HOLDS)),
  passes: fc.constantFrom(0, 0, 0, 1, 6, -3),
});

const LIMIT = 100n;

/** The rules of a wallet in plain code: what was held, and how each transaction ended. */
class Model {
  available = LIMIT;
  readonly held = new Set<string>();
  readonly ended = new Map<string, 'committed' | 'rolled back'>();
  /** What was posted to the statement; undefined before it is opened. */
  posted: bigint[] | undefined;

  constructor(isNew: boolean) {
    if (isNew) this.posted = [];
  }

  get reserved(): bigint {
    return [...this.held].reduce((sum, tx) => sum + (holdOf(tx).amount < 0n ? -holdOf(tx).amount : 0n), 0n);
  }

  /** @returns whether this opens it */
  openStatement(): boolean {
    const opens = this.posted === undefined;
    this.posted ??= [this.available - LIMIT + this.reserved];
    return opens;
  }

  /** The possible outcomes of a reserve. */
  outcomesOf(tx: string, now: number): string[] {
    const { amount, deadline } = holdOf(tx);
    if (this.held.has(tx)) return ['held'];
    if (this.ended.has(tx)) return ['transaction_settled', 'deadline_passed'];
    if (now > deadline) return ['deadline_passed'];
    // The fence may refuse a transaction that never arrived. It must refuse every one that has
    // ended.
    return ['deadline_passed', this.available < -amount ? 'insufficient_funds' : 'held'];
  }

  reserve(tx: string, outcome: string): void {
    if (outcome !== 'held' || this.held.has(tx)) return;
    this.held.add(tx);
    const { amount } = holdOf(tx);
    if (amount < 0n) this.available += amount;
  }

  commit(tx: string, taken: bigint): void {
    if (!this.held.delete(tx)) return;
    this.ended.set(tx, 'committed');
    const { amount } = holdOf(tx);
    this.available += amount > 0n ? amount : taken - amount;
    this.posted?.push(taken);
  }

  rollback(tx: string): void {
    if (this.held.delete(tx)) {
      const { amount } = holdOf(tx);
      if (amount < 0n) this.available -= amount;
    }
    if (!this.ended.has(tx)) this.ended.set(tx, 'rolled back');
  }
}

function holdOf(tx: string): { amount: bigint; deadline: number } {
  const hold = HOLDS[tx];
  if (!hold) throw new Error(`no transaction ${tx}`);
  return hold;
}

/** What a commit takes, and how it says so. */
function commitOf(tx: string, does: Step['does']): { taken: bigint; said: { amount?: bigint; held?: bigint } } {
  const { amount } = holdOf(tx);
  if (does === 'commit what is held') return { taken: amount, said: {} };
  if (does === 'commit' || amount > 0n) return { taken: amount, said: { amount } };
  const part = amount / 3n || amount;
  return { taken: part, said: { amount: part, held: amount } };
}

describe('any sequence of operations on a wallet', () => {
  it('follows the rules: a hold is taken and ended once, each commit is posted once, and the balance never falls below the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(step, { minLength: 5, maxLength: 30 }), async (isNew, steps) => {
        const walletId = freshId();
        await (isNew ? wallets.createWallet(walletId, LIMIT) : olderWallet(tables, walletId, LIMIT));
        const model = new Model(isNew);
        let now = NOW;
        let fence = 0;
        for (const { does, tx, passes } of steps) {
          now += passes;
          const hold = { transactionId: tx, walletId, ...holdOf(tx) };
          const before = await itemOf(wallets, walletId);
          const postings = model.posted?.length;
          if (does === 'reserve') {
            const outcome = await outcomeOf(wallets.reserve(hold, now));
            expect(model.outcomesOf(tx, now)).toContain(outcome);
            model.reserve(tx, outcome);
          }
          if (does.startsWith('commit')) {
            const { taken, said } = commitOf(tx, does);
            const { applied } = await wallets.commit({ transactionId: tx, walletId, ...said }, now);
            expect(applied).toBe(model.held.has(tx) ? 'now' : 'before');
            model.commit(tx, taken);
          }
          if (does === 'rollback') {
            await wallets.rollback(walletId, tx, hold.deadline, now);
            model.rollback(tx);
          }
          if (does === 'open statement') {
            expect(await wallets.openStatement(walletId, now)).toBe(model.openStatement());
          }
          const wallet = await itemOf(wallets, walletId);
          expect(wallet.spendable).toBe(model.available);
          expect(wallet.spendable).toBeGreaterThanOrEqual(0n);
          expect(new Set(Object.keys(wallet.holds))).toEqual(model.held);
          expect(wallet.fence).toBeGreaterThanOrEqual(fence);
          fence = wallet.fence;
          const head = model.posted && { posted: balanceOf(wallet).balance, seq: model.posted.length };
          const { statement } = wallet;
          expect(statement && { posted: statement.posted, seq: statement.seq }).toEqual(head);
          // A write after the posting removes it: the stream must not show it twice.
          const shown = await postingIn(tables, walletId);
          if (model.posted?.length !== postings) expect([undefined, model.posted?.at(-1)]).toContain(shown?.amount);
          else if (!isDeepStrictEqual(wallet, before)) expect(shown).toBeUndefined();
        }
      }),
      { numRuns: 30 },
    );
  });
});
