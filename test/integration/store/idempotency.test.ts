import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { Directory } from '../../../lib/store/directory.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Spending } from '../../../lib/store/spending.ts';
import { acceptTransfer } from '../../../lib/usecases/accept-transfer.ts';
import { idempotently } from '../../../lib/usecases/idempotently.ts';
import { Waits } from '../../../lib/usecases/waits.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = 1_700_000_000_000;
const DAY = 24 * 3_600_000;

let tables: FreshTables;
let keys: IdempotencyKeys;
beforeAll(async () => {
  tables = await memoryTables();
  keys = new IdempotencyKeys(tables.documents, tables.idempotency);
});
afterAll(() => tables.close());

const claim = (result: string) => ({ fingerprint: `print of ${result}`, result });

describe('an idempotency key', () => {
  it('belongs to the first claim', async () => {
    expect(await keys.claim('ann', 'first', claim('a'), NOW)).toEqual(claim('a'));
    expect(await keys.claim('ann', 'first', claim('b'), NOW)).toEqual(claim('a'));
  });

  it('is claimed once by 20 concurrent requests, which all get the same result', async () => {
    const standing = await Promise.all(
      Array.from({ length: 20 }, (_, n) => keys.claim('ann', 'race', claim(`result-${n}`), NOW)),
    );
    expect(new Set(standing.map(({ result }) => result)).size).toBe(1);
  });

  it('is another key for another user', async () => {
    await keys.claim('ann', 'shared', claim('a'), NOW);
    expect(await keys.claim('bob', 'shared', claim('b'), NOW)).toEqual(claim('b'));
  });

  it('lives 24 hours by the given time, whether its item is deleted or not', async () => {
    await keys.claim('ann', 'old', claim('a'), NOW);
    expect(await keys.claim('ann', 'old', claim('b'), NOW + DAY - 1_000)).toEqual(claim('a'));
    expect(await keys.claim('ann', 'old', claim('c'), NOW + DAY)).toEqual(claim('c'));
    expect(await keys.claim('ann', 'old', claim('d'), NOW + DAY)).toEqual(claim('c'));
  });

  it('is claimed again by one of 20 requests when it has expired', async () => {
    await keys.claim('ann', 'expired', claim('a'), NOW);
    const standing = await Promise.all(
      Array.from({ length: 20 }, (_, n) => keys.claim('ann', 'expired', claim(`result-${n}`), NOW + DAY)),
    );
    expect(new Set(standing.map(({ result }) => result)).size).toBe(1);
  });
});

describe('an idempotency key of a transfer', () => {
  const texts = { reference: undefined, payerNote: undefined };
  const asked = (key: string, ...credits: [string, bigint][]) => ({
    ...{ userId: 'ann', idempotencyKey: key, fromId: '41', ...texts },
    amount: credits.reduce((sum, [, amount]) => sum + amount, 0n),
    credits: credits.map(([toId, amount]) => ({ toId, amount })),
  });
  const txIds = [ulid(NOW), ulid(NOW), ulid(NOW)] as const;
  const accept = (request: ReturnType<typeof asked>, txId: string) => {
    const journal = new Journal(tables.documents, tables.journal);
    const directory = new Directory(tables.documents, tables.wallets);
    const workflow = { start: async () => undefined, runToEnd: async () => true };
    const spending = new Spending(tables.documents, tables.spending);
    const stores = { directory, journal, idempotencyKeys: keys, workflow, waits: new Waits(), spending };
    return acceptTransfer(stores, request, { now: NOW, txId });
  };
  beforeAll(async () => {
    const directory = new Directory(tables.documents, tables.wallets);
    const createdAt = new Date(NOW).toISOString();
    await directory.claim({ walletId: '41', owner: 'ann', shard: 0, status: 'ACTIVE', createdAt }, NOW);
  });

  it('that the version before has claimed is that of the same transfer to one payee', async () => {
    const fields = { from_id: '41', to_id: '42', amount: '5', reference: undefined, note: undefined };
    const request = { userId: 'ann', key: 'before', route: 'do_transaction', fields };
    // The stored form of 0.1: a change of it would refuse keys that are in use.
    const fingerprint = createHash('sha256')
      .update('["do_transaction",[["amount","5"],["from_id","41"],["to_id","42"]]]')
      .digest('base64url');
    await keys.claim('ann', 'before', { fingerprint, result: txIds[0] }, NOW);
    expect(await idempotently(keys, request, 'other', NOW)).toBe(txIds[0]);
    expect(await accept(asked('before', ['42', 5n]), txIds[1])).toMatchObject({ txId: txIds[0] });
  });

  it('belongs to one split: the same again is the same transfer, and another is refused', async () => {
    const split = asked('split', ['42', 3n], ['43', 2n]);
    expect(await accept(split, txIds[1])).toMatchObject({ txId: txIds[1] });
    expect(await accept(split, txIds[2])).toMatchObject({ txId: txIds[1] });
    for (const other of [
      asked('split', ['42', 2n], ['43', 3n]),
      asked('split', ['42', 3n], ['44', 2n]),
      asked('split', ['42', 3n], ['43', 1n], ['44', 1n]),
      asked('split', ['42', 5n]),
    ]) {
      await expect(accept(other, txIds[2])).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    }
  });
});

describe('an idempotent request', () => {
  const request = { userId: 'eve', key: 'k', route: 'pay', fields: { to: '1', amount: '5' } };

  it('is a new request every time without a key', async () => {
    const anonymous = { ...request, key: undefined };
    expect(await idempotently(keys, anonymous, 'x', NOW)).toBe('x');
    expect(await idempotently(keys, anonymous, 'y', NOW)).toBe('y');
  });

  it('keeps the id of the first request, in any order of its fields', async () => {
    expect(await idempotently(keys, request, 'x', NOW)).toBe('x');
    expect(await idempotently(keys, { ...request, fields: { amount: '5', to: '1' } }, 'y', NOW)).toBe('x');
  });

  it.each<[string, Partial<typeof request>]>([
    ['another value', { fields: { to: '1', amount: '6' } }],
    ['values swapped', { fields: { to: '5', amount: '1' } }],
    ['another route', { route: 'open' }],
  ])('is refused with %s under the same key', async (_what, differences) => {
    await idempotently(keys, request, 'x', NOW);
    await expect(idempotently(keys, { ...request, ...differences }, 'y', NOW)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });
});
