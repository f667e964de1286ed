import fc from 'fast-check';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshId, itemOf, NOW, outcomeOf } from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: ShardWallets;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0], { pruneFrom: 1 });
});
afterAll(() => tables.close());

interface Step {
  readonly does: 'reserve' | 'commit' | 'rollback';
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
  does: fc.constantFrom('reserve', 'reserve', 'commit', 'rollback'),
  tx: fc.constantFrom(...Object.keys(HOLDS)),
  passes: fc.constantFrom(0, 0, 0, 1, 6, -3),
});

/** The rules of a wallet in plain code: what was held, and how each transaction ended. */
class Model {
  available = 100n;
  readonly held = new Set<string>();
  readonly ended = new Map<string, 'committed' | 'rolled back'>();

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

  commit(tx: string): void {
    if (!this.held.delete(tx)) return;
    this.ended.set(tx, 'committed');
    const { amount } = holdOf(tx);
    if (amount > 0n) this.available += amount;
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

describe('any sequence of operations on a wallet', () => {
  it('follows the rules: a hold is taken and ended once, and the balance never falls below the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const walletId = freshId();
        await wallets.createWallet(walletId, 100n);
        const model = new Model();
        let now = NOW;
        let fence = 0;
        for (const { does, tx, passes } of steps) {
          now += passes;
          const hold = { transactionId: tx, walletId, ...holdOf(tx) };
          if (does === 'reserve') {
            const outcome = await outcomeOf(wallets.reserve(hold, now));
            expect(model.outcomesOf(tx, now)).toContain(outcome);
            model.reserve(tx, outcome);
          }
          if (does === 'commit') {
            const { applied } = await wallets.commit(walletId, tx, now);
            expect(applied).toBe(model.held.has(tx) ? 'now' : 'before');
            model.commit(tx);
          }
          if (does === 'rollback') {
            await wallets.rollback(walletId, tx, hold.deadline, now);
            model.rollback(tx);
          }
          const wallet = await itemOf(wallets, walletId);
          expect(wallet.spendable).toBe(model.available);
          expect(wallet.spendable).toBeGreaterThanOrEqual(0n);
          expect(new Set(Object.keys(wallet.holds))).toEqual(model.held);
          expect(wallet.fence).toBeGreaterThanOrEqual(fence);
          fence = wallet.fence;
        }
      }),
      { numRuns: 30 },
    );
  });
});
