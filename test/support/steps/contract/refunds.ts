import { randomUUID } from 'node:crypto';
import { MAX_REFUNDS } from '../../../../lib/domain/refunds.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

interface Owner {
  readonly user: User;
  readonly wallet: string;
}

/** Refunds: what a payee gives back of a payment. */
export function refundsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const detail = async ({ user, wallet }: Owner, TxID: string) =>
    then.isTransaction(await when.transaction(user, wallet, TxID));
  const balanceOf = async ({ user, wallet }: Owner) => then.isBalance(await when.balance(user, wallet)).balance;

  describe('POST /api/user/transactions/{id}/{TxID}/refund', () => {
    /** A payer with 100 on shard 0 has paid 40 to a payee on the last shard. */
    async function paid(more: { reference?: string } = {}) {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
      const order = { from: payer.wallet, to: payee.wallet, amount: 40, ...more };
      const { TxID } = await given.transfer(payer.user, order);
      const refund = (body: object = {}, options: Parameters<typeof when.refund>[3] = {}) =>
        when.refund(payee.user, { wallet: payee.wallet, TxID }, body, options);
      const waited = async (body: object = {}) => then.isTransaction(await refund(body, { prefer: 'wait=10' }));
      return { payer, payee, TxID, refund, waited };
    }

    it('gives all of it back by default, and links both transactions on both sides', async () => {
      const { payer, payee, TxID, waited } = await paid({ reference: 'INV-7' });
      const done = await waited();
      expect(done).toMatchObject({ status: 'SUCCESSFUL', amount: '-40', refund_of: TxID, reference: 'INV-7' });
      expect([await balanceOf(payer), await balanceOf(payee)]).toEqual(['100', '0']);
      for (const side of [payer, payee]) {
        expect(await detail(side, TxID)).toMatchObject({
          status: 'SUCCESSFUL',
          refunds: [{ TxID: done.TxID, amount: '40' }],
          refunded: '40',
        });
        const { amount, refund_of } = await detail(side, done.TxID);
        expect({ amount, refund_of }).toEqual({ amount: side === payer ? '+40' : '-40', refund_of: TxID });
        const listed = then.isTransactions(await when.transactions(side.user, side.wallet));
        expect(listed.find((one) => one.TxID === done.TxID)).toMatchObject({ refund_of: TxID });
        const { text } = await when.csv(side.user, side.wallet, '?order=desc');
        expect(text).toMatch(new RegExp(`^${done.TxID},.*,${TxID},XXX,,,,\r$`, 'm'));
      }
    });

    it('gives parts back until all of it is given back, and then says how much is left', async () => {
      const { payer, payee, TxID, refund, waited } = await paid();
      const parts = [await waited({ amount: 10 }), await waited({ amount: '25' })];
      expect(await detail(payer, TxID)).toMatchObject({
        refunds: parts.map((part, n) => ({ TxID: part.TxID, amount: ['10', '25'][n] })),
        refunded: '35',
      });
      const problem = then.isProblem(await refund({ amount: '6' }), 409, 'refund_exceeds');
      expect(problem.detail).toBe('5 of 40 can still be refunded.');
      expect(await waited()).toMatchObject({ amount: '-5' });
      then.isProblem(await refund(), 409, 'refund_exceeds');
      expect([await balanceOf(payer), await balanceOf(payee)]).toEqual(['100', '0']);
    });

    it('gives back what was received and no more, when many ask at once', async () => {
      const { payer, payee, TxID, refund } = await paid();
      await given.money(payee.wallet, 1_000);
      const responses = await Promise.all(Array.from({ length: 8 }, () => refund({ amount: '15' })));
      const ids = responses.filter(({ status }) => status === 202).map(then.isAccepted);
      const ends = await Promise.all(ids.map((id) => then.isFinal(world, payee.user, payee.wallet, id)));
      const happened = ends.filter(({ status }) => status === 'SUCCESSFUL');
      expect(happened).toHaveLength(2);
      for (const { status, note } of ends.filter((end) => !happened.includes(end)))
        expect([
          ['INVALID', 'the refunds would exceed the payment'],
          ['FAILED', 'transaction confirmation limit exceeded'],
        ]).toContainEqual([status, note]);
      for (const side of [payer, payee]) expect(await detail(side, TxID)).toMatchObject({ refunded: '30' });
      expect([await balanceOf(payer), await balanceOf(payee)]).toEqual(['90', '1010']);
    });

    it('can be asked for again if the payee lacks the money, which gives nothing back', async () => {
      const { payer, payee, TxID, waited } = await paid();
      await given.transfer(payee.user, { from: payee.wallet, to: world().treasury.walletId, amount: 30 });
      for (let n = 0; n < 3; n++)
        expect(await waited()).toMatchObject({ status: 'INVALID', note: 'not enough funds in the wallet' });
      expect(await detail(payee, TxID)).not.toHaveProperty('refunds');
      await given.money(payee.wallet, 30);
      expect(await waited()).toMatchObject({ status: 'SUCCESSFUL', amount: '-40' });
      expect(await balanceOf(payer)).toBe('100');
    });

    it('is one under one Idempotency-Key, also after all of it is given back', async () => {
      const { payee, refund } = await paid();
      const idempotencyKey = randomUUID();
      const responses = await Promise.all(Array.from({ length: 4 }, () => refund({}, { idempotencyKey })));
      const ids = new Set(responses.map(then.isAccepted));
      expect(ids.size).toBe(1);
      for (const id of ids) {
        await then.isFinal(world, payee.user, payee.wallet, id);
        expect(then.isAccepted(await refund({}, { idempotencyKey }))).toBe(id);
        const again = then.isTransaction(await refund({}, { idempotencyKey, prefer: 'wait=10' }));
        expect(again).toMatchObject({ TxID: id, status: 'SUCCESSFUL' });
      }
      then.isProblem(await refund({ amount: '40' }, { idempotencyKey }), 422, 'idempotency_key_reused');
      then.isProblem(await refund({}, { idempotencyKey: randomUUID() }), 409, 'refund_exceeds');
    });

    it('leaves a key unused if it was refused', async () => {
      const { refund } = await paid();
      const idempotencyKey = randomUUID();
      then.isProblem(await refund({ amount: '41' }, { idempotencyKey }), 409, 'refund_exceeds');
      then.isAccepted(await refund({ amount: '40' }, { idempotencyKey }));
    });

    it('is refused for what the wallet paid, what did not happen, and a refund', async () => {
      const { payer, payee, TxID, waited } = await paid();
      const refused = async (by: Owner, id: string) =>
        then.isProblem(await when.refund(by.user, { wallet: by.wallet, TxID: id }), 409, 'not_refundable');
      await refused(payer, TxID);
      const failed = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 1_000 });
      await refused(payer, failed.TxID);
      const { TxID: refundId } = await waited({ amount: 1 });
      await refused(payer, refundId);
      await refused(payee, refundId);
    });

    it('of a split gives back one payee’s part, and the payer sees those of all', async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const [seller, platform] = [await given.userWithWallet(), await given.userWithWallet()];
      const to = [
        { to_id: seller.wallet, amount: '45' },
        { to_id: platform.wallet, amount: '5' },
      ];
      const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to });
      const payment = { wallet: seller.wallet, TxID };
      then.isProblem(await when.refund(seller.user, payment, { amount: '46' }), 409, 'refund_exceeds');
      const back = then.isTransaction(await when.refund(seller.user, payment, {}, { prefer: 'wait=10' }));
      expect(back).toMatchObject({ amount: '-45', to_id: payer.wallet });
      expect(await detail(payer, TxID)).toMatchObject({ refunded: '45' });
      expect(await detail(platform, TxID)).not.toHaveProperty('refunds');
      const fee = { wallet: platform.wallet, TxID };
      then.isTransaction(await when.refund(platform.user, fee, { amount: 2 }, { prefer: 'wait=10' }));
      expect(await detail(payer, TxID)).toMatchObject({ refunded: '47' });
      expect(await detail(seller, TxID)).toMatchObject({ refunded: '45' });
      expect([await balanceOf(payer), await balanceOf(seller), await balanceOf(platform)]).toEqual(['97', '0', '3']);
    });

    it(`happens up to ${MAX_REFUNDS} times`, async () => {
      const payer = await given.userWithWallet({ shard: 0, money: 100 });
      const payee = await given.userWithWallet();
      const order = { from: payer.wallet, to: payee.wallet, amount: MAX_REFUNDS + 1 };
      const payment = { wallet: payee.wallet, TxID: (await given.transfer(payer.user, order)).TxID };
      const one = () => when.refund(payee.user, payment, { amount: 1 }, { prefer: 'wait=10' });
      for (let n = 0; n < MAX_REFUNDS; n++) expect(await one()).toMatchObject({ status: 200 });
      expect(then.isProblem(await one(), 409, 'refund_exceeds').detail).toBe(
        `0 of ${MAX_REFUNDS + 1} can still be refunded.`,
      );
    });

    it('changes nothing if its amount breaks a rule, or its fields are unknown', async () => {
      const { payer, payee, TxID, refund } = await paid();
      for (const amount of ['0', 0, -1, '1.5', 1.5, '', null, '1'.repeat(19), true])
        then.isProblem(await refund({ amount }), 400, 'invalid_input', ['amount']);
      then.isProblem(await refund({ to_id: '1' }), 400, 'invalid_input', ['to_id']);
      then.isProblem(await refund([]), 400, 'invalid_input', ['body']);
      expect(await detail(payee, TxID)).not.toHaveProperty('refunds');
      expect([await balanceOf(payer), await balanceOf(payee)]).toEqual(['60', '40']);
    });

    it('of a transaction or a wallet that is not the caller’s own gets the response of one that is not there', async () => {
      const { payer, payee, TxID } = await paid();
      const ask = (by: Owner, payment: { wallet: string; TxID: string }) => when.refund(by.user, payment);
      const stranger = await given.userWithWallet();
      const foreign = await ask(stranger, { wallet: payee.wallet, TxID });
      then.isProblem(foreign, 404, 'wallet_not_found');
      expect((await ask(stranger, { wallet: freshWalletId(world()), TxID })).text).toBe(foreign.text);
      expect((await ask(payer, { wallet: payee.wallet, TxID })).text).toBe(foreign.text);
      const unknown = await ask(stranger, { wallet: stranger.wallet, TxID });
      then.isProblem(unknown, 404, 'transaction_not_found');
      for (const id of ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'no-id'])
        expect((await ask(stranger, { wallet: stranger.wallet, TxID: id })).text).toBe(unknown.text);
    });
  });
}
