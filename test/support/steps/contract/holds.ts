import { randomUUID } from 'node:crypto';
import { eventually } from '../../environment/eventually.ts';
import type { ApiResponse } from '../api.ts';
import { clientOf } from '../client.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

const NO_TRANSACTION = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

interface Side {
  readonly user: User;
  readonly wallet: string;
}

/** Held payments as the client makes and ends them, and every request that is refused. */
export function holdsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const clientFor = ({ user }: Side) => clientOf(world(), user);

  /** 40 of the payer's 100 are held for a payee on the last shard. */
  async function held({ lifeMs, idempotencyKey }: { readonly lifeMs?: number; readonly idempotencyKey?: string } = {}) {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
    const order = { from: payer.wallet, to: payee.wallet, amount: 40n, metadata: { room: '7' } };
    const expiresAt = lifeMs === undefined ? undefined : new Date(Date.now() + lifeMs);
    const options = { expiresAt, idempotencyKey, ...then.patience(world()) };
    const authorised = await clientFor(payer).authorise({ ...order, ...options });
    return { payer, payee, authorised, expiresAt, TxID: authorised.TxID };
  }

  const balances = (...sides: Side[]) =>
    Promise.all(
      sides.map(async ({ user, wallet }) => {
        const { balance, reserved } = then.isBalance(await when.balance(user, wallet));
        return [balance, reserved];
      }),
    );

  /** One that stays held: no test may change it. */
  const known = new WeakMap<World, ReturnType<typeof held>>();
  function shared() {
    const one = known.get(world()) ?? held();
    known.set(world(), one);
    return one;
  }

  describe('the client', () => {
    it('holds money, lists it for both, and captures a part of it', async () => {
      const { payer, payee, authorised, TxID } = await held();
      expect(authorised).toMatchObject({ status: 'PROCESSING', note: 'authorised', amount: '-40' });
      expect(await balances(payer, payee)).toEqual([
        ['100', '40'],
        ['0', '0'],
      ]);
      const listed = async (side: Side) => Array.fromAsync(clientFor(side).holds(side.wallet));
      await eventually(
        async () => (await listed(payer)).length === 1 && (await listed(payee)).length === 1,
        then.patience(world()),
      );
      expect(await clientFor(payee).holdsPage(payee.wallet)).toMatchObject({ holds: [{ TxID, amount: '+40' }] });
      const options = { amount: 30n, ...then.patience(world()) };
      const captured = await clientFor(payee).capture(payee.wallet, TxID, options);
      expect(captured).toMatchObject({ status: 'SUCCESSFUL', amount: '+30' });
      expect(captured).not.toHaveProperty('metadata');
      expect(await clientFor(payee).capture(payee.wallet, TxID, options)).toEqual(captured);
      const paid = await then.isFinal(world, payer.user, payer.wallet, TxID);
      expect(paid).toMatchObject({ status: 'SUCCESSFUL', amount: '-40', captured: '30', metadata: { room: '7' } });
      expect(await balances(payer, payee)).toEqual([
        ['70', '0'],
        ['30', '0'],
      ]);
      expect([await listed(payer), await listed(payee)]).toEqual([[], []]);
    });

    it('gives money back, and is refused a capture afterwards', async () => {
      const { payer, payee, TxID } = await held();
      const voided = await clientFor(payee).void(payee.wallet, TxID, then.patience(world()));
      expect(voided).toMatchObject({ status: 'FAILED', note: 'voided by the payee' });
      const late = clientFor(payee).capture(payee.wallet, TxID);
      await expect(late).rejects.toMatchObject({ status: 409, code: 'already_voided' });
      expect(await balances(payer, payee)).toEqual([
        ['100', '0'],
        ['0', '0'],
      ]);
    });

    it('resolves with a payment that is refused for lack of funds', async () => {
      const { payer, payee } = await shared();
      const order = { from: payer.wallet, to: payee.wallet, amount: 61n };
      const refused = await clientFor(payer).authorise({ ...order, ...then.patience(world()) });
      expect(refused).toMatchObject({ status: 'INVALID', note: 'not enough funds in the wallet' });
      expect(refused).not.toHaveProperty('authorised_at');
    });
  });

  describe('the routes of a held payment', () => {
    it('say 409 to a capture once it has expired, and repeat the response of the payment under its key', async () => {
      const idempotencyKey = randomUUID();
      const { payer, payee, TxID, expiresAt } = await held({ lifeMs: 1_500, idempotencyKey });
      await eventually(async () => Date.now() > Number(expiresAt), then.patience(world()));
      then.isProblem(await when.capture(payee.user, payee.wallet, TxID), 409, 'hold_expired');
      const order = { from: payer.wallet, to: payee.wallet, amount: 40n, metadata: { room: '7' } };
      const again = { ...order, capture: 'manual', expiresAt, idempotencyKey } as const;
      expect(await clientFor(payer).transfer(again)).toMatchObject({ TxID });
      await expect(clientFor(payer).transfer({ ...again, idempotencyKey: randomUUID() })).rejects.toMatchObject({
        code: 'invalid_input',
      });
      expect((await balances(payer, payee)).map(([balance]) => balance)).toEqual(['100', '0']);
    });

    it('end it in exactly one way, whatever is asked at the same time', async () => {
      const { payer, payee, TxID } = await held();
      const responses = await Promise.all([
        ...['40', '30', '1', '30'].map((amount) => when.capture(payee.user, payee.wallet, TxID, { amount })),
        when.void(payee.user, payee.wallet, TxID),
        when.void(payee.user, payee.wallet, TxID),
      ]);
      const codes = responses.map(({ status, body }) => (status < 300 ? 'done' : String(Object(body).code)));
      const expected = ['done', 'already_captured', 'already_voided', 'capture_in_progress'];
      expect(codes.filter((code) => !expected.includes(code))).toEqual([]);
      expect(codes).toContain('done');
      const { status, amount, captured } = await then.isFinal(world, payer.user, payer.wallet, TxID);
      const moved = status === 'SUCCESSFUL' ? BigInt(captured ?? amount.slice(1)) : 0n;
      expect(await balances(payer, payee)).toEqual([
        [String(100n - moved), '0'],
        [String(moved), '0'],
      ]);
    });

    it('need a token', async () => {
      const { payee, TxID } = await shared();
      for (const write of [when.capture, when.void]) then.isUnauthenticated(await write(undefined, payee.wallet, TxID));
    });

    it('respond to what is not theirs as to what does not exist, to the byte', async () => {
      const { payer, payee, TxID } = await shared();
      const stranger = await given.userWithWallet();
      const missing = freshWalletId(world());
      for (const ask of [
        (id: string): Promise<ApiResponse> => when.capture(stranger.user, id, TxID),
        (id: string): Promise<ApiResponse> => when.void(stranger.user, id, TxID),
        (id: string): Promise<ApiResponse> => when.holds(stranger.user, id),
      ]) {
        const [theirs, none] = [await ask(payee.wallet), await ask(missing)];
        then.isProblem(theirs, 404, 'wallet_not_found');
        expect(theirs.text).toBe(none.text);
      }
      for (const write of [when.capture, when.void]) {
        const [theirs, none] = [
          await write(stranger.user, stranger.wallet, TxID),
          await write(stranger.user, stranger.wallet, NO_TRANSACTION),
        ];
        then.isProblem(theirs, 404, 'transaction_not_found');
        expect(theirs.text).toBe(none.text);
      }
      expect(await balances(payer)).toEqual([['100', '40']]);
    });

    it('refuse a key that is used for another request', async () => {
      const { payer, payee, TxID } = await held();
      const key = randomUUID();
      const capture = (amount: string) => when.capture(payee.user, payee.wallet, TxID, { amount }, undefined, key);
      for (const response of [await capture('30'), await capture('30')]) expect(response.status).toBeLessThan(300);
      then.isProblem(await capture('29'), 422, 'idempotency_key_reused');
      then.isProblem(await when.void(payee.user, payee.wallet, TxID, undefined, key), 422, 'idempotency_key_reused');
      expect(await then.isFinal(world, payer.user, payer.wallet, TxID)).toMatchObject({ captured: '30' });
    });
  });
}
