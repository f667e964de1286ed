import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { Directory } from '../../../lib/store/directory.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { OwnedWallets } from '../../../lib/store/owned-wallets.ts';
import { WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { createWallet } from '../../../lib/usecases/create-wallet.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { PLAIN } from '../../support/plain-currency.ts';

const NOW = Date.UTC(2026, 10, 25);
const LATER = NOW + 120_000;
const LIMIT = 3;

let tables: FreshTables;
let endpoint: string;
beforeAll(async () => {
  tables = await memoryTables();
  endpoint = await tables.endpoint();
});
afterAll(() => tables.close());

let count = 0;
const fresh = (prefix: string) => `${prefix}${++count}`;

/** Creates a wallet. @returns 'opened', or the code of the error */
async function open(
  userId: string,
  walletId: string,
  {
    db = tables.documents,
    now = NOW,
    limit = LIMIT,
    shardCount = async () => 2,
  }: { db?: DynamoDBDocumentClient; now?: number; limit?: number; shardCount?: () => Promise<number> } = {},
): Promise<string> {
  const stores = {
    directory: new Directory(db, tables.wallets),
    places: new WalletPlaces(db, tables.wallets),
    idempotencyKeys: new IdempotencyKeys(db, tables.idempotency),
    workflow: { start: async () => undefined },
  };
  const request = { userId, walletId, idempotencyKey: undefined };
  try {
    await createWallet(stores, request, { now, shardCount, place: ulid(now), limit, currencies: PLAIN });
    return 'opened';
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

/** Creates wallets until the limit of the user. @returns their number */
async function openUntilFull(userId: string, now = NOW): Promise<number> {
  for (let opened = 0; opened <= LIMIT; opened++) {
    const said = await open(userId, fresh('7'), { now });
    if (said !== 'opened') {
      expect(said).toBe('too_many_wallets');
      return opened;
    }
  }
  return LIMIT + 1;
}

/** The item of a user's places. */
async function placesOf(userId: string): Promise<string | undefined> {
  return (await tables.contents())[tables.wallets]?.find((item) => item.includes(`"places#${userId}"`));
}

it('a request reads the number of shards once it claims a wallet, and no repeat or refused one reads it', async () => {
  const [ann, bob] = [fresh('user-'), fresh('user-')];
  const walletId = fresh('7');
  const shardCount = jest.fn(async () => 2);
  expect(await open(ann, walletId, { shardCount, limit: 1 })).toBe('opened');
  expect(shardCount).toHaveBeenCalledTimes(1);
  expect(await open(ann, walletId, { shardCount, limit: 1 })).toBe('opened');
  expect(await open(bob, walletId, { shardCount })).toBe('wallet_taken');
  expect(await open(ann, fresh('7'), { shardCount, limit: 1 })).toBe('too_many_wallets');
  expect(shardCount).toHaveBeenCalledTimes(1);
});

describe('the wallet limit of a user', () => {
  it('admits exactly that many wallets, and does not count the wallets of others', async () => {
    const [ann, bob] = [fresh('user-'), fresh('user-')];
    expect(await openUntilFull(ann)).toBe(LIMIT);
    expect(await open(ann, fresh('7'))).toBe('too_many_wallets');
    expect(await openUntilFull(bob)).toBe(LIMIT);
  });

  it('admits no more of 20 concurrent wallets', async () => {
    const ann = fresh('user-');
    const said = await Promise.all(Array.from({ length: 20 }, () => open(ann, fresh('7'))));
    expect(said.filter((one) => one === 'opened')).toHaveLength(LIMIT);
  });

  it('counts a repeated wallet once, and admits the repeat at the limit', async () => {
    const ann = fresh('user-');
    const wallet = fresh('7');
    for (let n = 0; n < 5; n++) expect(await open(ann, wallet)).toBe('opened');
    expect(await openUntilFull(ann)).toBe(LIMIT - 1);
    expect(await open(ann, wallet)).toBe('opened');
  });

  it('counts a wallet once that ten concurrent requests create', async () => {
    const ann = fresh('user-');
    const wallet = fresh('7');
    const said = await Promise.all(Array.from({ length: 10 }, () => open(ann, wallet)));
    expect(new Set(said)).toEqual(new Set(['opened']));
    expect(await openUntilFull(ann)).toBe(LIMIT - 1);
    expect(await placesOf(ann)).toBe(`{"used":"${LIMIT}n","wallet_id":"places#${ann}"}`);
  });

  it("gives the place back if the wallet is another user's, also when both claim it concurrently", async () => {
    const [ann, bob] = [fresh('user-'), fresh('user-')];
    for (let n = 0; n < 5; n++) {
      const wallet = fresh('7');
      const said = await Promise.all([open(ann, wallet), open(bob, wallet, { limit: 100 })]);
      if (said[0] === 'opened') expect(await open(bob, wallet)).toBe('wallet_taken');
      expect([...said].sort()).not.toEqual(['opened', 'opened']);
      if (said.includes('too_many_wallets')) break;
    }
    const owned = await new OwnedWallets(tables.documents, tables.wallets).page(ann, { limit: 100 });
    expect(owned.wallets.length + (await openUntilFull(ann))).toBe(LIMIT);
  });

  it('does not count wallets older than the limit', async () => {
    const ann = fresh('user-');
    const old = { walletId: fresh('7'), owner: ann, shard: 1, status: 'ACTIVE', createdAt: 'before' } as const;
    await new Directory(tables.documents, tables.wallets).claim(old, NOW);
    expect(await openUntilFull(ann)).toBe(LIMIT);
    expect(await open(ann, old.walletId)).toBe('opened');
  });

  it('admits more wallets when it is raised', async () => {
    const ann = fresh('user-');
    await openUntilFull(ann);
    expect(await open(ann, fresh('7'), { limit: LIMIT + 1 })).toBe('opened');
  });
});

/** A client whose nth call is intercepted. */
function client(n: number, meet: (send: () => Promise<object>) => Promise<object>): DynamoDBDocumentClient {
  const db = documentsAt({ endpoint });
  let calls = 0;
  db.middlewareStack.add(
    (next) => async (args) => {
      if (calls++ !== n) return next(args);
      let result: Awaited<ReturnType<typeof next>> | undefined;
      await meet(async () => {
        result = await next(args);
        return result;
      });
      if (!result) throw new Error('not sent');
      return result;
    },
    { step: 'initialize' },
  );
  return db;
}

/** The calls: read the wallet, take a place, claim the wallet, confirm the place. */
const CALLS = [0, 1, 2, 3];

describe('creating a wallet', () => {
  it.each(CALLS)('counts once if the response to call %i is lost and the call is repeated', async (n) => {
    const ann = fresh('user-');
    const repeating = client(n, async (send) => {
      await send();
      return send();
    });
    expect(await open(ann, fresh('7'), { db: repeating })).toBe('opened');
    repeating.destroy();
    expect(await openUntilFull(ann)).toBe(LIMIT - 1);
  });

  it.each(CALLS.flatMap((n) => [[n, true] as const, [n, false] as const]))(
    'costs no place for good if it fails at call %i (written: %s) and is never repeated',
    async (n, done) => {
      const ann = fresh('user-');
      const wallet = fresh('7');
      const failing = client(n, async (send) => {
        if (done) await send();
        throw new Error('the process is gone');
      });
      await open(ann, wallet, { db: failing }).catch(() => undefined);
      failing.destroy();
      const claimed = (await new Directory(tables.documents, tables.wallets).get(wallet)) !== undefined;
      expect(await openUntilFull(ann, LATER)).toBe(claimed ? LIMIT - 1 : LIMIT);
    },
  );

  it.each(CALLS)('counts once if it fails at call %i and is repeated', async (n) => {
    const ann = fresh('user-');
    const wallet = fresh('7');
    const failing = client(n, async (send) => {
      await send();
      throw new Error('the process is gone');
    });
    await open(ann, wallet, { db: failing }).catch(() => undefined);
    failing.destroy();
    expect(await open(ann, wallet)).toBe('opened');
    expect(await openUntilFull(ann, LATER)).toBe(LIMIT - 1);
  });
});
