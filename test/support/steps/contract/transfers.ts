import { randomUUID } from 'node:crypto';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/** Transfers. */
export function transfersContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const otherShard = () => (world().shardCount > 1 ? 1 : 0);

  describe('POST /api/user/do_transaction', () => {
    it('moves money between two shards, and both sides see the transfer', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payee = await given.userWithWallet({ shard: otherShard() });
      const order = { from: payer.wallet, to: payee.wallet, amount: 40 };
      const done = await given.transfer(payer.user, order);
      expect(done).toMatchObject({
        status: 'SUCCESSFUL',
        note: 'transaction completed',
        amount: '-40',
        ammount: '-40',
      });
      expect(await balanceOf(payer)).toBe('60');
      expect(await balanceOf(payee)).toBe('40');
      const seen = then.isTransaction(await when.transaction(payee.user, payee.wallet, done.TxID));
      // The payee's row is written before the payer's final status.
      const end = { at: expect.any(String), status: 'SUCCESSFUL' };
      const timeline = [...done.timeline.slice(0, -1), end];
      expect(seen).toEqual({ ...done, wallet_id: payee.wallet, amount: '+40', ammount: '+40', timeline });
    });

    it('has both wallets in the list of each, and when the transfer was committed', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payee = await given.userWithWallet({ shard: otherShard() });
      const sides = { from_id: payer.wallet, to_id: payee.wallet };
      const { TxID, timeline } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 40 });
      const committed_at = timeline.find((entry) => 'decision' in entry)?.at;
      const invalid = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 61 });

      const [refused, paid] = then.isTransactions(await when.transactions(payer.user, payer.wallet, '?order=desc'));
      expect(paid).toMatchObject({ TxID, ...sides, committed_at });
      expect(refused).toMatchObject({ TxID: invalid.TxID, ...sides, status: 'INVALID' });
      expect(refused).not.toHaveProperty('committed_at');
      const [received] = then.isTransactions(await when.transactions(payee.user, payee.wallet));
      expect(received).toMatchObject({ TxID, ...sides, amount: '+40', committed_at });
    });

    it('makes two transfers of two equal requests without a key', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payee = await given.userWithWallet({ shard: otherShard() });
      const order = { from: payer.wallet, to: payee.wallet, amount: 40 };
      const [one, other] = [await given.transfer(payer.user, order), await given.transfer(payer.user, order)];
      expect(one.TxID).not.toBe(other.TxID);
      expect([one.status, other.status]).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
      expect(await balanceOf(payer)).toBe('20');
      expect(await balanceOf(payee)).toBe('80');
    });

    it('moves money within one shard', async () => {
      const payer = await given.userWithWallet({ shard: otherShard(), money: 100 });
      const payee = await given.userWithWallet({ shard: otherShard() });
      const done = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 100 });
      expect(done.status).toBe('SUCCESSFUL');
      expect(await balanceOf(payer)).toBe('0');
      expect(await balanceOf(payee)).toBe('100');
    });

    it('moves money to a wallet with a 40-digit id and from it', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 3 });
      const id = freshWalletId({ shard: otherShard(), shardCount: world().shardCount, digits: 40 });
      const middle = await given.userWithWallet({ id });
      await given.transfer(payer.user, { from: payer.wallet, to: id, amount: 3 });
      await given.transfer(middle.user, { from: id, to: payer.wallet, amount: 1 });
      expect(await balanceOf(payer)).toBe('1');
      expect(await balanceOf(middle)).toBe('2');
    });

    it('accepts an amount as a safe JSON integer', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 9 });
      const to = await given.wallet(user);
      const txId = then.isAccepted(await when.transfer(user, { from: wallet, to, amount: 9 }));
      expect(await then.isFinal(world, user, wallet, txId)).toMatchObject({ status: 'SUCCESSFUL', amount: '-9' });
    });

    it('moves money from the treasury, whose balance goes below zero', async () => {
      const treasury = await given.treasury();
      const { walletId } = world().treasury;
      const before = then.isBalance(await when.balance(treasury, walletId)).balance;
      const funded = await given.userWithWallet({ money: 1234 });
      expect(await balanceOf(funded)).toBe('1234');
      const after = then.isBalance(await when.balance(treasury, walletId)).balance;
      expect(BigInt(after)).toBeLessThanOrEqual(BigInt(before) - 1234n);
    });

    it('ends INVALID without enough funds, and the payee never sees it', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 10 });
      const payee = await given.userWithWallet({ shard: otherShard() });
      const refused = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 11 });
      expect(refused).toMatchObject({ status: 'INVALID', note: 'not enough funds in the wallet', amount: '-11' });
      expect(await balanceOf(payer)).toBe('10');
      expect(await when.transactions(payee.user, payee.wallet)).toMatchObject({ status: 204, text: '' });
      const asPayee = await when.transaction(payee.user, payee.wallet, refused.TxID);
      then.isProblem(asPayee, 404, 'transaction_not_found');
      expect(then.isBalance(await when.balance(payee.user, payee.wallet))).toMatchObject({
        balance: '0',
        last_transaction: null,
      });
    });

    it('ends INVALID if the payee does not exist, and the money stays with the payer', async () => {
      const payer = await given.userWithWallet({ money: 10 });
      const to = freshWalletId({ shardCount: world().shardCount });
      const refused = await given.transfer(payer.user, { from: payer.wallet, to, amount: 10 });
      expect(refused).toMatchObject({ status: 'INVALID', note: 'no such wallet' });
      expect(await balanceOf(payer)).toBe('10');
    });

    it('spends money once among concurrent transfers', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 10 });
      const payee = await given.userWithWallet({ shard: otherShard() });
      const order = { from: payer.wallet, to: payee.wallet, amount: 4 };
      const ends = await Promise.all(Array.from({ length: 6 }, () => given.transfer(payer.user, order)));
      expect(ends.map((end) => end.status).sort()).toEqual([...Array(4).fill('INVALID'), 'SUCCESSFUL', 'SUCCESSFUL']);
      expect(await balanceOf(payer)).toBe('2');
      expect(await balanceOf(payee)).toBe('8');
    });

    it('refuses a transfer from a wallet to itself', async () => {
      const { user, wallet } = await given.userWithWallet();
      const response = await when.transfer(user, { from: wallet, to: wallet, amount: '1' });
      then.isProblem(response, 400, 'invalid_input', ['to_id']);
    });

    it('refuses another user’s wallet as payer', async () => {
      const { wallet } = await given.userWithWallet();
      const thief = await given.userWithWallet();
      const response = await when.transfer(thief.user, { from: wallet, to: thief.wallet, amount: '5' });
      then.isProblem(response, 404, 'wallet_not_found');
    });
  });

  describe('POST /api/user/do_transaction with several payees', () => {
    /** A payer with money on shard 0, and payees on both shards. */
    async function split(money: number) {
      const payer = await given.userWithWallet({ shard: 0, money });
      const payees = await Promise.all([0, otherShard(), otherShard()].map((shard) => given.userWithWallet({ shard })));
      const shares = payees.map(({ wallet }, n) => ({ to_id: wallet, amount: String(10 * (n + 1)) }));
      return { payer, payees, shares, order: { from: payer.wallet, to: shares } };
    }

    it('pays all of them, and shows the payer all and each payee itself alone', async () => {
      const { payer, payees, shares, order } = await split(100);
      const done = await given.transfer(payer.user, { ...order, reference: 'dinner' });
      expect(done).toMatchObject({ status: 'SUCCESSFUL', amount: '-60', from_id: payer.wallet, to: shares });
      expect(done).not.toHaveProperty('to_id');
      const sides = done.timeline.flatMap((entry) => ('settled' in entry ? [entry.wallet_id] : []));
      expect(sides.sort()).toEqual([payer.wallet, ...payees.map(({ wallet }) => wallet)].sort());
      expect(await balanceOf(payer)).toBe('40');

      const [listed] = then.isTransactions(await when.transactions(payer.user, payer.wallet, '?order=desc'));
      expect(listed).toMatchObject({ TxID: done.TxID, amount: '-60', to: shares });
      for (const [n, payee] of payees.entries()) {
        expect(await balanceOf(payee)).toBe(shares[n]?.amount);
        const response = await when.transaction(payee.user, payee.wallet, done.TxID);
        const seen = then.isTransaction(response);
        const own = { from_id: payer.wallet, to_id: payee.wallet, amount: `+${shares[n]?.amount}` };
        expect(seen).toMatchObject({ ...own, status: 'SUCCESSFUL', reference: 'dinner' });
        const list = await when.transactions(payee.user, payee.wallet, '?reference=dinner');
        expect(then.isTransactions(list)).toMatchObject([{ TxID: done.TxID, ...own }]);
        const csv = await when.csv(payee.user, payee.wallet);
        const others = shares.filter((_, other) => other !== n);
        for (const { to_id } of others) {
          for (const { text } of [response, list, csv]) expect(text).not.toContain(to_id);
        }
      }
    });

    it('pays none of them if one does not exist', async () => {
      const { payer, payees, shares } = await split(100);
      const missing = { to_id: freshWalletId({ shardCount: world().shardCount }), amount: '1' };
      const refused = await given.transfer(payer.user, { from: payer.wallet, to: [...shares, missing] });
      expect(refused).toMatchObject({ status: 'INVALID', note: 'no such wallet', amount: '-61' });
      expect(await balanceOf(payer)).toBe('100');
      for (const payee of payees) {
        expect(await balanceOf(payee)).toBe('0');
        then.isProblem(await when.transaction(payee.user, payee.wallet, refused.TxID), 404, 'transaction_not_found');
      }
    });

    it('pays none of them without funds for all', async () => {
      const { payer, payees, order } = await split(59);
      expect(await given.transfer(payer.user, order)).toMatchObject({
        status: 'INVALID',
        note: 'not enough funds in the wallet',
      });
      expect(await balanceOf(payer)).toBe('59');
      for (const payee of payees) expect(await balanceOf(payee)).toBe('0');
    });

    it('pays 10 of them, and is the same transfer under the same key', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 10 });
      const shards = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? 0 : otherShard()));
      const wallets = await Promise.all(shards.map((shard) => given.wallet(payer.user, { shard })));
      const order = { from: payer.wallet, to: wallets.map((to_id) => ({ to_id, amount: 1 })) };
      const key = randomUUID();
      const txId = then.isAccepted(await when.transfer(payer.user, order, key));
      expect(await then.isFinal(world, payer.user, payer.wallet, txId)).toMatchObject({ status: 'SUCCESSFUL' });
      expect(await balanceOf(payer)).toBe('0');
      for (const wallet of wallets) expect(await balanceOf({ user: payer.user, wallet })).toBe('1');
      const again = await when.transfer(payer.user, order, key);
      expect(again.body).toEqual({ TxID: txId, status: 'SUCCESSFUL' });
      const fewer = { ...order, to: order.to.slice(1) };
      then.isProblem(await when.transfer(payer.user, fewer, key), 422, 'idempotency_key_reused');
    });

    it('is a transfer to one wallet if the list has one payee, also under a key', async () => {
      const { user, wallet, order } = await payment({ money: 100 });
      const key = randomUUID();
      const list = { from: order.from, to: [{ to_id: order.to, amount: order.amount }] };
      const txId = then.isAccepted(await when.transfer(user, list, key));
      const done = await then.isFinal(world, user, wallet, txId);
      expect(done).toMatchObject({ status: 'SUCCESSFUL', amount: '-10', to_id: order.to });
      expect(done).not.toHaveProperty('to');
      expect(then.isAccepted(await when.transfer(user, order, key))).toBe(txId);
    });

    it('refuses a payee twice, the payer among them, and no payees', async () => {
      const { user, wallet } = await given.userWithWallet();
      const payee = { to_id: '7', amount: '1' };
      const refused = async (to: unknown[], field: string) =>
        then.isProblem(await when.transfer(user, { from: wallet, to }), 400, 'invalid_input', [field]);
      await refused([payee, { to_id: '8', amount: '1' }, payee], 'to[2].to_id');
      await refused([payee, { to_id: wallet, amount: '1' }], 'to[1].to_id');
      await refused([], 'to');
      await refused([{ ...payee, amount: '0' }], 'to[0].amount');
    });
  });

  describe('The Idempotency-Key of POST /api/user/do_transaction', () => {
    it('gives an equal request the same transfer with its current status, and moves the money once', async () => {
      const { user, wallet, order } = await payment({ money: 100 });
      const key = randomUUID();
      const accepted = await when.transfer(user, order, key);
      const first = then.isAccepted(accepted);
      expect(accepted.body).toEqual({ TxID: first, status: 'PENDING' });
      await then.isFinal(world, user, wallet, first);
      const again = await when.transfer(user, order, key);
      expect({ status: again.status, body: again.body }).toEqual({
        status: 202,
        body: { TxID: first, status: 'SUCCESSFUL' },
      });
      expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('90');
    });

    it('treats an amount as a string and as an integer as equal', async () => {
      const { user, order } = await payment();
      const key = randomUUID();
      const first = then.isAccepted(await when.transfer(user, { ...order, amount: '10' }, key));
      expect(then.isAccepted(await when.transfer(user, { ...order, amount: 10 }, key))).toBe(first);
    });

    it('returns the final status INVALID of the transfer', async () => {
      const { user, wallet, order } = await payment();
      const key = randomUUID();
      const first = then.isAccepted(await when.transfer(user, order, key));
      await then.isFinal(world, user, wallet, first);
      const again = await when.transfer(user, order, key);
      expect(again.body).toEqual({ TxID: first, status: 'INVALID' });
    });

    it('is refused with another body', async () => {
      const { user, order } = await payment();
      const key = randomUUID();
      then.isAccepted(await when.transfer(user, order, key));
      then.isProblem(await when.transfer(user, { ...order, amount: '11' }, key), 422, 'idempotency_key_reused');
    });

    it('is refused for POST /api/user/create_wallet', async () => {
      const { user, order } = await payment();
      const key = randomUUID();
      then.isAccepted(await when.transfer(user, order, key));
      then.isProblem(await when.createWallet(user, order.to, key), 422, 'idempotency_key_reused');
    });

    it('belongs to one user: the same key of another user makes another transfer', async () => {
      const [one, another] = [await payment(), await payment()];
      const key = randomUUID();
      const first = then.isAccepted(await when.transfer(one.user, one.order, key));
      expect(then.isAccepted(await when.transfer(another.user, another.order, key))).not.toBe(first);
    });

    it('makes one transfer of 20 concurrent requests', async () => {
      const { user, wallet, order } = await payment({ money: 100 });
      const key = randomUUID();
      const responses = await Promise.all(Array.from({ length: 20 }, () => when.transfer(user, order, key)));
      const ids = new Set(responses.map(then.isAccepted));
      expect(ids.size).toBe(1);
      const [id = ''] = ids;
      await then.isFinal(world, user, wallet, id);
      const outgoing = then.isTransactions(await when.transactions(user, wallet)).filter((tx) => tx.amount === '-10');
      expect(outgoing.map((tx) => tx.TxID)).toEqual([id]);
      expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('90');
    });

    it.each([
      ['with a space', 'a b'],
      ['with 256 characters', 'x'.repeat(256)],
    ])('is refused %s', async (_, key) => {
      const order = { from: '1', to: '2', amount: '1' };
      then.isProblem(await when.transfer(await given.user(), order, key), 400, 'invalid_input', ['idempotency-key']);
    });
  });

  /**
   * A user and a transfer of 10 between two wallets of theirs, with or without the money for it.
   */
  async function payment(options: { money?: number } = {}) {
    const { user, wallet } = await given.userWithWallet(options);
    return { user, wallet, order: { from: wallet, to: await given.wallet(user), amount: '10' } };
  }

  async function balanceOf({ user, wallet }: Awaited<ReturnType<typeof given.userWithWallet>>): Promise<string> {
    return then.isBalance(await when.balance(user, wallet)).balance;
  }
}
