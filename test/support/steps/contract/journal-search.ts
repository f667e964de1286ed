import { randomUUID } from 'node:crypto';
import { eventually } from '../../environment/eventually.ts';
import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** The payer's texts on a transfer, and searches by reference, by status and by time. */
export function journalSearchContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  const query = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters)}`;
  const idsIn = (response: ApiResponse) =>
    response.status === 204 ? [] : then.isTransactions(response).map((transaction) => transaction.TxID);

  /** A payer with 100 and a payee with nothing. */
  async function payerAndPayee() {
    const [payer, payee] = [await given.userWithWallet({ money: 100 }), await given.userWithWallet()];
    return { payer, payee, order: { from: payer.wallet, to: payee.wallet, amount: 1 } };
  }

  /** The id found by a reference, once it is found: the index of references is eventually consistent. */
  const idOf = (user: User, wallet: string, reference: string) =>
    eventually(async () => {
      const ids = idsIn(await when.transactions(user, wallet, query({ reference })));
      return ids.length === 1 && ids[0];
    }, then.patience(world()));

  describe('The reference and the note of POST /api/user/do_transaction', () => {
    it('are visible to both sides, in the list and in the transfer, as soon as it is final', async () => {
      const { payer, payee, order } = await payerAndPayee();
      const texts = { reference: 'INV-1', note: 'Miete für November 🏠, "warm"' };
      const sent = await given.transfer(payer.user, { ...order, ...texts });
      const expected = { reference: texts.reference, payer_note: texts.note, note: 'transaction completed' };
      expect(sent).toMatchObject(expected);
      expect(then.isTransaction(await when.transaction(payee.user, payee.wallet, sent.TxID))).toMatchObject(expected);
      expect(then.isTransactions(await when.transactions(payee.user, payee.wallet))).toMatchObject([expected]);
    });

    it('are missing in the response if the payer gave none', async () => {
      const { payer, order } = await payerAndPayee();
      const sent = await given.transfer(payer.user, order);
      expect(sent).not.toHaveProperty('reference');
      expect(sent).not.toHaveProperty('payer_note');
    });

    it('belong to the request that an Idempotency-Key identifies', async () => {
      const { payer, order } = await payerAndPayee();
      const key = randomUUID();
      const send = (more: object) => when.transfer(payer.user, { ...order, ...more }, key);
      const first = then.isAccepted(await send({ reference: 'INV-1', note: 'a' }));
      expect(then.isAccepted(await send({ reference: 'INV-1', note: 'a' }))).toBe(first);
      for (const other of [
        {},
        { reference: 'INV-1' },
        { reference: 'INV-2', note: 'a' },
        { reference: 'a', note: 'INV-1' },
      ]) {
        then.isProblem(await send(other), 422, 'idempotency_key_reused');
      }
    });

    it.each([
      ['reference', 'x'.repeat(64)],
      ['reference', '😀'.repeat(64)],
      ['note', '😀'.repeat(256)],
    ])('accept a %s of the maximum length', async (field, text) => {
      const { payer, order } = await payerAndPayee();
      then.isAccepted(await when.transfer(payer.user, { ...order, [field]: text }));
    });
  });

  describe('GET /api/user/transactions/{id}?reference=', () => {
    it('finds the transfers with the reference for the payer and for the payee', async () => {
      const { payer, payee, order } = await payerAndPayee();
      const reference = 'Rechnung №1 & "2" #3/4';
      const { TxID } = await given.transfer(payer.user, { ...order, reference });
      await given.transfer(payer.user, { ...order, reference: `${reference}5` });
      expect(await idOf(payer.user, payer.wallet, reference)).toBe(TxID);
      expect(await idOf(payee.user, payee.wallet, reference)).toBe(TxID);
      expect(await when.transactions(payer.user, payer.wallet, '?reference=none')).toMatchObject({ status: 204 });
    });

    it('hides a transfer that ended INVALID from the payee', async () => {
      const { payer, payee, order } = await payerAndPayee();
      const refused = await given.transfer(payer.user, { ...order, amount: 101, reference: 'INV-1' });
      expect(refused.status).toBe('INVALID');
      expect(await idOf(payer.user, payer.wallet, 'INV-1')).toBe(refused.TxID);
      const response = await when.transactions(payee.user, payee.wallet, '?reference=INV-1');
      expect(response).toMatchObject({ status: 204, text: '' });
      expect(response.headers).not.toHaveProperty('link');
    });
  });

  describe('The filters of GET /api/user/transactions/{id}', () => {
    it('combine, and apply to every page', async () => {
      const { payer, order } = await payerAndPayee();
      const ids: string[] = [];
      for (const [amount, reference] of [
        [1, 'a b&c'],
        [1, 'a b&c'],
        [1_000, 'a b&c'],
        [1, 'other'],
        [1, 'a b&c'],
      ] as const) {
        ids.push((await given.transfer(payer.user, { ...order, amount, reference })).TxID);
      }
      const [, second, , , fifth] = ids;
      const { initiated_at } = then.isTransaction(await when.transaction(payer.user, payer.wallet, second ?? ''));
      const filters = {
        status: 'SUCCESSFUL,FAILED',
        reference: 'a b&c',
        from: initiated_at,
        order: 'desc',
        limit: '1',
      };
      const path = `/api/user/transactions/${payer.wallet}${query(filters)}`;
      const found = await eventually(async () => {
        const pages = (await when.pages(payer.user, path)).map(idsIn);
        return pages.flat().length === 2 && pages;
      }, then.patience(world()));
      expect(found.flat()).toEqual([fifth, second]);
      expect(found[0]).toEqual([fifth]);
    });

    it('include the time from and exclude the time to, in any offset, with the plus encoded or not', async () => {
      const { payer, order } = await payerAndPayee();
      const { TxID, initiated_at } = await given.transfer(payer.user, order);
      const at = Date.parse(initiated_at);
      const inOffset = `${new Date(at + 3_600_000).toISOString().replace('Z', '')}+01:00`;
      const next = new Date(at + 1).toISOString();
      const list = async (text: string) => idsIn(await when.transactions(payer.user, payer.wallet, text));
      expect(await list(`?status=SUCCESSFUL&from=${encodeURIComponent(inOffset)}&to=${next}`)).toEqual([TxID]);
      expect(await list(`?from=${inOffset}`)).toEqual([TxID]);
      expect(await list(`?from=${next}`)).toEqual([]);
      expect(await list(`?to=${initiated_at}`)).not.toContain(TxID);
    });

    it.each([
      ['status', 'status=successful'],
      ['status', 'status=SUCCESSFUL,'],
      ['status', 'status='],
      ['from', 'from=2026-11-23'],
      ['from', 'from=2026-11-23T08:30:00'],
      ['to', 'to=2026-02-30T08:30:00Z'],
      ['to', 'to=1780000000'],
      ['to', 'from=2026-11-23T08:30:00Z&to=2026-11-23T08:30:00Z'],
      ['to', 'from=2026-11-23T08:30:00Z&to=2026-11-23T09:29:59%2B01:00'],
      ['order', 'order=newest'],
      ['reference', 'reference='],
      ['reference', 'reference=%20INV'],
      ['reference', `reference=${'x'.repeat(65)}`],
      ['reference', 'reference=a%0Ab'],
    ])('refuse a bad %s: ?%s', async (field, text) => {
      const { user, wallet } = await given.userWithWallet();
      then.isProblem(await when.transactions(user, wallet, `?${text}`), 400, 'invalid_input', [field]);
    });
  });
}
