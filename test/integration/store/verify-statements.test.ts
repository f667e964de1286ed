import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { generateSigningKeys, type PrivateKeySet, publicKeySet } from '../../../lib/auth/keys.ts';
import { SortedHeads } from '../../../lib/domain/head-pages.ts';
import { entryAfter, FIRST, type StatementEntry } from '../../../lib/domain/statement.ts';
import type { StatementFinding } from '../../../lib/domain/statement-check.ts';
import { EntryItems } from '../../../lib/store/entry-items.ts';
import { Roots } from '../../../lib/store/roots.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { StatementHeads } from '../../../lib/store/statement-heads.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { signedTree } from '../../../lib/usecases/keep-root.ts';
import { verifiedRoots } from '../../../lib/usecases/kept-roots.ts';
import { verifyStatements } from '../../../lib/usecases/verify-statements.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.UTC(2026, 10, 26);
const HOUR = 3_600_000;

let keys: PrivateKeySet;
beforeAll(async () => {
  keys = await generateSigningKeys();
});

let tables: FreshTables;
beforeEach(async () => {
  tables = await memoryTables();
});
afterEach(() => tables.close());

/** A shard with wallets of eight entries, and a hand that writes into its tables. */
async function aShard(wallets: readonly string[] = ['41', '42', '43']) {
  const { documents } = tables;
  const [walletsTable, entriesTable] = [tables.shardWallets[0], tables.shardEntries[0]];
  const endpoint = await tables.endpoint();
  const statements = new Statements(documents, entriesTable);
  const heads = new StatementHeads(documents, entriesTable, statements);
  const roots = new Roots(documents, tables.roots);
  const put = (entry: Omit<StatementEntry, 'hash'> & { hash?: string | undefined }, seq = entry.seq) => {
    const { walletId: wallet_id, txId: tx_id, amount, balance, postedAt: posted_at, hash } = entry;
    return documents.send(
      new PutCommand({ TableName: entriesTable, Item: { wallet_id, seq, tx_id, amount, balance, posted_at, hash } }),
    );
  };
  const putWallet = (wallet_id: string, { balance, seq }: { balance: bigint; seq: number }) =>
    documents.send(
      new PutCommand({
        TableName: walletsTable,
        Item: {
          wallet_id,
          spendable: balance,
          credit_limit: 0,
          holds: {},
          settled: {},
          fence: 0,
          posted: balance,
          seq,
        },
      }),
    );
  const written = new Map<string, StatementEntry[]>();
  for (const walletId of wallets) {
    const entries = entriesAfter([], walletId, 8);
    for (const entry of entries) await statements.add(entry);
    const last = entries.at(-1) ?? FIRST;
    await putWallet(walletId, last);
    written.set(walletId, entries);
  }
  const verify = async (only?: string) => {
    const shards = [
      { wallets: new ShardWallets(documents, walletsTable), entries: new EntryItems({ endpoint }, entriesTable) },
    ];
    const { kept, findings } = await verifiedRoots(roots.since(0), publicKeySet(keys), NOW + HOUR);
    const one = only === undefined ? undefined : { walletId: only, shard: 0 };
    const report = await verifyStatements({ shards, kept, roots }, one, async () => undefined);
    return { ...report, findings: [...findings, ...report.findings] };
  };
  return {
    roots,
    statements,
    put,
    putWallet,
    verify,
    entries: (walletId: string) => written.get(walletId) ?? [],
    found: async (only?: string) => (await verify(only)).findings.map(({ detail: _, ...finding }) => finding),
    remove: (wallet_id: string, seq: number) =>
      documents.send(new DeleteCommand({ TableName: entriesTable, Key: { wallet_id, seq } })),
    removeWallet: (wallet_id: string) =>
      documents.send(new DeleteCommand({ TableName: walletsTable, Key: { wallet_id } })),
    setInWallet: (wallet_id: string, name: string, value: bigint) =>
      documents.send(
        new UpdateCommand({
          TableName: walletsTable,
          Key: { wallet_id },
          UpdateExpression: 'SET #name = :value',
          ExpressionAttributeNames: { '#name': name },
          ExpressionAttributeValues: { ':value': value },
        }),
      ),
    async keep(now = NOW) {
      const seqs = new Map(wallets.map((walletId) => [walletId, 8]));
      const all = [...(await heads.of(seqs))].map(([walletId, head]) => ({ walletId, ...head }));
      const signer = { keys: { get: async () => keys }, issuer: 'mib-test' };
      const root = await signedTree({ roots, signer }, await SortedHeads.of(all), now);
      if (root) await roots.keep(root);
      return root;
    },
  };
}

