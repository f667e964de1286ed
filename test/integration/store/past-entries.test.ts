import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { MibError } from '../../../lib/domain/errors.ts';
import type { PastEntry } from '../../../lib/domain/statement.ts';
import { plain } from '../../../lib/store/documents.ts';
import { PastEntries } from '../../../lib/store/past-entry.ts';
import { ShardMoves } from '../../../lib/store/shard-moves.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { WalletHeads } from '../../../lib/store/wallet-head.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { explored } from '../../support/environment/explored.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { type Posted, recordsOf } from '../../support/postings.ts';

const NOW = 1_700_000_000_000;

let tables: FreshTables;
let statements: Statements;
let past: PastEntries;
beforeAll(async () => {
  tables = await memoryTables();
  statements = new Statements(tables.documents, tables.shardEntries[0]);
  past = new PastEntries(new WalletHeads(tables.documents, tables.shardWallets[0]), statements);
});
afterAll(() => tables.close());

let ids = 0;

/** A wallet with these postings, of which only the first `written` are in its statement. */
async function walletWith(postings: readonly Posted[], written = postings.length): Promise<string> {
  const walletId = String(++ids);
  const records = recordsOf(walletId, postings);
  const image = records.at(-1)?.dynamodb.NewImage;
  const Item = image
    ? Object(plain(image))
    : { wallet_id: walletId, spendable: 0, credit_limit: 0, holds: {}, settled: {}, fence: 0, posted: 0, seq: 0 };
  await tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item }));
  await postBatch(statements, { Records: records.slice(0, written) });
  return walletId;
}

const credits = (...times: number[]): Posted[] =>
  times.map((time, n) => ({ tx: `TX${n}`, amount: 10n, at: NOW + time }));

/** The balance after the entry, or why there is none. */
const told = (entry: PastEntry) => (typeof entry === 'string' ? entry : entry.balance);
const at = async (walletId: string, time: number) => told(await past.upTo(walletId, NOW + time));

const TWENTY = credits(...Array.from({ length: 20 }, (_, n) => 10 * n));
const SIXTY = credits(...Array.from({ length: 60 }, (_, n) => 10 * n));

describe('the last entry up to a time', () => {
  it.each([
    [-1, 'none'],
    [0, 10n],
    [9, 10n],
    [10, 20n],
    [69, 70n],
    [70, 80n],
    [79, 80n],
    [100, 110n],
    [189, 190n],
    [190, 200n],
    [10_000, 200n],
  ])('is found at %d ms of a statement of twenty entries', async (time, expected) => {
    expect(await at(await walletWith(TWENTY), time)).toBe(expected);
  });

  it('is found everywhere in a statement with several marks', async () => {
    const wallet = await walletWith(SIXTY);
    for (let n = 0; n < 60; n++)
      expect([await at(wallet, 10 * n), await at(wallet, 10 * n + 9)]).toEqual(Array(2).fill(10n * BigInt(n + 1)));
    expect(await at(wallet, -1)).toBe('none');
  });

  it('is none in a wallet without postings', async () => {
    expect(await at(await walletWith([]), 0)).toBe('none');
  });

  it('is known only where the wallet is live: its entries stay on a shard that it has left', async () => {
    const wallet = await walletWith(TWENTY);
    const moves = new ShardMoves(tables.documents, tables.shardWallets[0], statements, 0);
    await moves.mark({ walletId: wallet, op: 1, to: 1 });
    await expect(past.upTo(wallet, NOW)).rejects.toMatchObject({ code: 'wallet_moving', shard: 1 });
    await moves.tomb(wallet, 1);
    await expect(past.upTo(wallet, NOW)).rejects.toMatchObject({ code: 'wallet_moved', shard: 1 });
    await expect(past.upTo('no wallet', NOW)).rejects.toMatchObject({ code: 'no_such_wallet' });
  });

  it('is the one with the highest number of several at the same time', async () => {
    const wallet = await walletWith(credits(...Array<number>(60).fill(5), 6));
    expect(await at(wallet, 5)).toBe(600n);
    expect(await at(wallet, 4)).toBe('none');
  });

  it('is not known before the opening entry of an older wallet, however long its statement is', async () => {
    for (const later of [0, 3, 60]) {
      const wallet = await walletWith([{ amount: 500n, at: NOW }, ...SIXTY.slice(0, later)]);
      expect([await at(wallet, -1), await at(wallet, 0)]).toEqual(['not opened', later > 0 ? 510n : 500n]);
    }
  });

  it('is not known in an older wallet whose statement is not opened yet', async () => {
    const Item = { wallet_id: 'older', spendable: 500, credit_limit: 0, holds: {}, settled: {}, fence: 0 };
    await tables.documents.send(new PutCommand({ TableName: tables.shardWallets[0], Item }));
    expect(told(await past.upTo('older', NOW))).toBe('not opened');
  });

  describe('while the statement is behind its wallet', () => {
    it('is known if a later entry is written', async () => {
      const wallet = await walletWith(TWENTY, 10);
      expect(await at(wallet, 85)).toBe(90n);
      expect(await at(await walletWith(SIXTY, 50), 15)).toBe(20n);
    });

    it('is known if only the last posting is missing, and that one is later', async () => {
      const wallet = await walletWith(TWENTY, 19);
      expect(await at(wallet, 189)).toBe(190n);
      expect(await at(await walletWith(credits(0), 0), -1)).toBe('none');
      expect(await at(await walletWith([{ amount: 500n, at: NOW }], 0), -1)).toBe('not opened');
    });

    it.each([
      ['the only missing posting may count', 19, 190],
      ['two postings are missing', 18, 175],
      ['no entry is written', 0, -1],
    ])('is unavailable if %s', async (_, written, time) => {
      const wallet = await walletWith(TWENTY, written);
      await expect(past.upTo(wallet, NOW + time)).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
    });
  });

  it('is never another one later on, whatever the times and however late entries are written', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(times, fc.nat(60), fc.nat(30), async (delays, behind, time) => {
        const postings = credits(...delays);
        const wallet = await walletWith(postings, Math.max(0, postings.length - behind));
        const early = await at(wallet, time).catch((error: unknown) => {
          if (error instanceof MibError && error.code === 'unavailable') return 'unavailable';
          throw error;
        });
        await postBatch(statements, { Records: recordsOf(wallet, postings) });
        const late = await at(wallet, time);
        let clock = 0;
        const counted = delays.filter((delay) => {
          clock = Math.max(clock, delay);
          return clock <= time;
        });
        expect(late).toBe(counted.length === 0 ? 'none' : 10n * BigInt(counted.length));
        expect(['unavailable', late]).toContain(early);
      }),
      { numRuns: explored({ quick: 15, full: 60 }) },
    );
  });
});
