import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { ORCHESTRATOR_ROUTES } from '../../../../lib/api/orchestrator-routes.ts';
import { BatchResults } from '../../../../lib/api/transfer-batch.ts';
import { MAX_KEYS } from '../../../../lib/domain/api-key.ts';
import { given as givenSteps } from '../given.ts';
import { isKeys, isMade, keySteps } from '../key-steps.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

const FOR_USERS = ORCHESTRATOR_ROUTES.filter(({ caller }) => caller === 'user');

/** Keys of programs: how they are made and revoked, and what they may do. */
export function keysContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const keys = keySteps(world);
  const madeBy = async (user: User, scope: object) => {
    const made = isMade(await keys.make(user, { name: 'Shop', ...scope }));
    return { ...made, token: made.key };
  };
  /** One request to a route, about this wallet. */
  const ask = (route: string, token: string, wallet: string) => {
    const [method = '', path = ''] = route.split(' ');
    const of = path
      .replace('{id}', wallet)
      .replace('{time}', '2026-11-01T00:00:00Z')
      .replaceAll(/\{\w+\}/g, ulid());
    const isRefund = route.endsWith('/refund');
    const body = { ...(!isRefund && { from_id: wallet, to_id: freshWalletId(world()) }), amount: '1' };
    return world().api.request(method, of, { token, ...(method !== 'GET' && { body }) });
  };

  describe('a key of a program', () => {
    it('is shown once, is listed without its secret, and reads and pays from its wallets', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 10 });
      const payee = await given.userWithWallet();
      const scope = { read: [wallet], pay: [{ wallet_id: wallet, max_per_day: '10' }] };
      const { key, token, ...shown } = await madeBy(user, scope);
      expect(key).toMatch(/^mib_key_[\w-]+\.[0-9A-Z]{26}\.[0-9a-f]{64}$/);
      expect(shown).toMatchObject({ name: 'Shop', status: 'active', ...scope });
      const listed = await keys.list(user);
      expect(isKeys(listed)).toEqual([shown]);
      expect(listed.text).not.toContain(key.slice(-64));

      const program = { token };
      expect(then.isBalance(await when.balance(program, wallet))).toMatchObject({ balance: '10' });
      const paid = await when.transfer(program, { from: wallet, to: payee.wallet, amount: '4' }, undefined, 'wait=10');
      expect([200, 202]).toContain(paid.status);
      expect(then.isWallets(await when.wallets(program)).map(({ wallet_id }) => wallet_id)).toEqual([wallet]);
      expect(isKeys(await keys.list(user))).toMatchObject([{ last_used_at: expect.any(String) }]);
    });

    it('is named in what it pays, also once it is revoked, and not to the payee', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 10 });
      const payee = await given.userWithWallet();
      const { token, key_id } = await madeBy(user, { pay: [{ wallet_id: wallet, max_per_day: '10' }] });
      const order = { from: wallet, to: payee.wallet, amount: '4' };
      const TxID = then.isAccepted(await when.transfer({ token }, order));
      await then.isFinal(world, user, wallet, TxID);
      const one = { idempotency_key: randomUUID(), from_id: wallet, to_id: payee.wallet, amount: '1' };
      const { body } = await when.batch({ token }, [one]);
      const batched = BatchResults.parse(body).results.flatMap((result) => ('TxID' in result ? [result.TxID] : []));
      expect(batched).toHaveLength(1);
      await keys.revoke(user, key_id);
      for (const id of [TxID, ...batched])
        expect(then.isTransaction(await when.transaction(user, wallet, id)).paid_by).toEqual({
          user_id: expect.any(String),
          key: { key_id, name: 'Shop' },
        });
      const seen = await when.transaction(payee.user, payee.wallet, TxID);
      expect(then.isTransaction(seen)).not.toHaveProperty('paid_by');
    });

    it('is refused by the next request after it is revoked, and by no other user', async () => {
      const { user, wallet } = await given.userWithWallet();
      const { token, key_id } = await madeBy(user, { read: 'all' });
      expect(await when.balance({ token }, wallet)).toMatchObject({ status: 200 });
      then.isProblem(await keys.revoke(await given.user(), key_id), 404, 'key_not_found');
      expect(await keys.revoke(user, key_id)).toMatchObject({ status: 204, text: '' });
      then.isUnauthenticated(await when.balance({ token }, wallet));
      then.isProblem(await keys.revoke(user, key_id), 404, 'key_not_found');
      then.isProblem(await keys.revoke(user, 'no-id'), 404, 'key_not_found');
      expect(isKeys(await keys.list(user))).toEqual([]);
    });

    it('is refused with another secret, another id or another user in it', async () => {
      const { user, wallet } = await given.userWithWallet();
      const { token } = await madeBy(user, { read: 'all' });
      const [head = '', id = '', secret = ''] = token.split('.');
      for (const wrong of [
        `${head}.${id}.${secret.replace(/./g, '0')}`,
        `${head}.${ulid()}.${secret}`,
        `mib_key_nobody.${id}.${secret}`,
        `${token}0`,
        'mib_key_',
      ])
        then.isUnauthenticated(await when.balance({ token: wrong }, wallet));
    });

    it('gets the 404 of a missing wallet for one that is not its user’s, to the byte', async () => {
      const { token } = await madeBy(await given.user(), { read: 'all' });
      const { wallet } = await given.userWithWallet();
      const foreign = await when.balance({ token }, wallet);
      then.isProblem(foreign, 404, 'wallet_not_found');
      expect((await when.balance({ token }, freshWalletId(world()))).text).toBe(foreign.text);
    });

    it('cannot do what its scope does not name, on any route, and is told what is missing', async () => {
      const { user, wallet } = await given.userWithWallet();
      const other = await given.wallet(user);
      const { token } = await madeBy(user, { read: [other], pay: [{ wallet_id: other, max_per_day: '5' }] });
      const outcomes = await Promise.all(
        FOR_USERS.filter(({ operationId }) => operationId !== 'wallets' && operationId !== 'batchTransfers').map(
          async ({ route, keys: scope }) => {
            const { detail } = then.isProblem(await ask(route, token, wallet), 403, 'key_scope');
            return { route, scope, detail };
          },
        ),
      );
      for (const { scope, detail } of outcomes)
        expect(detail).toMatch(
          scope === 'read'
            ? /does not read wallet/
            : scope === 'pay'
              ? /does not pay from wallet/
              : /token of a session/,
        );
      expect(then.isWallets(await when.wallets({ token })).map(({ wallet_id }) => wallet_id)).toEqual([other]);
      const one = { idempotency_key: randomUUID(), from_id: wallet, to_id: other, amount: '1' };
      const batch = await when.batch({ token }, [
        one,
        { ...one, idempotency_key: randomUUID(), from_id: other, to_id: wallet },
      ]);
      expect(batch.body).toMatchObject({ results: [{ error: { code: 'key_scope' } }, { status: 'PENDING' }] });
    });

    it('reads nothing because it may pay, and pays nothing because it may read', async () => {
      const { user, wallet } = await given.userWithWallet({ money: 10 });
      const to = freshWalletId(world());
      const [payer, reader] = [
        await madeBy(user, { pay: [{ wallet_id: wallet, max_per_day: '5' }] }),
        await madeBy(user, { read: 'all' }),
      ];
      then.isProblem(await when.balance(payer, wallet), 403, 'key_scope');
      then.isProblem(await when.transfer(reader, { from: wallet, to, amount: '1' }), 403, 'key_scope');
      expect(await when.transfer(payer, { from: wallet, to, amount: '1' })).toMatchObject({ status: 202 });
      expect(await when.balance(reader, wallet)).toMatchObject({ status: 200 });
    });
  });

  describe('the sum of a day of a key', () => {
    const paying = async (max: string) => {
      const { user, wallet } = await given.userWithWallet({ money: 100 });
      const { wallet: to } = await given.userWithWallet();
      const key = await madeBy(user, { read: 'all', pay: [{ wallet_id: wallet, max_per_day: max }] });
      const pay = (amount: string, idempotencyKey?: string) =>
        when.transfer(key, { from: wallet, to, amount }, idempotencyKey);
      return { user, wallet, to, key, pay };
    };

    it('is never passed, by one payment or by many at the same time', async () => {
      const { pay } = await paying('10');
      then.isProblem(await pay('11'), 422, 'spending_limit_exceeded');
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => pay('3')));
      expect(outcomes.filter(({ status }) => status === 202)).toHaveLength(3);
      for (const refused of outcomes.filter(({ status }) => status !== 202))
        then.isProblem(refused, 422, 'spending_limit_exceeded');
      const { detail } = then.isProblem(await pay('2'), 422, 'spending_limit_exceeded');
      expect(detail).toContain('1 is left');
      then.isAccepted(await pay('1'));
    });

    it('counts a repeated request once, and a payment that does not happen', async () => {
      const { pay, key, wallet } = await paying('10');
      const again = randomUUID();
      const first = then.isAccepted(await pay('6', again));
      const repeated = await Promise.all(Array.from({ length: 4 }, () => pay('6', again)));
      expect(repeated.map((response) => then.isAccepted(response))).toEqual([first, first, first, first]);
      const nowhere = { from: wallet, to: freshWalletId(world()), amount: '4' };
      then.isAccepted(await when.transfer(key, nowhere));
      then.isProblem(await pay('1'), 422, 'spending_limit_exceeded');
      expect(then.isAccepted(await pay('6', again))).toBe(first);
    });

    it('counts refunds and each payment of a batch', async () => {
      const { user, key, wallet, to } = await paying('10');
      const other = await given.userWithWallet({ money: 20 });
      const { TxID } = await given.transfer(other.user, { from: other.wallet, to: wallet, amount: 8 });
      then.isAccepted(await when.refund(key, { wallet, TxID }, { amount: '6' }));
      then.isProblem(await when.refund(user, { wallet: to, TxID }), 404, 'wallet_not_found');
      const of = (amount: string) => ({ idempotency_key: randomUUID(), from_id: wallet, to_id: to, amount });
      expect((await when.batch(key, [of('4')])).body).toMatchObject({ results: [{ status: 'PENDING' }] });
      expect((await when.batch(key, [of('1')])).body).toMatchObject({
        results: [{ error: { code: 'spending_limit_exceeded' } }],
      });
      then.isProblem(await when.refund(key, { wallet, TxID }, { amount: '1' }), 422, 'spending_limit_exceeded');
    });

    it('is one of each key and each wallet, and none of its user', async () => {
      const { user, wallet, to, pay } = await paying('5');
      then.isAccepted(await pay('5'));
      then.isProblem(await pay('1'), 422, 'spending_limit_exceeded');
      const other = await madeBy(user, { pay: [{ wallet_id: wallet, max_per_day: '5' }] });
      then.isAccepted(await when.transfer(other, { from: wallet, to, amount: '5' }));
      then.isAccepted(await when.transfer(user, { from: wallet, to, amount: '9' }));
    });
  });

  describe('POST /api/user/keys', () => {
    it('names the field that breaks a rule, a wallet of another user among them', async () => {
      const { user, wallet } = await given.userWithWallet();
      const { wallet: foreign } = await given.userWithWallet();
      const missing = freshWalletId(world());
      for (const [more, ...broken] of [
        [{ name: '' }, 'name'],
        [{ name: 7 }, 'name'],
        [{ read: [] }, 'read'],
        [{ read: 'some' }, 'read'],
        [{ read: [wallet, wallet] }, 'read'],
        [{ read: [wallet, foreign] }, 'read[1]'],
        [{ read: [missing] }, 'read[0]'],
        [{ pay: [{ wallet_id: wallet }] }, 'pay[0].max_per_day'],
        [{ pay: [{ wallet_id: wallet, max_per_day: '0' }] }, 'pay[0].max_per_day'],
        [{ pay: [{ wallet_id: foreign, max_per_day: '1' }] }, 'pay[0].wallet_id'],
        [{ pay: [{ wallet, max_per_day: '1' }] }, 'pay[0].wallet_id', 'pay[0].wallet'],
        [{ expires_at: '2026-01-01T00:00:00Z' }, 'expires_at'],
        [{ expires_at: 'tomorrow' }, 'expires_at'],
        [{ scope: 'all' }, 'scope'],
      ] as const)
        then.isProblem(await keys.make(user, { name: 'Shop', read: [wallet], ...more }), 400, 'invalid_input', broken);
      expect(isKeys(await keys.list(user))).toEqual([]);
    });

    it('repeated under its Idempotency-Key, gives the same key another secret, until it is used', async () => {
      const { user, wallet } = await given.userWithWallet();
      const [idempotencyKey, wanted] = [randomUUID(), { name: 'Shop', read: [wallet] }];
      const [lost, made] = [
        isMade(await keys.make(user, wanted, idempotencyKey)),
        isMade(await keys.make(user, wanted, idempotencyKey)),
      ];
      expect(made.key_id).toBe(lost.key_id);
      then.isUnauthenticated(await when.balance({ token: lost.key }, wallet));
      expect(await when.balance({ token: made.key }, wallet)).toMatchObject({ status: 200 });
      then.isProblem(await keys.make(user, wanted, idempotencyKey), 409, 'key_in_use');
      then.isProblem(
        await keys.make(user, { ...wanted, name: 'Other' }, idempotencyKey),
        422,
        'idempotency_key_reused',
      );
      await keys.revoke(user, made.key_id);
      then.isProblem(await keys.make(user, wanted, idempotencyKey), 404, 'key_not_found');
    });

    it(`makes ${MAX_KEYS} keys, and no more until one is revoked`, async () => {
      const user = await given.user();
      const made = await Promise.all(
        Array.from({ length: MAX_KEYS + 2 }, () => keys.make(user, { name: 'Shop', read: 'all' })),
      );
      expect(made.filter(({ status }) => status === 201)).toHaveLength(MAX_KEYS);
      const refused = made.filter(({ status }) => status !== 201);
      for (const response of refused) then.isProblem(response, 409, 'too_many_keys');
      const [first] = isKeys(await keys.list(user));
      await keys.revoke(user, first?.key_id ?? '');
      isMade(await keys.make(user, { name: 'Shop', read: 'all' }));
    });
  });
}
