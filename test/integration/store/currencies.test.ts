import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { WalletPlaces } from '../../../lib/store/wallet-places.ts';
import { createWallet, type WalletRequest } from '../../../lib/usecases/create-wallet.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, DEADLINE, debit, freshId, itemOf, NOW, olderWallet, outcomeOf } from './shard-wallet-steps.ts';

let tables: FreshTables;
let wallets: ShardWallets;
let directory: Directory;
beforeAll(async () => {
  tables = await memoryTables();
  wallets = new ShardWallets(tables.documents, tables.shardWallets[0]);
  directory = new Directory(tables.documents, tables.wallets);
});
afterAll(() => tables.close());

/** A wallet with money that may also go below zero. @param currency undefined: none */
async function walletIn(currency: string | undefined): Promise<string> {
  const walletId = freshId();
  await wallets.createWallet(walletId, 100n, { currency });
  return walletId;
}

describe('The currency of a wallet on its shard', () => {
  it.each([
    ['EUR', 'USD'],
    ['EUR', undefined],
    [undefined, 'EUR'],
  ])('%s keeps out a debit and a credit in %s, and nothing changes', async (own, other) => {
    const walletId = await walletIn(own);
    const before = await wallets.get(walletId);
    for (const hold of [debit(walletId, 5n), credit(walletId, 5n), { ...credit(walletId, 5n), debitHeld: true }])
      expect(await outcomeOf(wallets.reserve({ ...hold, currency: other }, NOW))).toBe('wrong_currency');
    expect(await wallets.get(walletId)).toEqual(before);
  });

  it.each(['EUR', undefined])('%s lets a debit and a credit of its own in, and a repeat', async (currency) => {
    const walletId = await walletIn(currency);
    const hold = { ...debit(walletId, 5n), currency };
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('held');
    expect(await outcomeOf(wallets.reserve(hold, NOW))).toBe('held');
    expect(await outcomeOf(wallets.reserve({ ...credit(walletId, 5n), currency }, NOW))).toBe('held');
  });

  it('is named before the funds, which a payer in another currency does not learn', async () => {
    const walletId = await walletIn('EUR');
    expect(await outcomeOf(wallets.reserve({ ...debit(walletId, 101n), currency: 'USD' }, NOW))).toBe('wrong_currency');
    expect(await outcomeOf(wallets.reserve({ ...debit(walletId, 101n), currency: 'EUR' }, NOW))).toBe(
      'insufficient_funds',
    );
  });

  it('does not matter to a commit or a rollback', async () => {
    const walletId = await walletIn('EUR');
    const [taken, given] = [debit(walletId, 5n), debit(walletId, 7n)];
    for (const hold of [taken, given]) await wallets.reserve({ ...hold, currency: 'EUR' }, NOW);
    await wallets.commit(taken, NOW);
    await wallets.rollback(walletId, given.transactionId, DEADLINE, NOW);
    expect(await itemOf(wallets, walletId)).toMatchObject({ currency: 'EUR', holds: {}, spendable: 95n });
  });

  it('stays what the first creation said: another creation is an error', async () => {
    const walletId = await walletIn('EUR');
    await wallets.createWallet(walletId, 0n, { currency: 'EUR' });
    for (const currency of ['USD', undefined])
      expect(await outcomeOf(wallets.createWallet(walletId, 0n, { currency }))).toBe('wrong_currency');
    expect(await itemOf(wallets, walletId)).toMatchObject({ currency: 'EUR', creditLimit: 100n });
  });

  it('is none in a wallet of the version before, for good', async () => {
    const walletId = freshId();
    await olderWallet(tables, walletId, 100n);
    await wallets.openStatement(walletId, NOW);
    expect(await outcomeOf(wallets.reserve({ ...debit(walletId, 5n), currency: 'EUR' }, NOW))).toBe('wrong_currency');
    expect(await outcomeOf(wallets.reserve(debit(walletId, 5n), NOW))).toBe('held');
  });
});

