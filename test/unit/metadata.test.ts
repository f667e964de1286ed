import fc from 'fast-check';
import { afterChange, canonicalMetadata, metadataProblem } from '../../lib/domain/metadata.ts';
import { MetadataChange, NewMetadata } from '../../lib/domain/metadata-rules.ts';
import { metadataSeenBy } from '../../lib/domain/seen-by.ts';
import type { Transfer } from '../../lib/domain/transfer.ts';
import { transferEvent } from '../../lib/domain/transfer-event.ts';
import { relabelled } from '../../lib/domain/wallet-labels.ts';
import { receiptTransferView } from '../../lib/lambda/http/receipt-views.ts';
import { payeeRows } from '../../lib/store/journal/payee-rows.ts';

const key = fc.constantFrom('a', 'b', 'c', 'constructor', 'toString', 'a.b', '1');
const value = fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme-ascii' });
const metadata = fc.dictionary(key, value, { noNullPrototype: true });
const change = fc.dictionary(key, fc.option(value), { noNullPrototype: true });

describe('Metadata after a change', () => {
  it('have each text that the change sets, none that it removes, and all others as they were', () => {
    const property = fc.property(metadata, change, (before, patch) => {
      const after = new Map(Object.entries(afterChange(before, patch)));
      const expected = new Map(Object.entries(before));
      for (const [name, text] of Object.entries(patch))
        text === null ? expected.delete(name) : expected.set(name, text);
      return after.size === expected.size && [...expected].every(([name, text]) => after.get(name) === text);
    });
    fc.assert(property);
  });

  it('are the same when the change is repeated', () => {
    const property = fc.property(metadata, change, (before, patch) => {
      const once = afterChange(before, patch);
      return canonicalMetadata(afterChange(once, patch)) === canonicalMetadata(once);
    });
    fc.assert(property);
  });

  it('have both of two changes of other keys, in either order', () => {
    const [one, other] = [{ a: '1', gone: null }, { b: '2' }];
    const before = { gone: 'x', stays: 'y' };
    const after = { a: '1', b: '2', stays: 'y' };
    expect(afterChange(afterChange(before, one), other)).toEqual(after);
    expect(afterChange(afterChange(before, other), one)).toEqual(after);
  });

  it('are none when the change is null', () => {
    expect(relabelled({ name: 'Rent', metadata: { a: '1' } }, { metadata: null })).toEqual({ name: 'Rent' });
  });
});

describe('The canonical text of metadata', () => {
  it('is the same for the same keys and texts only, in any order', () => {
    const property = fc.property(metadata, metadata, (one, other) => {
      const reversed = Object.fromEntries(Object.entries(one).reverse());
      const isSame = canonicalMetadata(one) === canonicalMetadata(other);
      const pairs = (of: object) => JSON.stringify(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
      return canonicalMetadata(one) === canonicalMetadata(reversed) && isSame === (pairs(one) === pairs(other));
    });
    fc.assert(property);
  });
});

describe('The limits of metadata', () => {
  it('are 16 keys, and 2,048 bytes of keys and texts', () => {
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
    expect(metadataProblem(keys(16))).toBeUndefined();
    expect(metadataProblem(keys(17))).toBe('must have at most 16 keys');
    const sized = (bytes: number) => ({ a: '€'.repeat(500), b: 'x'.repeat(bytes - 1502) });
    expect(metadataProblem(sized(2_048))).toBeUndefined();
    expect(metadataProblem(sized(2_049))).toBe('must have at most 2048 bytes in keys and values');
  });

  it('allow keys with the names of members of every object, but no __proto__', () => {
    const names = ['constructor', 'hasOwnProperty', 'toString', 'valueOf'];
    for (const name of names) expect(NewMetadata.parse({ [name]: 'v' })).toEqual({ [name]: 'v' });
    expect(MetadataChange.safeParse(JSON.parse('{"__proto__":"v"}')).data ?? {}).toEqual({});
    expect(Object.prototype).not.toHaveProperty('v');
  });
});

describe('The metadata of a transfer', () => {
  const transfer: Transfer = {
    txId: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
    fromId: '41',
    amount: 50n,
    credits: [{ toId: '42', amount: 50n }],
    status: 'SUCCESSFUL',
    note: 'transaction completed',
    metadata: { order: '6735', customer: 'c-118' },
    initiatedAt: '2026-11-23T10:15:30.123Z',
    finishedAt: '2026-11-23T10:15:30.423Z',
  };

  it('are seen by the payer, in the order of the keys, and by no payee', () => {
    expect(Object.keys(metadataSeenBy('41', transfer) ?? {})).toEqual(['customer', 'order']);
    expect(metadataSeenBy('42', transfer)).toBeUndefined();
  });

  it('are in no row of a payee, in no event, and in no receipt, which others see', () => {
    const shown = [
      payeeRows(transfer, { settled: [], finishedAt: transfer.finishedAt }),
      transferEvent(transfer),
      receiptTransferView('41', transfer),
    ];
    const text = JSON.stringify(shown, (_, one) => (typeof one === 'bigint' ? String(one) : one));
    expect(text).toContain(transfer.txId);
    expect(text).not.toMatch(/metadata|6735|c-118/);
  });
});