/** Entries that follow others. */
function entriesAfter(before: readonly StatementEntry[], walletId: string, count: number, by = 10n): StatementEntry[] {
  const entries = [...before];
  for (let n = 0; n < count; n++) {
    const last = entries.at(-1) ?? FIRST;
    const seq = last.seq + 1;
    const txId = `01KABZ5ZD6T8S0QFVJ0Q1N${String(seq).padStart(4, '0')}`;
    entries.push(entryAfter(last, { walletId, seq, txId, amount: by, posted: last.balance + by, at: NOW + seq }));
  }
  return entries.slice(before.length);
}

type Shard = Awaited<ReturnType<typeof aShard>>;
const at = (entries: readonly StatementEntry[], seq: number): StatementEntry => {
  const entry = entries[seq - 1];
  if (!entry) throw new Error(`there is no entry ${seq}`);
  return entry;
};

describe('the verification of statements', () => {
  it('finds nothing in tables that no hand has touched, with and without a kept root', async () => {
    const shard = await aShard();
    expect(await shard.verify()).toEqual({
      verified: true,
      wallets: 3,
      entries: 24,
      withoutStatement: 0,
      roots: [],
      findings: [],
    });
    await shard.keep();
    expect(await shard.verify()).toMatchObject({ verified: true, roots: ['2026-11-26T00:00:00.000Z'] });
    expect(await shard.verify('42')).toMatchObject({ verified: true, wallets: 1, entries: 8 });
  });

  const swapped = async ({ entries, put }: Shard) => {
    const all = entries('42');
    await put(at(all, 4), 5);
    await put(at(all, 5), 4);
  };
  const shifted = async ({ entries, put, putWallet }: Shard) => {
    const all = entries('42');
    await put({ ...at(all, 4), amount: 1n }, 4);
    for (let seq = 5; seq <= 9; seq++) await put(at(all, seq - 1), seq);
    await putWallet('42', { ...at(all, 8), seq: 9 });
  };
  it.each<[string, (shard: Shard) => Promise<unknown>, Omit<StatementFinding, 'detail'>]>([
    [
      'an amount is changed',
      ({ entries, put }) => put({ ...at(entries('42'), 4), amount: 11n }),
      { kind: 'changed', seq: 4 },
    ],
    [
      'a time is changed',
      ({ entries, put }) => put({ ...at(entries('42'), 4), postedAt: 1 }),
      { kind: 'changed', seq: 4 },
    ],
    [
      'a transaction is changed',
      ({ entries, put }) => put({ ...at(entries('42'), 4), txId: 'other' }),
      { kind: 'changed', seq: 4 },
    ],
    [
      'a hash is changed',
      ({ entries, put }) => put({ ...at(entries('42'), 4), hash: FIRST.hash }),
      { kind: 'changed', seq: 4 },
    ],
    [
      'a member is missing',
      ({ entries, put }) => put({ ...at(entries('42'), 4), hash: undefined }),
      { kind: 'changed', seq: 4 },
    ],
    ['an entry is removed', ({ remove }) => remove('42', 4), { kind: 'missing', seq: 4 }],
    ['the first entry is removed', ({ remove }) => remove('42', 1), { kind: 'missing', seq: 1 }],
    ['the last entry is removed', ({ remove }) => remove('42', 8), { kind: 'missing', seq: 8 }],
    [
      'an entry is inserted between two',
      ({ entries, put }) => put(at(entries('42'), 4), 4.5),
      { kind: 'inserted', seq: 5 },
    ],
    [
      'an entry is inserted before the first',
      ({ entries, put }) => put(at(entries('42'), 1), 0),
      { kind: 'inserted', seq: 1 },
    ],
    ['an entry is inserted, and the others are moved', shifted, { kind: 'changed', seq: 4 }],
    [
      'an entry is added after the last',
      ({ entries, put }) => put(at(entriesAfter(entries('42'), '42', 1), 1)),
      { kind: 'inserted', seq: 9 },
    ],
    ['two entries change places', swapped, { kind: 'changed', seq: 4 }],
    [
      'the balance of the wallet is changed',
      ({ setInWallet }) => setInWallet('42', 'spendable', 99n),
      { kind: 'wallet', seq: 8 },
    ],
    [
      'what the wallet has posted is changed',
      ({ setInWallet }) => setInWallet('42', 'posted', 99n),
      { kind: 'wallet', seq: 8 },
    ],
    [
      'the number of the last entry is changed in the wallet',
      ({ setInWallet }) => setInWallet('42', 'seq', 7n),
      { kind: 'wallet', seq: 7 },
    ],
  ])('names the wallet and the entry if %s', async (_, tamper, finding) => {
    const shard = await aShard();
    await tamper(shard);
    expect(await shard.found()).toEqual([{ ...finding, walletId: '42' }]);
    expect(await shard.found('42')).toEqual([{ ...finding, walletId: '42' }]);
    expect(await shard.found('41')).toEqual([]);
  });

  it('waits for entries that follow their postings', async () => {
    const shard = await aShard();
    const [late] = entriesAfter(shard.entries('42'), '42', 1);
    if (!late) throw new Error('there is no entry');
    await shard.putWallet('42', late);
    expect(await shard.found()).toEqual([{ kind: 'missing', walletId: '42', seq: 9 }]);
    await shard.statements.add(late);
    expect(await shard.found()).toEqual([]);
  });
});

