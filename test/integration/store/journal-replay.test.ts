import { Journal } from '../../../lib/store/journal/journal.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, type JournalSteps, journalSteps, NOW, transfer } from './journal-steps.ts';

let tables: FreshTables;
let journal: Journal;
let steps: JournalSteps;
beforeAll(async () => {
  tables = await memoryTables();
  journal = new Journal(tables.documents, tables.journal);
  steps = journalSteps(tables);
});
afterAll(() => tables.close());

const at = (second: number) => NOW + second * 1_000;
const written = (ms: number) => new Date(ms).toISOString();

describe('the balance at a past time', () => {
  it('is the sum received by then, minus the sum decided to go out', async () => {
    const [wallet, other] = [freshWallet(), freshWallet()];
    const committed = async (from: string, to: string, amount: bigint, decided: number) => {
      const newTransfer = await steps.created(transfer(from, to, { amount, at: at(decided - 1) }));
      await steps.commit(newTransfer, written(at(decided)));
    };
    await committed(other, wallet, 100n, 10);
    await committed(wallet, other, 30n, 20);
    await committed(other, wallet, 10n ** 18n - 1n, 30);
    const balances = await Promise.all(
      [at(10) - 1, at(10), at(20) - 1, at(20), at(30)].map((ms) => journal.balanceAt({ walletId: wallet }, ms)),
    );
    expect(balances).toEqual([0n, 100n, 100n, 70n, 70n + 10n ** 18n - 1n]);
    expect(await journal.balanceAt({ walletId: other }, at(20))).toBe(-70n);
  });

  it.each(['0000-01-01T00:00:00Z', '1969-12-31T23:59:00Z', '1970-01-01T00:00:00Z'])('is zero at %s', async (time) => {
    expect(await journal.balanceAt({ walletId: freshWallet() }, Date.parse(time))).toBe(0n);
  });

  it('does not count transfers that are undecided or rolled back', async () => {
    const [wallet, other] = [freshWallet(), freshWallet()];
    await steps.created(transfer(wallet, other));
    for (const [from, to] of [
      [wallet, other],
      [other, wallet],
    ] as const) {
      const newTransfer = await steps.created(transfer(from, to));
      await steps.decideToAbort(newTransfer);
      await steps.finish(newTransfer, 'INVALID', 'not enough funds in the wallet');
    }
    expect(await journal.balanceAt({ walletId: wallet }, at(3_600))).toBe(0n);
  });

  it('counts a transfer from its decision on, not its initiation, though the two clocks differ', async () => {
    const wallet = freshWallet();
    const early = await steps.created(transfer(freshWallet(), wallet, { at: at(0) }));
    await steps.commit(early, written(at(60)));
    const skewed = await steps.created(transfer(freshWallet(), wallet, { at: at(10) + 500 }));
    await steps.commit(skewed, written(at(10)));
    expect(await journal.balanceAt({ walletId: wallet }, at(10))).toBe(50n);
    expect(await journal.balanceAt({ walletId: wallet }, at(60))).toBe(100n);
  });

  it('counts what a payee receives from the decision on, unless it is settled much later', async () => {
    const wallet = freshWallet();
    const [soon, late] = [1, 2].map(() => transfer(freshWallet(), wallet, { at: at(0) }));
    if (!soon || !late) throw new Error('no transfers');
    for (const [newTransfer, settled] of [
      [soon, 40],
      [late, 3_600],
    ] as const) {
      await steps.decideToCommit(await steps.created(newTransfer), written(at(10)));
      await steps.settle(newTransfer, written(at(settled)));
    }
    const balances = await Promise.all(
      [at(10), at(3_600) - 1, at(3_600)].map((ms) => journal.balanceAt({ walletId: wallet }, ms)),
    );
    expect(balances).toEqual([50n, 50n, 100n]);
  });

  it('is right when both sides exceed one page of DynamoDB', async () => {
    const wallet = freshWallet();
    const newTransfer = transfer(wallet, freshWallet(), { amount: 1n, payerNote: 'x'.repeat(20_000) });
    await steps.decideToCommit(await steps.created(newTransfer));
    await steps.copies(newTransfer, 99, () => ({}));
    const payee = freshWallet().padStart(2_000, '1');
    const payer = () => freshWallet().padStart(2_000, '1');
    const received = transfer(payer(), payee, { amount: 2n });
    await steps.commit(await steps.created(received));
    await steps.copies({ ...received, fromId: payee }, 299, () => ({ payer_id: payer() }));
    expect(await journal.balanceAt({ walletId: wallet }, at(60))).toBe(-100n);
    expect(await journal.balanceAt({ walletId: payee }, at(60))).toBe(600n);
  });
});
