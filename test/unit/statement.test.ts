import {
  canonicalEntry,
  entryAfter,
  entryHash,
  FIRST,
  firstChainFault,
  type Posting,
  type StatementEntry,
} from '../../lib/domain/statement.ts';

const AT = Date.parse('2026-11-23T05:39:05.678Z');
const TX = '01KABZ5ZD6T8S0QFVJ0Q1N2M3P';

const CREDIT: Posting = { walletId: '7', seq: 1, txId: TX, amount: 50n, posted: 50n, at: AT };
const DEBIT: Posting = { walletId: '7', seq: 2, txId: `${TX}-2`, amount: -20n, posted: 30n, at: AT + 1 };

function chainOf(length: number): StatementEntry[] {
  const entries: StatementEntry[] = [];
  for (let seq = 1; seq <= length; seq++)
    entries.push(
      entryAfter(entries.at(-1) ?? FIRST, {
        walletId: '7',
        seq,
        txId: `TX${seq}`,
        amount: 10n,
        posted: 10n * BigInt(seq),
        at: AT + seq,
      }),
    );
  return entries;
}

const chain = chainOf(4);
const changed = (seq: number, change: Partial<StatementEntry>) =>
  chain.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));

describe('an entry of a statement', () => {
  // The expected hashes were computed by hashlib of Python.
  test('has a hash that anybody can compute from the entry of the API', () => {
    const entry = entryAfter(FIRST, CREDIT);
    expect(canonicalEntry(entry)).toBe(
      '{"TxID":"01KABZ5ZD6T8S0QFVJ0Q1N2M3P","amount":"+50","balance":"50","posted_at":"2026-11-23T05:39:05.678Z","seq":1,"wallet_id":"7"}',
    );
    expect(entry.hash).toBe('D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0');
  });

  test('has a hash that covers the hash before it', () => {
    const first = entryAfter(FIRST, CREDIT);
    const second = entryAfter(first, DEBIT);
    expect(second.hash).toBe('MhGdA46_Gqvi80R7LPoKNgq81cbTV7nVZ2j-Q1Hvk-I');
    expect(entryHash(FIRST.hash, second)).not.toBe(second.hash);
  });

  test('that opens the statement of an older wallet has no transaction', () => {
    const { hash, ...opening } = entryAfter(FIRST, { walletId: '007', seq: 1, amount: 0n, posted: 0n, at: AT });
    expect(canonicalEntry(opening)).toBe(
      '{"amount":"0","balance":"0","posted_at":"2026-11-23T05:39:05.678Z","seq":1,"wallet_id":"007"}',
    );
    expect(hash).toBe('kac9DcN9dtT5S2K5HkgjdEA6qHPO2H1dAeMhHvErPqw');
  });

  test('is never older than the one before, by whatever clock it was posted', () => {
    const first = entryAfter(FIRST, CREDIT);
    expect(entryAfter(first, { ...DEBIT, at: AT - 5_000 }).postedAt).toBe(AT);
  });

  test.each<[string, Partial<Posting>]>([
    ['number', { seq: 3 }],
    ['balance', { posted: 31n }],
  ])('is not made of a posting whose %s does not follow', (_, wrong) => {
    expect(() => entryAfter(entryAfter(FIRST, CREDIT), { ...DEBIT, ...wrong })).toThrow('does not follow entry 1');
  });
});

describe('a chain', () => {
  test('of entries as they were written has no fault, as a whole and in parts', () => {
    expect(firstChainFault('7', chain)).toBeUndefined();
    expect(firstChainFault('7', chain.slice(2), chain[1])).toBeUndefined();
    expect(firstChainFault('7', [])).toBeUndefined();
  });

  test.each<[string, Partial<StatementEntry>]>([
    ['amount', { amount: 11n }],
    ['balance', { balance: 21n }],
    ['transaction', { txId: 'TX9' }],
    ['transaction taken away', { txId: undefined }],
    ['time', { postedAt: AT }],
    ['hash', { hash: FIRST.hash }],
  ])('with a changed %s has its fault at that entry', (_, change) => {
    expect(firstChainFault('7', changed(2, change))).toMatchObject({ entry: { seq: 2 }, fault: 'changed' });
  });

  test('with an entry whose hash was computed anew has its fault at the next entry', () => {
    const forged = { ...entryAfter(chain[0] ?? FIRST, { ...CREDIT, seq: 2, posted: 60n, at: AT + 2 }) };
    expect(firstChainFault('7', changed(2, forged))).toMatchObject({ entry: { seq: 3 }, fault: 'changed' });
  });

  test('without one of its entries has its fault at the next entry', () => {
    const [first, , ...rest] = chain;
    expect(firstChainFault('7', first ? [first, ...rest] : rest)).toMatchObject({
      entry: { seq: 3 },
      fault: 'missing',
    });
    expect(firstChainFault('7', chain.slice(1))).toMatchObject({ entry: { seq: 2 }, fault: 'missing' });
  });

  test('in another order, or with an entry twice, has its fault there', () => {
    const [a, b, c, d] = chain;
    if (!a || !b || !c || !d) throw new Error('the chain is too short');
    expect(firstChainFault('7', [a, c, b, d])).toMatchObject({ entry: { seq: 3 }, fault: 'missing' });
    expect(firstChainFault('7', [a, b, b, c])).toMatchObject({ entry: { seq: 2 }, fault: 'order' });
  });

  test('of another wallet is not taken for this one', () => {
    expect(firstChainFault('8', chain)).toMatchObject({ entry: { seq: 1 }, fault: 'wallet' });
  });

  /** Hashes that fit, over values that no posting can have. */
  const rehashed = (entry: StatementEntry, before: { hash: string }) => ({
    ...entry,
    hash: entryHash(before.hash, entry),
  });

  test.each<[string, Partial<StatementEntry>]>([
    ['balance', { balance: 999n }],
    ['time', { postedAt: AT - 1 }],
    ['opening', { txId: undefined }],
  ])('with a wrong %s has a fault, even if all hashes were computed anew', (fault, change) => {
    const [first, second] = chain;
    if (!first || !second) throw new Error('the chain is too short');
    expect(firstChainFault('7', [first, rehashed({ ...second, ...change }, first)])).toMatchObject({
      entry: { seq: 2 },
      fault,
    });
  });
});
