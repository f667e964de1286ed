import fc from 'fast-check';
import { firstChainFault, type StatementEntry } from '../../../lib/domain/statement.ts';
import { Json } from '../../../lib/local/aws/json.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { PastEntries } from '../../../lib/store/past-entry.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { StreamBatch } from '../../../lib/store/stream-batch.ts';
import { WalletHeads } from '../../../lib/store/wallet-head.ts';
import { pastBalance } from '../../../lib/usecases/balance.ts';
import { openStatements } from '../../../lib/usecases/open-statements.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { services } from '../../support/environment/services.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { makeOlder } from '../../support/older-wallet.ts';
import { runStreamFunctions, type StreamFunctions } from '../../support/stream-functions.ts';
import { credit, DEADLINE, debit, freshId, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

const MINUTE = 60_000;

let tables: FreshTables;
let wallets: ShardWallets;
let statements: Statements;
let streams: StreamFunctions;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
  statements = new Statements(tables.documents, tables.shardEntries[0]);
  const [shard] = tables.renamed(services().shards);
  const mappings = shard?.streams ?? [];
  streams = await runStreamFunctions(tables, mappings, async (_name, payload) =>
    Json.parse(await postBatch(statements, StreamBatch.parse(payload))),
  );
});
afterAll(async () => {
  await streams.stop();
  tables.close();
});

/** All entries of a wallet once they are as many as its item says. A database elsewhere streams later. */
async function entriesOf(walletId: string): Promise<readonly StatementEntry[]> {
  return eventually(async () => {
    await streams.idle();
    const { entries } = await statements.page(walletId, { limit: 1_000, order: 'asc' });
    const { statement } = await itemOf(wallets, walletId);
    return entries.length >= (statement?.seq ?? 0) && entries;
  });
}

describe('the statement of a wallet, from the stream of its table', () => {
  it('has its commits, and neither reserves nor rollbacks', async () => {
    const walletId = await walletWith(wallets, 100n);
    const [kept, given] = [debit(walletId, 30n), debit(walletId, 5n)];
    for (const hold of [kept, given]) await wallets.reserve(hold, NOW);
    await wallets.rollback(walletId, given.transactionId, DEADLINE, NOW + 1);
    await wallets.commit(kept, NOW + 2);
    await wallets.commit(kept, NOW + 3);
    expect(await entriesOf(walletId)).toMatchObject([
      { seq: 1, amount: 100n, balance: 100n, postedAt: NOW },
      { seq: 2, txId: kept.transactionId, amount: -30n, balance: 70n, postedAt: NOW + 2 },
    ]);
  });

  it('replays to its balance, whatever happens to the wallet', async () => {
    const step = fc.record({
      amount: fc.integer({ min: -40, max: 60 }).filter((amount) => amount !== 0),
      end: fc.constantFrom('commit', 'rollback', 'none'),
      again: fc.boolean(),
      now: fc.integer({ min: 0, max: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const walletId = freshId();
        await wallets.createWallet(walletId);
        for (const { amount, end, again, now } of steps) {
          const hold = amount > 0 ? credit(walletId, BigInt(amount)) : debit(walletId, BigInt(-amount));
          if ((await outcomeOf(wallets.reserve(hold, NOW))) !== 'held' || end === 'none') continue;
          for (let n = 0; n < (again ? 2 : 1); n++) {
            if (end === 'commit') await wallets.commit(hold, NOW + now);
            else await wallets.rollback(walletId, hold.transactionId, DEADLINE, NOW + now);
          }
        }
        const entries = await entriesOf(walletId);
        const { available, reserved } = await moneyOf(wallets, walletId);
        expect(firstChainFault(walletId, entries)).toBeUndefined();
        expect(entries.at(-1)?.balance ?? 0n).toBe(available + reserved);
      }),
      { numRuns: 15 },
    );
  });
});

describe('the wallet of a version before statements', () => {
  const shards = () => ({
    count: 1,
    async *wallets() {
      for (const wallet of (await wallets.page({ limit: 1_000 })).wallets) {
        const { walletId, statement } = wallet;
        yield { walletId, balance: 0n, creditLimit: 0n, holds: [], ...(statement && { seq: statement.seq }) };
      }
    },
    openStatement: (walletId: string, now: number) => wallets.openStatement(walletId, now),
    entryUpTo: (walletId: string, at: number) =>
      new PastEntries(new WalletHeads(tables.documents, tables.shardWallets[0]), statements).upTo(walletId, at),
  });

  it('posts nothing before its statement is opened, once, with the balance of that time', async () => {
    const walletId = freshId();
    await wallets.createWallet(walletId);
    await makeOlder(tables, 0, walletId);
    const early = credit(walletId, 107n);
    await wallets.reserve(early, NOW);
    await wallets.commit(early, NOW);
    const held = debit(walletId, 30n);
    await wallets.reserve(held, NOW);
    const before = await moneyOf(wallets, walletId);

    expect((await openStatements(shards(), () => NOW + MINUTE)).opened).toBe(1);
    expect((await openStatements(shards(), () => NOW + MINUTE)).opened).toBe(0);
    expect(await moneyOf(wallets, walletId)).toEqual(before);
    await wallets.commit(held, NOW + 2 * MINUTE);
    expect(await entriesOf(walletId)).toMatchObject([
      { seq: 1, amount: 107n, balance: 107n, postedAt: NOW + MINUTE },
      { seq: 2, txId: held.transactionId, amount: -30n, balance: 77n, postedAt: NOW + 2 * MINUTE },
    ]);
  });

  it('has the balance of the journal before its opening entry, and that of the statement afterwards', async () => {
    const walletId = freshId();
    const owner = 'ann';
    const createdAt = new Date(NOW).toISOString();
    const directory = new Directory(tables.documents, tables.wallets);
    await directory.claim({ walletId, owner, shard: 0, status: 'ACTIVE', createdAt }, NOW);
    await wallets.createWallet(walletId);
    await makeOlder(tables, 0, walletId);
    await wallets.reserve(credit(walletId, 50n, 'tx-old'), NOW);
    await wallets.commit({ walletId, transactionId: 'tx-old' }, NOW);
    const stores = { directory, journal: new Journal(tables.documents, tables.journal), shards: shards() };
    const told = async (at: number) => {
      await streams.idle();
      return (await pastBalance(stores, { userId: owner, walletId, at }, NOW + 60 * MINUTE)).balance;
    };
    // The journal of this test has no transfer.
    expect(await told(NOW + MINUTE)).toBe(0n);
    await wallets.openStatement(walletId, NOW + 10 * MINUTE);
    await wallets.reserve(credit(walletId, 1n, 'tx-new'), NOW);
    await wallets.commit({ walletId, transactionId: 'tx-new' }, NOW + 20 * MINUTE);
    expect([await told(NOW + MINUTE), await told(NOW + 10 * MINUTE), await told(NOW + 20 * MINUTE)]).toEqual([
      0n,
      50n,
      51n,
    ]);
  });
});
