import { randomUUID } from 'node:crypto';
import { Wallet } from '../../../../lib/api/wallets.ts';
import { eventually } from '../../environment/eventually.ts';
import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

const A_VALUE = 'only-for-its-owner';

/** Names of wallets, and the metadata of wallets and transfers: their owner's, and nobody else's. */
export function labelsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const isWallet = (response: ApiResponse) => {
    expect(response).toMatchObject({ status: 200 });
    return Wallet.parse(response.body);
  };
  const labelsOf = async (user: User, id: string) => {
    const { name, metadata } = isWallet(await when.wallet(user, id));
    return { name, metadata };
  };

  describe('the name and the metadata of a wallet', () => {
    it('are given at its creation, and shown in the wallet and the list', async () => {
      const user = await given.user();
      const id = freshWalletId({ shardCount: world().shardCount });
      const labels = { name: 'Household', metadata: { constructor: 'c', customer: 'c-118', 'a.b-c_d': '😀 ;,"' } };
      expect(await when.createWallet(user, id, undefined, labels)).toMatchObject({ status: 202 });
      expect(isWallet(await when.wallet(user, id))).toMatchObject({ wallet_id: id, ...labels });
      const listed = await eventually(
        async () => then.isWallets(await when.wallets(user)).find((one) => one.name),
        then.patience(world()),
      );
      expect(listed).toMatchObject({ wallet_id: id, ...labels });
    });

    it('are absent where they were never given', async () => {
      const { user, wallet } = await given.userWithWallet();
      expect(isWallet(await when.wallet(user, wallet))).toEqual({
        wallet_id: wallet,
        status: 'ACTIVE',
        currency: 'XXX',
        created_at: expect.any(String),
      });
    });

    it('change by what a patch names: a text sets, null removes, and the rest stays', async () => {
      const { user, wallet } = await given.userWithWallet();
      const steps: [change: object, after: object][] = [
        [{ name: 'Rent' }, { name: 'Rent' }],
        [{ metadata: { a: '1', b: '2' } }, { name: 'Rent', metadata: { a: '1', b: '2' } }],
        [{ metadata: { b: '3', c: '4', missing: null } }, { name: 'Rent', metadata: { a: '1', b: '3', c: '4' } }],
        [{ name: null, metadata: { a: null } }, { metadata: { b: '3', c: '4' } }],
        [{}, { metadata: { b: '3', c: '4' } }],
        [{ metadata: {} }, { metadata: { b: '3', c: '4' } }],
        [{ name: 'Cafe\u0301', metadata: null }, { name: 'Caf\u00e9' }],
      ];
      for (const [change, after] of steps) {
        for (let n = 0; n < 2; n++) {
          const { name, metadata } = isWallet(await when.changeWallet(user, wallet, change));
          expect({ name, metadata }).toEqual({ name: undefined, metadata: undefined, ...after });
          expect(await labelsOf(user, wallet)).toEqual({ name, metadata });
        }
      }
    });

    it('are not lost when several changes of other keys come at once', async () => {
      const { user, wallet } = await given.userWithWallet();
      const keys = ['a', 'b', 'c', 'd', 'e'];
      const responses = await Promise.all([
        ...keys.map((key) => when.changeWallet(user, wallet, { metadata: { [key]: key } })),
        when.changeWallet(user, wallet, { name: 'Till' }),
      ]);
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
      const metadata = Object.fromEntries(keys.map((key) => [key, key]));
      expect(await labelsOf(user, wallet)).toEqual({ name: 'Till', metadata });
    });

    it('are refused above 16 keys or 2,048 bytes, counted after the change, which then has no effect', async () => {
      const { user, wallet } = await given.userWithWallet();
      const many = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`k${n}`, 'v']));
      isWallet(await when.changeWallet(user, wallet, { metadata: many }));
      const refused = [
        { one: 'more' },
        { k1: 'x'.repeat(500), k2: 'x'.repeat(500), k3: 'x'.repeat(500), k4: '€'.repeat(200) },
      ];
      for (const metadata of refused) {
        const response = await when.changeWallet(user, wallet, { name: 'New', metadata });
        then.isProblem(response, 400, 'invalid_input', ['metadata']);
      }
      expect(await labelsOf(user, wallet)).toEqual({ name: undefined, metadata: many });
      isWallet(await when.changeWallet(user, wallet, { metadata: { k0: null, one: 'more' } }));
    });

    it('stay as they are when their owner creates the wallet again', async () => {
      const { user, wallet } = await given.userWithWallet();
      isWallet(await when.changeWallet(user, wallet, { name: 'Rent' }));
      await when.createWallet(user, wallet, undefined, { name: 'Other', metadata: { a: '1' } });
      expect(await labelsOf(user, wallet)).toEqual({ name: 'Rent', metadata: undefined });
    });

    it('are part of what an Idempotency-Key stands for', async () => {
      const user = await given.user();
      const id = freshWalletId({ shardCount: world().shardCount });
      const key = randomUUID();
      const create = (labels: object) => when.createWallet(user, id, key, labels);
      expect(await create({ name: 'Rent', metadata: { a: '1', b: '2' } })).toMatchObject({ status: 202 });
      expect(await create({ metadata: { b: '2', a: '1' }, name: 'Rent' })).toMatchObject({ status: 202 });
      for (const labels of [{ name: 'Rent' }, { name: 'Rent', metadata: { a: '1', b: '3' } }, {}])
        then.isProblem(await create(labels), 422, 'idempotency_key_reused');
    });
  });

  describe('the metadata of a transfer', () => {
    it('are shown to the payer in the transfer, the list and the CSV, and to no payee', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payees = await Promise.all([0, 1].map(() => given.userWithWallet()));
      const metadata = { order: '6735', constructor: A_VALUE };
      const to = payees.map(({ wallet }) => ({ to_id: wallet, amount: '5' }));
      const done = await given.transfer(payer.user, { from: payer.wallet, to, note: 'tea', metadata });
      expect(done).toMatchObject({ status: 'SUCCESSFUL', metadata });
      const [listed] = then.isTransactions(await when.transactions(payer.user, payer.wallet, '?order=desc'));
      expect(listed).toMatchObject({ TxID: done.TxID, metadata });
      const { text } = await when.csv(payer.user, payer.wallet);
      expect(text).toContain(`"{""constructor"":""${A_VALUE}"",""order"":""6735""}"`);
      for (const { user, wallet } of payees) {
        const seen = [
          await when.transaction(user, wallet, done.TxID),
          await when.transactions(user, wallet),
          await when.csv(user, wallet),
          await when.balance(user, wallet),
        ];
        expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
        for (const response of seen) {
          expect(response.text).not.toContain(A_VALUE);
          expect(response.text).not.toContain('6735');
        }
      }
    });

    it('are part of what an Idempotency-Key stands for, in any order of the keys', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 5 });
      const key = randomUUID();
      const pay = (metadata?: object) =>
        when.transfer(user, { from: wallet, to: world().treasury.walletId, amount: 1, metadata }, key);
      const txId = then.isAccepted(await pay({ a: '1', b: '2' }));
      expect(then.isAccepted(await pay({ b: '2', a: '1' }))).toBe(txId);
      for (const other of [{ a: '1' }, { a: '1', b: '3' }, {}, undefined])
        then.isProblem(await pay(other), 422, 'idempotency_key_reused');
    });

    it('without keys are none', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 5 });
      const order = { from: wallet, to: world().treasury.walletId, amount: 1 };
      const key = randomUUID();
      const txId = then.isAccepted(await when.transfer(user, { ...order, metadata: {} }, key));
      expect(then.isAccepted(await when.transfer(user, order, key))).toBe(txId);
      expect(await then.isFinal(world, user, wallet, txId)).not.toHaveProperty('metadata');
    });
  });
}
