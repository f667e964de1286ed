import { ShardBalance, WalletPage } from '../../../../lib/api/shard.ts';
import { deadlineFrom } from '../../../../lib/domain/deadline.ts';
import { shardSteps } from '../shard-steps.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import type { WorldWithShards } from '../world.ts';

const SHARD = 0;

/** The requests about a wallet in stripes to its shard. */
export function stripesContract(world: () => WorldWithShards): void {
  const shard = shardSteps(world);
  const later = () => String(deadlineFrom(Date.now()));
  const freshTx = () => shard.freshTransaction();
  const fresh = () => freshWalletId({ shard: SHARD, shardCount: world().shardCount });
  const post = (name: string, body: object) => shard.send(SHARD, 'POST', `/api/${name}`, body);

  /** A wallet without money. No user has it. */
  async function wallet(): Promise<string> {
    const id = fresh();
    expect(await shard.createWallet(SHARD, id)).toMatchObject({ status: 200 });
    return id;
  }

  async function striped(stripes = 3): Promise<string> {
    const id = await wallet();
    expect(await shard.stripe(SHARD, id, stripes)).toMatchObject({ status: 200, body: { wallet_id: id, stripes } });
    return id;
  }

  async function received(wallet_id: string, stripe: number | undefined, amount: string): Promise<void> {
    const leg = { transaction_id: freshTx(), wallet_id, ...(stripe !== undefined && { stripe }) };
    expect(await post('reserve', { ...leg, amount, deadline: later() })).toMatchObject({ body: { status: 'held' } });
    expect(await post('commit', leg)).toMatchObject({ body: { status: 'committed' } });
  }

  async function moneyOf(id: string) {
    const response = await shard.balance(SHARD, id);
    expect(response).toMatchObject({ status: 200 });
    const { balance, available, reserved } = ShardBalance.parse(response.body);
    return { balance, available, reserved };
  }

  describe('a wallet in stripes, on its shard', () => {
    it('is one wallet: what its stripes receive is in its balance, and any debit may take all of it', async () => {
      const id = await striped();
      await received(id, undefined, '+5');
      for (const stripe of [1, 2, 3]) await received(id, stripe, '+10');
      expect(await moneyOf(id)).toEqual({ balance: '35', available: '35', reserved: '0' });
      const hold = { tx: freshTx(), wallet: id, amount: '-35', deadline: Number(later()) };
      then.isProblem(await shard.reserve(SHARD, { ...hold, tx: freshTx(), amount: '-36' }), 422, 'insufficient_funds');
      expect(await shard.reserve(SHARD, hold)).toMatchObject({ body: { status: 'held' } });
      expect(await moneyOf(id)).toEqual({ balance: '35', available: '0', reserved: '35' });
      expect(await shard.commit(SHARD, hold)).toMatchObject({ body: { status: 'committed' } });
      expect(await moneyOf(id)).toEqual({ balance: '0', available: '0', reserved: '0' });
      const listed = await shard.send(SHARD, 'GET', `/api/wallets?wallet_id=${id}`, undefined);
      expect(WalletPage.parse(listed.body).wallets).toMatchObject([{ wallet_id: id, balance: '0' }]);
    });

    it('is in the list of all wallets as one, whose pages may begin and end among its stripes', async () => {
      const id = await striped(2);
      for (const cursor of [`${id}#1`, `${id}#2`]) {
        const path = `/api/wallets?limit=1&cursor=${encodeURIComponent(cursor)}`;
        const { status, body } = await shard.send(SHARD, 'GET', path, undefined);
        expect({ status, body }).toMatchObject({ status: 200 });
        const listed = WalletPage.parse(body).wallets.map(({ wallet_id }) => wallet_id);
        expect(listed.filter((one) => one.includes('#'))).toEqual([]);
      }
    });

    it('keeps its stripes, gets more, and never fewer', async () => {
      const id = await striped(2);
      await received(id, 2, '+7');
      for (const [asked, stripes] of [
        [2, 2],
        [5, 5],
        [3, 5],
      ] as const)
        expect(await shard.stripe(SHARD, id, asked)).toMatchObject({ status: 200, body: { wallet_id: id, stripes } });
      await received(id, 5, '+1');
      expect(await moneyOf(id)).toMatchObject({ balance: '8' });
    });

    it('holds, commits and rolls back a credit on the stripe that each request names, alone or in a list', async () => {
      const [id, other] = [await striped(), await wallet()];
      const transaction_id = freshTx();
      const legs = [
        { wallet_id: id, stripe: 2, amount: '+4' },
        { wallet_id: other, amount: '+6' },
      ];
      const both = { transaction_id, legs: [{ wallet_id: id }, { wallet_id: other }] };
      expect(await post('reserve', { transaction_id, legs, deadline: later() })).toMatchObject({
        body: { legs: [{ status: 'held' }, { status: 'held' }] },
      });
      expect(await post('commit', { transaction_id, legs })).toMatchObject({
        body: { legs: both.legs.map((leg) => ({ ...leg, status: 'committed' })) },
      });
      expect(await moneyOf(id)).toMatchObject({ balance: '4' });
      const back = { transaction_id: freshTx(), wallet_id: id, stripe: 3 };
      const deadline = later();
      await post('reserve', { ...back, amount: '+9', deadline });
      expect(await post('rollback', { ...back, deadline })).toMatchObject({ body: { status: 'rolled back' } });
      then.isProblem(await post('reserve', { ...back, amount: '+9', deadline }), 409, 'transaction_settled');
      expect(await moneyOf(id)).toMatchObject({ balance: '4' });
    });

    it('has only the stripes that an operator has made: a request for another one finds no wallet', async () => {
      const [id, without] = [await striped(2), await wallet()];
      for (const [wallet_id, stripe] of [
        [id, 3],
        [without, 1],
      ] as const) {
        const leg = { transaction_id: freshTx(), wallet_id, stripe };
        then.isProblem(await post('reserve', { ...leg, amount: '+1', deadline: later() }), 404, 'no_such_wallet');
        then.isProblem(await post('commit', leg), 404, 'no_such_wallet');
      }
    });

    it('is asked for by its own number alone: no id of a stripe is the id of a wallet', async () => {
      const id = await striped();
      for (const forged of [`${id}#1`, `${id}%231`]) {
        const fields = ['wallet_id'];
        then.isProblem(
          await post('reserve', { transaction_id: freshTx(), wallet_id: forged, amount: '+1', deadline: later() }),
          400,
          'invalid_input',
          fields,
        );
        then.isProblem(await post('stripewallet', { wallet_id: forged, stripes: 2 }), 400, 'invalid_input', fields);
        then.isProblem(await post('createwallet', { wallet_id: forged }), 400, 'invalid_input', fields);
      }
      then.isProblem(await shard.balance(SHARD, `${id}%231`), 400, 'invalid_input', ['wallet_id']);
    });

    it('pays from its own item: a debit that names a stripe breaks a rule', async () => {
      const id = await striped();
      const ofStripe = { transaction_id: freshTx(), wallet_id: id, stripe: 1, amount: '-1' };
      const { transaction_id, ...leg } = ofStripe;
      const rules: [string, object, string][] = [
        ['reserve', { ...ofStripe, deadline: later() }, 'stripe'],
        ['commit', ofStripe, 'stripe'],
        [
          'reserve',
          { transaction_id, legs: [leg, { wallet_id: fresh(), amount: '+1' }], deadline: later() },
          'legs[0].stripe',
        ],
        ['commit', { transaction_id, legs: [leg, { wallet_id: fresh(), amount: '+1' }] }, 'legs[0].stripe'],
      ];
      for (const [name, body, field] of rules) then.isProblem(await post(name, body), 400, 'invalid_input', [field]);
    });

    it('is refused for no wallet, for a closed one, and for numbers out of range', async () => {
      then.isProblem(await shard.stripe(SHARD, fresh(), 2), 404, 'no_such_wallet');
      const closed = await wallet();
      await shard.closeWallet(SHARD, closed);
      then.isProblem(await shard.stripe(SHARD, closed, 2), 409, 'wallet_closed');
      const id = await wallet();
      for (const stripes of [0, 1, 65, 2.5, '2', null])
        then.isProblem(await shard.stripe(SHARD, id, stripes), 400, 'invalid_input', ['stripes']);
      then.isProblem(await post('stripewallet', {}), 400, 'invalid_input', ['wallet_id', 'stripes']);
      for (const stripe of [0, 65, 1.5, '1']) {
        const leg = { transaction_id: freshTx(), wallet_id: id, stripe };
        then.isProblem(await post('reserve', { ...leg, amount: '+1', deadline: later() }), 400, 'invalid_input', [
          'stripe',
        ]);
        then.isProblem(await post('rollback', { ...leg, deadline: later() }), 400, 'invalid_input', ['stripe']);
      }
    });

    it('takes only a token for just this stripe, and for just this number of stripes', async () => {
      const id = await striped();
      const leg = { transaction_id: freshTx(), wallet_id: id, stripe: 1, amount: '+1', deadline: later() };
      const { stripe: _, ...bare } = leg;
      const tokenFor = async (operation: 'reserve' | 'stripeWallet', claims: object) => ({
        token: await world().serviceToken(SHARD, { operation, ...claims }),
      });
      const reserve = (body: object, by: { token: string }) => shard.send(SHARD, 'POST', '/api/reserve', body, by);
      then.isProblem(await reserve({ ...leg, stripe: 2 }, await tokenFor('reserve', leg)), 403, 'insufficient_scope');
      then.isProblem(await reserve(leg, await tokenFor('reserve', bare)), 403, 'insufficient_scope');
      then.isProblem(await reserve(bare, await tokenFor('reserve', leg)), 403, 'insufficient_scope');
      const four = await tokenFor('stripeWallet', { wallet_id: id, stripes: 4 });
      then.isProblem(await shard.stripe(SHARD, id, 5, four), 403, 'insufficient_scope');
      then.isProblem(await shard.stripe(SHARD, await wallet(), 4, four), 403, 'insufficient_scope');
      expect(await moneyOf(id)).toMatchObject({ balance: '0' });
    });
  });
}