const STAGE = { byDefault: 'EUR', codes: new Set(['EUR', 'USD', NO_CURRENCY]) };

/** Creates a wallet of user `ann`. @returns its entry, or the code of the error */
async function create(request: Partial<WalletRequest> & { walletId: string }, currencies = STAGE) {
  const stores = {
    directory,
    places: new WalletPlaces(tables.documents, tables.wallets),
    idempotencyKeys: new IdempotencyKeys(tables.documents, tables.idempotency),
    workflow: { start: async () => {} },
  };
  const options = { now: NOW, shardCount: async () => 2, place: ulid(NOW), limit: 100, currencies };
  try {
    return await createWallet(stores, { userId: 'ann', idempotencyKey: undefined, ...request }, options);
  } catch (error) {
    if (error instanceof MibError) return error.code;
    throw error;
  }
}

describe('The currency of a new wallet', () => {
  it('is the one that the request names, or the default of the stage', async () => {
    expect(await create({ walletId: freshId('5'), currency: 'USD' })).toMatchObject({ currency: 'USD' });
    expect(await create({ walletId: freshId('5') })).toMatchObject({ currency: 'EUR' });
    expect(await create({ walletId: freshId('5'), currency: NO_CURRENCY })).not.toHaveProperty('currency');
  });

  it('that the stage has not is refused, and no wallet is claimed', async () => {
    const walletId = freshId('5');
    expect(await create({ walletId, currency: 'GBP' })).toBe('invalid_input');
    expect(await directory.get(walletId)).toBeUndefined();
  });

  it('stays: a repeat without one succeeds, with another one is an error', async () => {
    const walletId = freshId('5');
    await create({ walletId, currency: 'USD' });
    for (const currency of ['USD', undefined])
      expect(await create({ walletId, currency })).toMatchObject({ currency: 'USD' });
    expect(await create({ walletId, currency: 'EUR' })).toBe('currency_differs');
    expect(await create({ walletId, currency: 'EUR', userId: 'bob' })).toBe('wallet_taken');
    expect(await directory.get(walletId)).toMatchObject({ currency: 'USD', owner: 'ann' });
  });

  it('is part of the request that an Idempotency-Key stands for', async () => {
    const walletId = freshId('5');
    await create({ walletId, currency: 'USD', idempotencyKey: 'key' });
    expect(await create({ walletId, currency: 'USD', idempotencyKey: 'key' })).toMatchObject({ currency: 'USD' });
    expect(await create({ walletId, idempotencyKey: 'key' })).toBe('idempotency_key_reused');
  });

  it('does not follow the default of the stage afterwards', async () => {
    const walletId = freshId('5');
    await create({ walletId }, { ...STAGE, byDefault: NO_CURRENCY });
    expect(await create({ walletId, currency: NO_CURRENCY })).toMatchObject({ walletId });
    expect(await create({ walletId, currency: 'EUR' })).toBe('currency_differs');
  });
});

describe('The currency of a transfer', () => {
  it('is stored with it and with the row of its payee; none is not stored', async () => {
    const journal = new Journal(tables.documents, tables.journal);
    for (const currency of ['EUR', undefined]) {
      const txId = ulid(NOW);
      const [fromId, toId] = [freshId('6'), freshId('6')];
      await journal.create({ txId, fromId, amount: 5n, credits: [{ toId, amount: 5n }], currency }, NOW);
      const transfer = await journal.get(fromId, txId);
      expect(transfer?.currency).toBe(currency);
      if (transfer) await journal.putPayeeRows(transfer, { settled: [], finishedAt: undefined });
      expect((await journal.get(toId, txId))?.currency).toBe(currency);
      const Key = { from_id: fromId, tx_id: txId };
      const { Item = {} } = await tables.documents.send(new GetCommand({ TableName: tables.journal, Key }));
      expect('currency' in Item).toBe(currency !== undefined);
    }
  });
});
