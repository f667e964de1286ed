import { randomUUID } from 'node:crypto';
import { BatchResults, MAX_BATCH } from '../../../../lib/api/transfer-batch.ts';
import { eventually } from '../../environment/eventually.ts';
import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/**
 * Up to 100 transfers in one request.
 * @param side transfers that the world runs side by side
 */
export function batchContract(world: () => World, side = MAX_BATCH): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  const resultsOf = (response: ApiResponse) => {
    expect(response).toMatchObject({ status: 200 });
    return BatchResults.parse(response.body).results;
  };
  const idsOf = (response: ApiResponse) =>
    resultsOf(response).map((result) => ('TxID' in result ? result.TxID : result.error.code));

  /** A payer with money on shard 0, a payee on the last shard, and transfers between them. */
  async function pair(money: number) {
    const payer = await given.userWithWallet({ shard: 0, money });
    const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
    const transfer = (more: object = {}) => ({
      idempotency_key: randomUUID(),
      from_id: payer.wallet,
      to_id: payee.wallet,
      amount: '1',
      ...more,
    });
    const balances = async () =>
      Promise.all(
        [payer, payee].map(async ({ user, wallet }) => then.isBalance(await when.balance(user, wallet)).balance),
      );
    const allFinal = (ids: readonly string[]) =>
      Promise.all(ids.map((id) => then.isFinal(world, payer.user, payer.wallet, id)));
    return { payer, payee, transfer, balances, allFinal };
  }

  describe('POST /api/user/transfers:batch', () => {
    it(`accepts ${side} transfers, whose ids have the order of the request, and each moves its money`, async () => {
      const sum = (side * (side + 1)) / 2;
      const { payer, transfer, balances, allFinal } = await pair(sum);
      const batch = Array.from({ length: side }, (_, n) => transfer({ amount: String(n + 1), reference: `row ${n}` }));
      const response = await when.batch(payer.user, batch);
      const results = resultsOf(response);
      expect(results.map(({ idempotency_key }) => idempotency_key)).toEqual(
        batch.map(({ idempotency_key }) => idempotency_key),
      );
      const ids = idsOf(response);
      expect(ids).toEqual([...new Set(ids)].sort());
      const done = await allFinal(ids);
      expect(done.map(({ status, amount, reference }) => [status, amount, reference])).toEqual(
        batch.map(({ amount }, n) => ['SUCCESSFUL', `-${amount}`, `row ${n}`]),
      );
      expect(await balances()).toEqual(['0', String(sum)]);
    }, 60_000);

    it('has each transfer’s own result: accepted, of a foreign wallet, or of a key that another request had', async () => {
      const { payer, payee, transfer, balances, allFinal } = await pair(10);
      const used = randomUUID();
      const first = await when.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: '1' }, used);
      const good = transfer();
      const response = await when.batch(payer.user, [
        transfer({ from_id: payee.wallet, to_id: payer.wallet }),
        good,
        transfer({ idempotency_key: used, amount: '2' }),
        transfer({ from_id: freshWalletId(world()) }),
      ]);
      const [foreign, accepted, reused, missing] = resultsOf(response);
      const notFound = { code: 'wallet_not_found', message: 'You have no such wallet.' };
      expect([foreign, missing]).toMatchObject([{ error: notFound }, { error: notFound }]);
      expect(accepted).toMatchObject({ idempotency_key: good.idempotency_key, status: 'PENDING' });
      expect(reused).toMatchObject({ idempotency_key: used, error: { code: 'idempotency_key_reused' } });
      await allFinal([then.isAccepted(first), idsOf(response)[1] ?? '']);
      expect(await balances()).toEqual(['8', '2']);
    });

    it('makes no transfer again that was made under its key, in a batch or by itself', async () => {
      const { payer, payee, transfer, balances, allFinal } = await pair(10);
      const [one, other, third] = [transfer({ reference: 'INV-1' }), transfer({ amount: '2' }), transfer()];
      const ids = idsOf(await when.batch(payer.user, [one, other]));
      const done = await allFinal(ids);
      const alone = { from: payer.wallet, to: payee.wallet, amount: '1', reference: 'INV-1' };
      const response = await when.transfer(payer.user, alone, one.idempotency_key);
      expect(response.body).toEqual({ TxID: ids[0], status: done[0]?.status });
      const again = await when.batch(payer.user, [third, other, one]);
      expect(idsOf(again).slice(1)).toEqual([ids[1], ids[0]]);
      expect(resultsOf(again)[1]).toMatchObject({ status: 'SUCCESSFUL' });
      await allFinal(idsOf(again));
      expect(await balances()).toEqual(['6', '4']);
    });

    it('makes each transfer once if many send the same batch at the same time', async () => {
      const { payer, transfer, balances, allFinal } = await pair(10);
      const batch = Array.from({ length: 10 }, () => transfer());
      const responses = await Promise.all(Array.from({ length: 4 }, () => when.batch(payer.user, batch)));
      const [first = [], ...others] = responses.map(idsOf);
      expect(others).toEqual([first, first, first]);
      await allFinal(first);
      expect(await balances()).toEqual(['0', '10']);
    });

    it('takes a split, texts and metadata, as a single request does', async () => {
      const { payer, payee, transfer, allFinal } = await pair(10);
      const second = await given.wallet(payee.user, { shard: 0 });
      const { to_id, amount, ...rest } = transfer({ note: 'tea', metadata: { order: '7' } });
      const to = [
        { to_id, amount: 2 },
        { to_id: second, amount: '3' },
      ];
      const [done] = await allFinal(idsOf(await when.batch(payer.user, [{ ...rest, to }])));
      expect(done).toMatchObject({ status: 'SUCCESSFUL', amount: '-5', payer_note: 'tea', metadata: { order: '7' } });
    });

    it('has the error of a transfer whose time to capture has passed, and holds the money of another', async () => {
      const { payer, transfer } = await pair(10);
      const manual = { capture: 'manual' };
      const [late, held] = resultsOf(
        await when.batch(payer.user, [transfer({ ...manual, expires_at: '2026-01-01T00:00:00Z' }), transfer(manual)]),
      );
      expect(late).toMatchObject({ error: { code: 'invalid_input', errors: [{ field: 'expires_at' }] } });
      expect(held).toMatchObject({ status: 'PENDING' });
      await eventually(
        async () => then.isBalance(await when.balance(payer.user, payer.wallet)).reserved === '1',
        then.patience(world()),
      );
      expect(then.isBalance(await when.balance(payer.user, payer.wallet))).toMatchObject({ balance: '10' });
    });

    it('is refused as a whole for any broken rule, with every field, and does nothing', async () => {
      const { payer, transfer, balances } = await pair(10);
      const twice = randomUUID();
      const { idempotency_key: _, ...keyless } = transfer();
      const response = await when.batch(payer.user, [
        transfer(),
        transfer({ idempotency_key: twice, amount: 1.5 }),
        transfer({ idempotency_key: twice, to_id: payer.wallet }),
        keyless,
        transfer({ idempotency_key: 'with space', extra: 1 }),
        { idempotency_key: 'a', from_id: payer.wallet },
        7,
      ]);
      const { errors = [] } = then.isProblem(response, 400, 'invalid_input', [
        ...['transfers[1].amount', 'transfers[2].to_id', 'transfers[3].idempotency_key'],
        ...['transfers[4].idempotency_key', 'transfers[4].extra', 'transfers[5].to_id', 'transfers[5].amount'],
        ...['transfers[6]', 'transfers[2].idempotency_key'],
      ]);
      expect(errors.at(-1)?.message).toBe('must not be the same as that of transfers[1]');
      expect(then.isTransactions(await when.transactions(payer.user, payer.wallet))).toHaveLength(1);
      expect(await balances()).toEqual(['10', '0']);
    });

    it.each<[string, unknown]>([
      ['no list', '7'],
      ['an empty list', []],
      [
        '101 transfers',
        Array.from({ length: 101 }, (_, n) => ({ idempotency_key: `k${n}`, from_id: '1', to_id: '2', amount: 1 })),
      ],
    ])('refuses %s', async (_, transfers) => {
      const response = await when.batch(await given.user(), transfers);
      const { errors } = then.isProblem(response, 400, 'invalid_input', ['transfers']);
      expect(errors).toEqual([{ field: 'transfers', message: 'must be a list of 1 to 100 transfers' }]);
    });

    it('takes 100 transfers that have every field at its longest', async () => {
      const user = await given.user();
      const longest = (n: number) => ({
        idempotency_key: String(n).padStart(255, 'k'),
        from_id: '9'.repeat(512),
        to: Array.from({ length: 10 }, (_, m) => ({ to_id: `${m}`.padEnd(512, '1'), amount: '9'.repeat(17) })),
        reference: '𐐷'.repeat(64),
        note: '𐐷'.repeat(256),
        metadata: Object.fromEntries(Array.from({ length: 16 }, (_, m) => [`key-${m}`, '€'.repeat(40)])),
      });
      const batch = Array.from({ length: MAX_BATCH }, (_, n) => longest(n));
      const codes = idsOf(await when.batch(user, batch));
      expect(new Set(codes)).toEqual(new Set(['wallet_not_found']));
      const tooLarge = { ...longest(0), note: 'x'.repeat(1024 * 1024) };
      then.isProblem(await when.batch(user, [tooLarge]), 413, 'payload_too_large');
    });
  });
}
