import { randomUUID } from 'node:crypto';
import { CreatedWallet } from '../../../../lib/api/wallets.ts';
import { eventually } from '../../environment/eventually.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/** Wallets and their balances. */
export function walletsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const freshId = (digits?: number) => freshWalletId({ shardCount: world().shardCount, ...(digits && { digits }) });

  describe('POST /api/user/create_wallet', () => {
    it('accepts a wallet, which becomes active later', async () => {
      const user = await given.user();
      const id = freshId();
      const response = await when.createWallet(user, id);
      expect(response).toMatchObject({ status: 202 });
      expect(CreatedWallet.parse(response.body)).toEqual({ wallet_id: id, status: 'CREATING', currency: 'XXX' });
      await given.wallet(user, { id });
    });

    it('accepts a repeated request of the owner', async () => {
      const { user, wallet } = await given.userWithWallet();
      const again = await when.createWallet(user, wallet);
      expect(again).toMatchObject({ status: 202, body: { wallet_id: wallet, status: 'ACTIVE' } });
    });

    it('refuses a wallet of another user', async () => {
      const { wallet } = await given.userWithWallet();
      then.isProblem(await when.createWallet(await given.user(), wallet), 409, 'wallet_taken');
    });

    it('gives a wallet to one of four concurrent requests', async () => {
      const users = await Promise.all(Array.from({ length: 4 }, () => given.user()));
      const id = freshId();
      const responses = await Promise.all(users.map((user) => when.createWallet(user, id)));
      expect(responses.map((response) => response.status).sort()).toEqual([202, 409, 409, 409]);
    });

    it.each([40, 512])('accepts an id of %i digits', async (digits) => {
      const { user, wallet } = await given.userWithWallet({ id: freshId(digits) });
      expect(then.isBalance(await when.balance(user, wallet)).wallet_id).toBe(wallet);
    });

    it('accepts an id as a safe JSON integer', async () => {
      const user = await given.user();
      const id = freshId(15);
      expect((await when.createWallet(user, Number(id))).body).toMatchObject({ wallet_id: id });
    });

    it('treats an id with and without a leading zero as two wallets', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 7 });
      const other = await given.wallet(await given.user(), { id: `0${wallet}` });
      expect(other).not.toBe(wallet);
      expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('7');
      then.isProblem(await when.balance(user, other), 404, 'wallet_not_found');
    });

    it('accepts a repeated Idempotency-Key, and refuses it for another wallet', async () => {
      const user = await given.user();
      const [id, key] = [freshId(), randomUUID()];
      for (let n = 0; n < 2; n++) expect(await when.createWallet(user, id, key)).toMatchObject({ status: 202 });
      then.isProblem(await when.createWallet(user, freshId(), key), 422, 'idempotency_key_reused');
    });

    it('refuses the wallet and the login of the treasury', async () => {
      const { login, walletId } = world().treasury;
      then.isProblem(await when.createWallet(await given.user(), walletId), 409, 'wallet_taken');
      // The second login looks the same: two of its letters are Cyrillic.
      for (const one of [login.toUpperCase(), login.replace('treasury', 'trеаsury')]) {
        const body = { login: one, password: 'a good password' };
        then.isProblem(await when.register(body), 409, 'login_taken');
      }
    });

    it('refuses an invalid wallet id', async () => {
      then.isProblem(await when.createWallet(await given.user(), '12a'), 400, 'invalid_input', ['wallet_id']);
    });
  });

  describe('GET /api/user/wallets', () => {
    it('lists the wallets of the user in pages, and no other wallets', async () => {
      const user = await given.user();
      const mine = await Promise.all(Array.from({ length: 5 }, () => given.wallet(user)));
      await given.userWithWallet();
      const pages = await eventually(async () => {
        const all = await when.pages(user, '/api/user/wallets?limit=2');
        return all.flatMap(then.isWallets).length === 5 && all;
      }, then.patience(world()));
      const wallets = pages.map(then.isWallets);
      expect(wallets.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(wallets.flat().map((wallet) => wallet.wallet_id)).toEqual(mine.sort());
      expect(new Set(wallets.flat().map((wallet) => wallet.status))).toEqual(new Set(['ACTIVE']));
    });

    it('returns an empty list for a user without wallets', async () => {
      expect(await when.wallets(await given.user())).toMatchObject({ status: 200, body: [] });
    });

    it.each(['limit=0', 'limit=101', 'limit=ten', 'cursor=x'])('refuses ?%s', async (query) => {
      const response = await when.wallets(await given.user(), `?${query}`);
      then.isProblem(response, 400, 'invalid_input', query.split('=').slice(0, 1));
    });
  });

  describe('GET /api/user/balance/{id}', () => {
    it('returns zero and no last transaction for a new wallet', async () => {
      const { user, wallet } = await given.userWithWallet();
      const nothing = { currency: 'XXX', balance: '0', available: '0', reserved: '0', last_transaction: null };
      expect(then.isBalance(await when.balance(user, wallet))).toEqual({ wallet_id: wallet, ...nothing });
    });

    it('returns credits less debits, with the newest transfer', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const other = await given.wallet(user);
      const { TxID, status, note, initiated_at } = await given.transfer(user, { from: wallet, to: other, amount: 30 });
      const last_transaction = { TxID, status, note, initiated_at };
      const after = {
        wallet_id: wallet,
        currency: 'XXX',
        balance: '70',
        available: '70',
        reserved: '0',
        last_transaction,
      };
      expect(then.isBalance(await when.balance(user, wallet))).toEqual(after);
    });
  });
}
