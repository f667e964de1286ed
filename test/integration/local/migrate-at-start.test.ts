import { migrateTables } from '../../../lib/local/cells/migrate.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { restore } from '../../support/version-0.1/stored-tables.ts';

let tables: FreshTables;
beforeAll(async () => {
  tables = await memoryTables();
  await restore(tables);
  process.env.DATABASE_URI = await tables.endpoint();
});
afterAll(() => {
  delete process.env.DATABASE_URI;
  tables.close();
});

it('a cell brings the tables of version 0.1 to the present form before it opens, and says so once', async () => {
  const said: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  const [shard0] = tables.shardWallets;
  const journal = { table: tables.journal, directory: tables.wallets };
  for (let start = 1; start <= 2; start++) {
    await migrateTables({ migrated: { journal } });
    await migrateTables({ migrated: { shardWallets: shard0 } });
  }
  log.mockRestore();
  expect(said.map((line) => JSON.parse(line).message)).toEqual(['wrote 11 rows of payees', 'opened 3 statements']);
  const journalOf = new Journal(tables.documents, tables.journal);
  const payees = await journalOf.page({ walletId: '4' }, { order: 'asc', limit: 10 });
  expect(payees.transfers.some(({ fromId, amount }) => fromId === '2' && amount === 24n)).toBe(true);
  const wallet = await new ShardWallets(tables.documents, shard0).get('2');
  expect(wallet?.statement).toMatchObject({ seq: 1, posted: 853n });
});
