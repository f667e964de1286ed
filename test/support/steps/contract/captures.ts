import * as z from 'zod';
import { Hold } from '../../../../lib/api/holds.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { type TransferRequest, when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

const WAIT = 'wait=10';
const DAY_MS = 86_400_000;

/** Authorised transfers: captured, voided, listed. */
export function capturesContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  /** A payer with 100 on shard 0, and a payee on the last shard. */
  async function pair() {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
    return { payer, payee };
  }

  async function money(owner: { user: User; wallet: string }) {
    const { balance, available, reserved } = then.isBalance(await when.balance(owner.user, owner.wallet));
    return { balance, available, reserved };
  }

  /** 40 of the payer's 100 are held for the payee. */
  async function authorised(more: Partial<TransferRequest> = {}) {
    const { payer, payee } = await pair();
    const order = { from: payer.wallet, to: payee.wallet, amount: '40', capture: 'manual', ...more };
    const transfer = then.isTransaction(await when.transfer(payer.user, order, undefined, WAIT));
    const txId = transfer.TxID;
    return {
      payer,
      payee,
      transfer,
      txId,
      capture: (body: unknown = {}, prefer?: string) => when.capture(payee.user, payee.wallet, txId, body, prefer),
      void: (prefer?: string) => when.void(payee.user, payee.wallet, txId, prefer),
      seenByPayer: async () => then.isTransaction(await when.transaction(payer.user, payer.wallet, txId)),
      seenByPayee: async () => then.isTransaction(await when.transaction(payee.user, payee.wallet, txId)),
    };
  }

  const holdsOf = async ({ user, wallet }: { user: User; wallet: string }) => {
    const response = await when.holds(user, wallet);
    return response.status === 204 ? [] : z.array(Hold).parse(response.body);
  };

  describe('POST /api/user/do_transaction with capture: manual', () => {
    it('holds the money, which both owners see, until the payee captures it', async () => {
      const { payer, payee, transfer, txId, seenByPayee } = await authorised({ reference: 'order 7' });
      expect(transfer).toMatchObject({ status: 'PROCESSING', note: 'authorised', amount: '-40' });
      expect(Date.parse(transfer.expires_at ?? '') - Date.parse(transfer.initiated_at)).toBe(7 * DAY_MS);
      expect(transfer.timeline).toContainEqual(expect.objectContaining({ held: 'debit', wallet_id: payer.wallet }));
      expect(await money(payer)).toEqual({ balance: '100', available: '60', reserved: '40' });
      expect(await money(payee)).toMatchObject({ balance: '0' });
      const row = await seenByPayee();
      expect(row).toMatchObject({ status: 'PROCESSING', note: 'authorised', amount: '+40', reference: 'order 7' });
      expect(row.expires_at).toBe(transfer.expires_at);
      const [listed] = then.isTransactions(await when.transactions(payee.user, payee.wallet));
      expect(listed).toMatchObject({ TxID: txId, note: 'authorised', authorised_at: row.authorised_at });
    });

    it('lists the hold for both owners until it has ended', async () => {
      const { payer, payee, transfer, txId, capture } = await authorised();
      const { authorised_at, expires_at } = transfer;
      const hold = {
        TxID: txId,
        from_id: payer.wallet,
        to_id: payee.wallet,
        currency: 'XXX',
        authorised_at,
        expires_at,
      };
      await then.comesTrue(async () => (await holdsOf(payer)).length === 1 && (await holdsOf(payee)).length === 1);
      expect(await holdsOf(payer)).toEqual([{ ...hold, amount: '-40', status: 'authorised' }]);
      expect(await holdsOf(payee)).toEqual([{ ...hold, amount: '+40', status: 'authorised' }]);
      then.isTransaction(await capture({}, WAIT));
      expect([await holdsOf(payer), await holdsOf(payee)]).toEqual([[], []]);
    });

    it('ends INVALID without a hold if the payer lacks the money, and tells the payee nothing', async () => {
      const { payer, payee, transfer, txId } = await authorised({ amount: '101' });
      expect(transfer).toMatchObject({ status: 'INVALID', note: 'not enough funds in the wallet' });
      expect(await money(payer)).toEqual({ balance: '100', available: '100', reserved: '0' });
      then.isProblem(await when.transaction(payee.user, payee.wallet, txId), 404, 'transaction_not_found');
      then.isProblem(await when.capture(payee.user, payee.wallet, txId), 404, 'transaction_not_found');
      expect(await holdsOf(payer)).toEqual([]);
    });

    it('refuses several payees, and times that are no expiry', async () => {
      const { payer, payee } = await pair();
      const order = { from: payer.wallet, to: payee.wallet, amount: '40' };
      const to = [
        { to_id: payee.wallet, amount: '1' },
        { to_id: `${payee.wallet}1`, amount: '1' },
      ];
      const in31Days = new Date(Date.now() + 31 * DAY_MS).toISOString();
      const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
      const wrong: [object, string][] = [
        [{ capture: 'later' }, 'capture'],
        [{ to, amount: undefined, capture: 'manual' }, 'capture'],
        [{ capture: 'manual', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
        [{ capture: 'manual', expires_at: in31Days }, 'expires_at'],
        [{ capture: 'manual', expires_at: 'tomorrow' }, 'expires_at'],
        [{ expires_at: tomorrow }, 'expires_at'],
      ];
      for (const [body, field] of wrong) {
        const response = await when.transfer(payer.user, { ...order, ...body });
        then.isProblem(response, 400, 'invalid_input', [field]);
      }
      expect(await money(payer)).toMatchObject({ reserved: '0' });
    });

    it('refuses under a key that was used for a transfer that is captured at once', async () => {
      const { payer, payee } = await pair();
      const order = { from: payer.wallet, to: payee.wallet, amount: '1' };
      const key = `key-${payer.wallet}`;
      await then.isFinal(world, payer.user, payer.wallet, then.isAccepted(await when.transfer(payer.user, order, key)));
      const manual = await when.transfer(payer.user, { ...order, capture: 'manual' }, key);
      then.isProblem(manual, 422, 'idempotency_key_reused');
      then.isAccepted(await when.transfer(payer.user, { ...order, capture: 'automatic' }, key));
    });
  });

  describe('POST /api/user/transactions/{id}/{TxID}/capture', () => {
    it('moves all of the money', async () => {
      const { payer, payee, txId, capture, seenByPayer } = await authorised();
      const captured = then.isTransaction(await capture({}, WAIT));
      expect(captured).toMatchObject({ status: 'SUCCESSFUL', amount: '+40', TxID: txId, wallet_id: payee.wallet });
      expect(captured).not.toHaveProperty('captured');
      expect(await seenByPayer()).toMatchObject({ status: 'SUCCESSFUL', note: 'transaction completed', amount: '-40' });
      expect(await money(payer)).toEqual({ balance: '60', available: '60', reserved: '0' });
      expect(await money(payee)).toEqual({ balance: '40', available: '40', reserved: '0' });
    });

    it('moves a part of the money, gives the rest back, and has one entry in each statement', async () => {
      const { payer, payee, txId, capture, seenByPayer } = await authorised();
      const captured = then.isTransaction(await capture({ amount: '30' }, WAIT));
      expect(captured).toMatchObject({ status: 'SUCCESSFUL', amount: '+30' });
      expect(captured.timeline.filter((entry) => 'settled' in entry)).toHaveLength(2);
      expect(await seenByPayer()).toMatchObject({ status: 'SUCCESSFUL', amount: '-40', captured: '30' });
      expect(await money(payer)).toEqual({ balance: '70', available: '70', reserved: '0' });
      expect(await money(payee)).toEqual({ balance: '30', available: '30', reserved: '0' });
      const entries = async ({ user, wallet }: { user: User; wallet: string }) =>
        then.isStatement(await when.statement(user, wallet)).filter(({ TxID }) => TxID === txId);
      await then.comesTrue(async () => (await entries(payee)).length > 0 && (await entries(payer)).length > 0);
      expect(await entries(payer)).toMatchObject([{ amount: '-30', balance: '70' }]);
      expect(await entries(payee)).toMatchObject([{ amount: '+30', balance: '30' }]);
    });

    it('captures once, however often and at once it is asked for', async () => {
      const { payer, payee, txId, capture } = await authorised();
      const responses = await Promise.all(Array.from({ length: 6 }, () => capture({ amount: '10' })));
      for (const response of responses) then.isAccepted(response);
      await then.isFinal(world, payer.user, payer.wallet, txId);
      expect(then.isTransaction(await capture({ amount: '10' }, WAIT))).toMatchObject({ status: 'SUCCESSFUL' });
      then.isProblem(await capture({ amount: '11' }), 409, 'already_captured');
      then.isProblem(await capture(), 409, 'already_captured');
      expect(await money(payer)).toMatchObject({ balance: '90' });
      expect(await money(payee)).toMatchObject({ balance: '10' });
    });

    it('refuses more than is authorised, and anything that is no amount', async () => {
      const { payer, payee, capture } = await authorised();
      for (const body of [{ amount: '41' }, { amount: '0' }, { amount: -1 }, { amount: 1.5 }])
        then.isProblem(await capture(body), 400, 'invalid_input', ['amount']);
      then.isProblem(await capture({ sum: '1' }), 400, 'invalid_input', ['sum']);
      expect(await money(payer)).toMatchObject({ reserved: '40' });
      expect(await money(payee)).toMatchObject({ balance: '0' });
    });

    it('is the payee’s alone', async () => {
      const { payer, payee, txId } = await authorised();
      const stranger = await given.user();
      then.isProblem(await when.capture(payer.user, payer.wallet, txId), 409, 'not_authorised');
      then.isProblem(await when.void(payer.user, payer.wallet, txId), 409, 'not_authorised');
      for (const user of [payer.user, stranger]) {
        const foreign = await when.capture(user, payee.wallet, txId);
        then.isProblem(foreign, 404, 'wallet_not_found');
        expect(foreign.body).toEqual((await when.capture(user, `${payee.wallet}999`, txId)).body);
      }
      expect(await money(payer)).toMatchObject({ reserved: '40' });
    });

    it('gives the money back if the payee takes none, and there is nothing left to void', async () => {
      const { payer, payee, txId, capture } = await authorised();
      expect(await when.changeControls(payee.user, payee.wallet, { frozen: 'credits' })).toMatchObject({ status: 200 });
      expect(then.isTransaction(await capture({}, WAIT))).toMatchObject({ status: 'INVALID' });
      then.isProblem(await when.void(payee.user, payee.wallet, txId), 409, 'not_authorised');
      expect(await money(payer)).toMatchObject({ balance: '100', reserved: '0' });
    });

    it('refuses a transfer that was never held for a capture', async () => {
      const { payer, payee } = await pair();
      const done = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 1 });
      then.isProblem(await when.capture(payee.user, payee.wallet, done.TxID), 409, 'not_authorised');
      then.isProblem(await when.void(payee.user, payee.wallet, done.TxID), 409, 'not_authorised');
    });
  });

  describe('POST /api/user/transactions/{id}/{TxID}/void', () => {
    it('gives all of the money back, once', async () => {
      const { payer, payee, capture, ...hold } = await authorised();
      const voided = then.isTransaction(await hold.void(WAIT));
      expect(voided).toMatchObject({ status: 'FAILED', note: 'voided by the payee', amount: '+40' });
      expect(await hold.seenByPayer()).toMatchObject({ status: 'FAILED', note: 'voided by the payee' });
      expect(then.isTransaction(await hold.void(WAIT))).toEqual(voided);
      then.isProblem(await capture({}, WAIT), 409, 'already_voided');
      expect(await money(payer)).toEqual({ balance: '100', available: '100', reserved: '0' });
      expect(await money(payee)).toMatchObject({ balance: '0' });
      expect([await holdsOf(payer), await holdsOf(payee)]).toEqual([[], []]);
    });

    it('comes too late after a capture', async () => {
      const { payee, capture, ...hold } = await authorised();
      then.isTransaction(await capture({ amount: '40' }, WAIT));
      then.isProblem(await hold.void(), 409, 'already_captured');
      expect(await money(payee)).toMatchObject({ balance: '40' });
    });

    it('or the capture wins, if both come at once', async () => {
      const { payer, payee, capture, ...hold } = await authorised();
      await Promise.all([capture(), hold.void(), capture(), hold.void()]);
      await then.isFinal(world, payer.user, payer.wallet, hold.txId);
      const { status } = await hold.seenByPayer();
      const moved = status === 'SUCCESSFUL' ? 40 : 0;
      expect(await money(payer)).toMatchObject({ balance: String(100 - moved), reserved: '0' });
      expect(await money(payee)).toMatchObject({ balance: String(moved) });
    });
  });

  describe('GET /api/user/holds/{id}', () => {
    it('has pages, oldest first', async () => {
      const { payer, payee } = await pair();
      const ids: string[] = [];
      for (const amount of ['1', '2', '3']) {
        const order = { from: payer.wallet, to: payee.wallet, amount, capture: 'manual' };
        ids.push(then.isTransaction(await when.transfer(payer.user, order, undefined, WAIT)).TxID);
      }
      await then.comesTrue(async () => (await holdsOf(payer)).length === 3);
      const pages = await when.pages(payer.user, `/api/user/holds/${payer.wallet}?limit=2`);
      expect(
        pages.flatMap(({ status, body }) => (status === 204 ? [] : z.array(Hold).parse(body))).map((hold) => hold.TxID),
      ).toEqual(ids);
      expect(pages.length).toBeGreaterThan(1);
    });

    it('is the owner’s alone', async () => {
      const { payer, payee } = await pair();
      then.isProblem(await when.holds(payer.user, payee.wallet), 404, 'wallet_not_found');
      then.isUnauthenticated(await when.holds(undefined, payee.wallet));
    });
  });
}
