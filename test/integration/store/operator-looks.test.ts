import { Directory } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { UnfinishedTransfers } from '../../../lib/store/journal/unfinished.ts';
import { ShardItems } from '../../../lib/store/shard-items.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, type JournalSteps, journalSteps, NOW, transfer } from './journal-steps.ts';

let tables: FreshTables;
let steps: JournalSteps;
let unfinished: UnfinishedTransfers;
beforeAll(async () => {
  tables = await memoryTables();
  steps = journalSteps(tables);
  unfinished = new UnfinishedTransfers(tables.documents, tables.journal, directory());
});
afterAll(() => tables.close());
const directory = () => new Directory(tables.documents, tables.wallets);

describe('the unfinished transfers, for operators', () => {
  it('are the oldest first, up to a limit, without final ones, with what the sweeper did', async () => {
    const [payer, payee] = [freshWallet(), freshWallet()];
    const seconds = [3, 1, 2, 0];
    const created = [];
    for (const second of seconds)
      created.push(await steps.created(transfer(payer, payee, { at: NOW + second * 1_000 })));
    const [newest, oldest, middle, final] = created.map(({ txId }) => txId);
    const last = created.at(-1);
    if (last) await steps.finish(last, 'SUCCESSFUL');
    const ids = async (select: { limit: number; before?: number }) => {
      const { transfers, more } = await unfinished.oldest(select);
      return [transfers.map((one) => one.transfer.txId), more];
    };
    expect(await ids({ limit: 10 })).toEqual([[oldest, middle, newest], false]);
    expect(await ids({ limit: 2 })).toEqual([[oldest, middle], true]);
    expect(await ids({ limit: 10, before: NOW + 2_000 })).toEqual([[oldest], false]);

    const journal = new Journal(tables.documents, tables.journal);
    const due = (await journal.due(Number.MAX_SAFE_INTEGER, 10)).find(({ key }) => key.tx_id === oldest);
    if (!due) throw new Error('the oldest is not due');
    await journal.postpone(due, NOW, 'sweep');
    const [first] = (await unfinished.oldest({ limit: 1 })).transfers;
    expect(first).toMatchObject({ transfer: { txId: oldest }, attempts: 1, restarts: [NOW], dueAt: NOW + 60_000 });

    expect(await unfinished.keyOf(middle ?? '')).toEqual({ from_id: payer, tx_id: middle });
    expect(await unfinished.keyOf(final ?? '')).toBeUndefined();
    expect(await unfinished.find(payer, final ?? '')).toMatchObject({
      transfer: { status: 'SUCCESSFUL' },
      dueAt: undefined,
    });
  });

  it('are found under a payee although they become final during the look', async () => {
    const [payer, payee] = [freshWallet(), freshWallet()];
    const created = await steps.created(transfer(payer, payee));
    const client = documentsAt({ endpoint: await tables.endpoint() });
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'QueryCommand') {
            await steps.commit(created);
            await steps.finish(created, 'SUCCESSFUL');
          }
          return next(args);
        },
      { step: 'initialize' },
    );
    const found = await new UnfinishedTransfers(client, tables.journal, directory()).find(payee, created.txId);
    client.destroy();
    expect(found?.transfer).toMatchObject({ fromId: payer, status: 'SUCCESSFUL' });
  });

  it('say when the sweeper restarted each: the first 19 times, and the last', async () => {
    const { fromId, txId } = await steps.created(transfer(freshWallet(), freshWallet(), { at: NOW }));
    const journal = new Journal(tables.documents, tables.journal);
    const times: number[] = [];
    for (let attempt = 1; attempt <= 23; attempt++) {
      const due = (await journal.due(Number.MAX_SAFE_INTEGER, 10)).find(({ key }) => key.tx_id === txId);
      if (!due) throw new Error('the transfer is not due');
      times.push(due.dueAt);
      await journal.postpone(due, due.dueAt, `sweep ${attempt}`);
    }
    const found = await unfinished.find(fromId, txId);
    expect(found).toMatchObject({ attempts: 23, restarts: [...times.slice(0, 19), times.at(-1)] });
  });
});

describe('the items of wallets, for operators', () => {
  it('are those that exist, in requests of 100, without the fences of wallets to come', async () => {
    const table = tables.shardWallets[0] ?? '';
    const wallets = new ShardWallets(tables.documents, table);
    const ids = Array.from({ length: 101 }, freshWallet);
    await Promise.all(ids.map((id) => wallets.createWallet(id)));
    const [fenced, missing] = [freshWallet(), freshWallet()];
    await wallets.rollback(fenced, 'tx', NOW + 15_000, NOW);
    const read = await new ShardItems(tables.documents, table).get([...ids, ...ids, fenced, missing]);
    expect([...read.keys()].sort()).toEqual([...ids].sort());
    expect(read.get(ids[0] ?? '')).toMatchObject({ walletId: ids[0], spendable: 0n });
  });
});
