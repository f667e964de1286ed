import { stripeFor } from '../../../lib/domain/stripes.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { StripedWallets } from '../../../lib/store/striped-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { NOW, nextUlid } from './journal-steps.ts';

const STRIPES = 8;
let tables: FreshTables;
beforeAll(async () => {
  tables = await memoryTables();
});
afterAll(() => tables.close());

const listed = () => new StripedWallets(tables.documents, tables.wallets);

describe('a new transfer', () => {
  const accepted = async (txId: string, payees: readonly string[]) => {
    const journal = new Journal(tables.documents, tables.journal, listed());
    const credits = payees.map((toId) => ({ toId, amount: 1n }));
    await journal.create({ txId, fromId: '1', amount: BigInt(payees.length), credits }, NOW);
    return (await journal.get('1', txId))?.credits;
  };

  it('keeps a stripe of each payee that has stripes, from its acceptance on', async () => {
    await listed().set('20', STRIPES);
    const txId = nextUlid(NOW);
    expect(await accepted(txId, ['20'])).toEqual([{ toId: '20', amount: 1n, stripe: stripeFor(txId, STRIPES) }]);
    await listed().set('20', undefined);
    expect(await accepted(txId, ['20'])).toEqual([{ toId: '20', amount: 1n, stripe: stripeFor(txId, STRIPES) }]);
    expect(await accepted(nextUlid(NOW), ['20'])).toEqual([{ toId: '20', amount: 1n }]);
  });

  it('has none of its other payees', async () => {
    await listed().set('30', STRIPES);
    const txId = nextUlid(NOW);
    const stripe = stripeFor(txId, STRIPES);
    expect(await accepted(txId, ['31', '30'])).toEqual([
      { toId: '31', amount: 1n },
      { toId: '30', amount: 1n, stripe },
    ]);
  });
});

describe('the stripe of a transfer', () => {
  it('is every one of the wallet about as often', () => {
    const counts = new Map<number, number>();
    for (let n = 0; n < 8_000; n++) {
      const stripe = stripeFor(`tx-${n}`, STRIPES);
      counts.set(stripe, (counts.get(stripe) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });
});

describe('the list of wallets in stripes', () => {
  it('is read again a minute later, or when the clock went back', async () => {
    const own = listed();
    expect(await own.list(NOW)).not.toHaveProperty('40');
    await listed().set('40', 2);
    expect(await own.list(NOW + 59_999)).not.toHaveProperty('40');
    expect(await own.list(NOW + 60_000)).toHaveProperty('40', 2);
    await listed().set('40', 4);
    expect(await own.list(NOW - 1)).toHaveProperty('40', 4);
  });

  it('has no wallet that is called like a member of every object', async () => {
    expect(await listed().onStripes('tx', [{ toId: 'constructor', amount: 1n }], NOW)).toEqual([
      { toId: 'constructor', amount: 1n },
    ]);
  });
});
