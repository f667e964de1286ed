import fc from 'fast-check';
import { CLOSED_BEFORE_MS, DECISION_WRITTEN_WITHIN_MS } from '../../../lib/domain/as-of.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { pastBalance } from '../../../lib/usecases/balance.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, type JournalSteps, journalSteps, NOW, transfer } from './journal-steps.ts';

const SECOND = 1_000;
const iso = (ms: number) => new Date(ms).toISOString();

let tables: FreshTables;
let steps: JournalSteps;
beforeAll(async () => {
  tables = await memoryTables();
  steps = journalSteps(tables);
});
afterAll(() => tables.close());

async function openWallet(): Promise<string> {
  const walletId = freshWallet();
  const entry = { walletId, owner: 'ann', shard: 0, status: 'ACTIVE', createdAt: iso(NOW) } as const;
  await new Directory(tables.documents, tables.wallets).claim(entry, NOW);
  return walletId;
}

/** The balance at `at` that a user reads at `now`. */
function told(walletId: string, at: number, now: number) {
  const directory = new Directory(tables.documents, tables.wallets);
  const journal = new Journal(tables.documents, tables.journal);
  // The wallet is older than its statement.
  const shards = { entryUpTo: async () => 'not opened' as const };
  return pastBalance({ directory, journal, shards }, { userId: 'ann', walletId, at }, now);
}

describe('the balance at a time before the statement was opened', () => {
  it.each(['incoming', 'outgoing'] as const)(
    'is the same before and after the late write of an %s transfer that counts by then',
    async (side) => {
      const wallet = await openWallet();
      const [from, to] = side === 'incoming' ? [freshWallet(), wallet] : [wallet, freshWallet()];
      const newTransfer = await steps.created(transfer(from, to, { at: NOW }));
      const decided = NOW + SECOND;
      const asked = decided + SECOND;

      // The workflow has entered the state, and its write has not arrived yet.
      const before = await told(wallet, asked, asked + DECISION_WRITTEN_WITHIN_MS - 2 * SECOND);
      await steps.decideToCommit(newTransfer, iso(decided));
      await steps.settle(newTransfer, iso(asked + DECISION_WRITTEN_WITHIN_MS - SECOND));
      const after = await told(wallet, before.asOf, asked + DECISION_WRITTEN_WITHIN_MS);
      expect({ asOf: after.asOf, balance: after.balance }).toEqual({ asOf: before.asOf, balance: before.balance });

      const later = await told(wallet, asked, asked + CLOSED_BEFORE_MS);
      expect(later).toMatchObject({ at: asked, asOf: asked, balance: side === 'incoming' ? 50n : -50n });
    },
  );

  it('never changes for one `asOf`, whenever it is read and however late decisions and rows are written', async () => {
    const decision = fc.record({
      incoming: fc.boolean(),
      decided: fc.integer({ min: 0, max: 12 }),
      writtenAfter: fc.integer({ min: 0, max: DECISION_WRITTEN_WITHIN_MS / SECOND }),
      // A shard may be down for longer than a balance takes to close.
      settledAfter: fc.integer({ min: 0, max: (2 * CLOSED_BEFORE_MS) / SECOND }),
    });
    const question = fc.record({ at: fc.integer({ min: 0, max: 20 }), now: fc.integer({ min: 0, max: 20 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(decision, { minLength: 1, maxLength: 5 }),
        fc.array(question, { minLength: 5, maxLength: 20 }),
        async (decisions, questions) => {
          const wallet = await openWallet();
          const balances = new Map<number, bigint>();
          const events: { time: number; happens: () => Promise<void> }[] = [];
          for (const { incoming, decided, writtenAfter, settledAfter } of decisions) {
            const [from, to] = incoming ? [freshWallet(), wallet] : [wallet, freshWallet()];
            const newTransfer = await steps.created(transfer(from, to, { at: NOW }));
            const at = NOW + 10 * SECOND * decided;
            const happens = () => steps.decideToCommit(newTransfer, iso(at));
            const time = at + SECOND * writtenAfter;
            const settled = time + SECOND * settledAfter;
            events.push({ time, happens }, { time: settled, happens: () => steps.settle(newTransfer, iso(settled)) });
          }
          for (const { at, now } of questions.filter((one) => one.at <= one.now)) {
            const time = NOW + 10 * SECOND * now;
            const happens = async () => {
              const { asOf, balance } = await told(wallet, NOW + 10 * SECOND * at, time);
              expect({ asOf, balance: balances.get(asOf) ?? balance }).toEqual({ asOf, balance });
              balances.set(asOf, balance);
            };
            events.push({ time, happens });
          }
          for (const { happens } of events.sort((a, b) => a.time - b.time)) await happens();
        },
      ),
      { numRuns: 10 },
    );
  });
});