describe('a kept root', () => {
  it('shows that a whole statement was written anew, with hashes that fit, and between which entries', async () => {
    const shard = await aShard();
    await shard.keep();
    const other = entriesAfter(shard.entries('42').slice(0, 3), '42', 5, 20n);
    for (const entry of other) await shard.put(entry);
    await shard.putWallet('42', at(other, 5));
    expect(await shard.found()).toEqual([{ kind: 'root', walletId: '42', seq: 8 }]);
    expect((await shard.verify('42')).findings[0]?.detail).toContain('one of the entries 1 to 8');
  });

  it('shows that the last entry was removed together with its trace in the wallet', async () => {
    const shard = await aShard();
    await shard.keep();
    await shard.remove('42', 8);
    await shard.putWallet('42', at(shard.entries('42'), 7));
    expect(await shard.found()).toEqual([{ kind: 'missing', walletId: '42', seq: 8 }]);
  });

  it('shows that a wallet was removed', async () => {
    const shard = await aShard();
    await shard.keep();
    await shard.removeWallet('42');
    expect(await shard.found('42')).toEqual([{ kind: 'wallet', walletId: '42', seq: 8 }]);
    expect((await shard.verify()).findings).toEqual([
      { kind: 'root', detail: '1 of the 3 wallets below the root of 2026-11-26T00:00:00.000Z are in no table' },
    ]);
  });

  it('is found out itself if it was changed', async () => {
    const shard = await aShard();
    const root = await shard.keep();
    if (!root) throw new Error('no root was kept');
    await shard.roots.keep({ ...root, root: FIRST.hash });
    expect((await shard.verify()).findings).toEqual([
      { kind: 'root', detail: 'the root of 2026-11-26T00:00:00.000Z is not what was signed' },
    ]);
  });

  it('has statements that grow below it, and is compared with the entries of its time', async () => {
    const shard = await aShard();
    await shard.keep();
    const more = entriesAfter(shard.entries('42'), '42', 2);
    for (const entry of more) await shard.statements.add(entry);
    await shard.putWallet('42', at(more, 2));
    expect(await shard.found()).toEqual([]);
  });
});
