import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import { ORCHESTRATOR_ROUTES } from '../../../../lib/api/orchestrator-routes.ts';
import { MAX_MEMBERS } from '../../../../lib/domain/wallet-member.ts';
import { eventually } from '../../environment/eventually.ts';
import { given as givenSteps } from '../given.ts';
import { isMade, keySteps } from '../key-steps.ts';
import { isMember, isMembers, memberSteps } from '../member-steps.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** The routes about a wallet that a member may call. */
const FOR_MEMBERS = new Set(['DELETE /api/user/wallets/{id}/members/{login}', 'GET /api/user/wallets/{id}']);
const ABOUT_A_WALLET = ORCHESTRATOR_ROUTES.filter(
  ({ route, caller }) => caller === 'user' && / \/api\/user\/.*\{id\}/.test(route),
);

/** Wallets that their owner shares with other users. */
export function membersContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const members = memberSteps(world);

  /** A wallet with money, and a user with whom it is shared. */
  const sharedWallet = async (body: object = {}, money = 100) => {
    const { user: owner, wallet } = await given.userWithWallet({ money });
    const member = await given.user();
    isMember(await members.change(owner, wallet, member.login, body));
    return { owner, wallet, member };
  };

  describe('a shared wallet', () => {
    it('is read by its member, without what its owner calls it, and is in the member’s list, marked', async () => {
      const { owner, wallet, member } = await sharedWallet();
      await when.changeWallet(owner, wallet, { name: 'Household', metadata: { customer: 'c-118' } });
      expect(then.isBalance(await when.balance(member, wallet))).toMatchObject({ balance: '100' });
      expect(then.isTransactions(await when.transactions(member, wallet))).toHaveLength(1);
      const { body } = await when.wallet(member, wallet);
      expect(body).toMatchObject({
        wallet_id: wallet,
        shared: { owner_id: expect.any(String), owner_login: owner.login, max_per_day: null },
      });
      expect(body).not.toHaveProperty('name');
      expect(body).not.toHaveProperty('metadata');
      expect((await members.shared(member)).body).toEqual([body]);
      expect((await when.wallet(owner, wallet)).body).not.toHaveProperty('shared');
      expect(then.isWallets(await when.wallets(member))).toEqual([]);
      then.isProblem(await when.transfer(member, { from: wallet, to: '1', amount: '1' }), 403, 'member_scope');
      expect(isMembers(await members.list(owner, wallet))).toMatchObject([{ login: member.login, max_per_day: null }]);
    });

    it('is paid from by its member up to the sum of a day, which counts once and takes part in no other', async () => {
      const { owner, wallet, member } = await sharedWallet({ max_per_day: '10' });
      const { wallet: to } = await given.userWithWallet();
      const pay = (amount: string, key?: string) => when.transfer(member, { from: wallet, to, amount }, key);
      then.isProblem(await pay('11'), 422, 'spending_limit_exceeded');
      const key = randomUUID();
      const first = then.isAccepted(await pay('4', key));
      expect(then.isAccepted(await pay('4', key))).toBe(first);
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => pay('3')));
      expect(outcomes.filter(({ status }) => status === 202)).toHaveLength(2);
      then.isProblem(await pay('1'), 422, 'spending_limit_exceeded');
      then.isAccepted(await when.transfer(owner, { from: wallet, to, amount: '20' }));
      isMember(await members.change(owner, wallet, member.login, { max_per_day: '12' }));
      then.isProblem(await pay('3'), 422, 'spending_limit_exceeded');
      then.isAccepted(await pay('2'));
      // Removed and added again, the sum of the day is as it was.
      await members.remove(owner, wallet, member.login);
      isMember(await members.change(owner, wallet, member.login, { max_per_day: '12' }));
      then.isProblem(await pay('1'), 422, 'spending_limit_exceeded');
    });

    it('names the member who paid to all who read it, by login while they are a member, and not to the payee', async () => {
      const { owner, wallet, member } = await sharedWallet({ max_per_day: '20' });
      const reader = await given.user();
      isMember(await members.change(owner, wallet, reader.login));
      const payee = await given.userWithWallet({ money: 10 });
      const { TxID: own } = await given.transfer(owner, { from: wallet, to: payee.wallet, amount: 1 });
      const { TxID } = await given.transfer(member, { from: wallet, to: payee.wallet, amount: 2 });
      const received = await given.transfer(payee.user, { from: payee.wallet, to: wallet, amount: 3 });
      const refund = then.isAccepted(await when.refund(member, { wallet, TxID: received.TxID }));
      const read = async (by: User, id: string) => then.isTransaction(await when.transaction(by, wallet, id)).paid_by;
      const by = { user_id: expect.any(String), login: member.login };
      for (const one of [owner, member, reader]) {
        expect(await read(one, TxID)).toEqual(by);
        expect(await read(one, refund)).toEqual(by);
        expect(await read(one, own)).toBeUndefined();
      }
      const listed = then.isTransactions(await when.transactions(owner, wallet));
      expect(listed.find((one) => one.TxID === TxID)?.paid_by).toEqual(by);
      const { text } = await when.csv(owner, wallet);
      const rows = z.array(z.looseObject({ TxID: z.string() })).parse(parse(text, { columns: true }));
      expect(rows.find((one) => one.TxID === TxID)).toMatchObject({ paid_by_login: member.login, key_id: '' });
      const seen = await when.transaction(payee.user, payee.wallet, TxID);
      expect(then.isTransaction(seen)).not.toHaveProperty('paid_by');
      expect((await when.csv(payee.user, payee.wallet)).text).not.toContain(member.login);
      const held = then.isAccepted(
        await when.transfer(member, { from: wallet, to: payee.wallet, amount: 1, capture: 'manual' }),
      );
      const onlyHeld = await eventually(async () => {
        const response = await when.transaction(payee.user, payee.wallet, held);
        return response.status === 200 && then.isTransaction(response);
      }, then.patience(world()));
      expect(onlyHeld).toMatchObject({ note: 'authorised' });
      expect(onlyHeld).not.toHaveProperty('paid_by');
      expect(await read(owner, held)).toEqual(by);
      await members.remove(owner, wallet, member.login);
      const kept = await eventually(async () => {
        const now = await read(owner, TxID);
        return now?.login === undefined && now;
      }, then.patience(world()));
      expect(kept).toEqual({ user_id: listed.find((one) => one.TxID === TxID)?.paid_by?.user_id });
    });

    it('refunds by its member, within the same sum', async () => {
      const { wallet, member } = await sharedWallet({ max_per_day: '5' });
      const payer = await given.userWithWallet({ money: 10 });
      const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: wallet, amount: 9 });
      then.isProblem(await when.refund(member, { wallet, TxID }), 422, 'spending_limit_exceeded');
      then.isAccepted(await when.refund(member, { wallet, TxID }, { amount: '5' }));
      then.isProblem(await when.refund(member, { wallet, TxID }, { amount: '1' }), 422, 'spending_limit_exceeded');
    });

    it('is closed to its member from the next request on, when the owner removes them or they leave', async () => {
      const { owner, wallet, member } = await sharedWallet({ max_per_day: '10' });
      const missing = await when.transfer(member, { from: freshWalletId(world()), to: '1', amount: '1' });
      expect(await members.remove(owner, wallet, member.login)).toMatchObject({ status: 204, text: '' });
      const refused = await when.transfer(member, { from: wallet, to: '1', amount: '1' });
      then.isProblem(refused, 404, 'wallet_not_found');
      expect(refused.text).toBe(missing.text);
      expect((await members.shared(member)).body).toEqual([]);
      then.isProblem(await members.remove(owner, wallet, member.login), 404, 'member_not_found');

      isMember(await members.change(owner, wallet, member.login));
      expect(await members.remove(member, wallet, member.login)).toMatchObject({ status: 204 });
      then.isProblem(await when.wallet(member, wallet), 404, 'wallet_not_found');
      expect(isMembers(await members.list(owner, wallet))).toEqual([]);
    });

    it('is changed by its owner alone, on every route', async () => {
      const { owner, wallet, member } = await sharedWallet({ max_per_day: '10' });
      const other = await given.user();
      isMember(await members.change(owner, wallet, other.login));
      for (const { route, keys, input } of ABOUT_A_WALLET) {
        const [method = '', path = ''] = route.split(' ');
        const of = path
          .replace('{id}', wallet)
          .replace('{login}', other.login)
          .replace('{seq}', '1')
          .replace('{time}', '2026-11-01T00:00:00Z')
          .replaceAll(/\{\w+\}/g, ulid());
        const body = path.endsWith('{ChangeID}') ? { decision: 'reject' } : {};
        const message = { token: member.token, ...(input.shape.body && { body }) };
        const { status, body: said } = await world().api.request(method, of, message);
        const isRefused = status === 403;
        expect({ route, isRefused, body: isRefused ? said : {} }).toMatchObject(
          keys !== undefined || (FOR_MEMBERS.has(route) && !route.startsWith('DELETE'))
            ? { route, isRefused: false }
            : { route, isRefused: true, body: { code: 'member_scope' } },
        );
      }
      expect(isMembers(await members.list(owner, wallet))).toHaveLength(2);
      const schedule = { from_id: wallet, to_id: '1', amount: '1', execute_at: '2027-01-01T00:00:00Z' };
      then.isProblem(await when.schedule(member, schedule), 403, 'member_scope');
      then.isProblem(await when.transfer(other, { from: wallet, to: '1', amount: '1' }), 403, 'member_scope');
    });

    it('is not paid from by a key of its member', async () => {
      const { wallet, member } = await sharedWallet({ max_per_day: '10' });
      const scope = { name: 'Shop', pay: [{ wallet_id: wallet, max_per_day: '5' }] };
      const refused = await keySteps(world).make(member, scope);
      then.isProblem(refused, 400, 'invalid_input', ['pay[0].wallet_id']);
      const { key: token } = isMade(await keySteps(world).make(member, { name: 'Shop', read: 'all' }));
      expect(await when.balance({ token }, wallet)).toMatchObject({ status: 200 });
    });
  });

  describe('PATCH /api/user/wallets/{id}/members/{login}', () => {
    it('changes what it names, and has no further effect when it is repeated', async () => {
      const { owner, wallet, member } = await sharedWallet({ max_per_day: '10' });
      const [before] = isMembers(await members.list(owner, wallet));
      expect(isMember(await members.change(owner, wallet, member.login.toUpperCase()))).toEqual(before);
      expect(isMember(await members.change(owner, wallet, member.login, { max_per_day: '7' }))).toEqual({
        ...before,
        max_per_day: '7',
      });
      expect(isMember(await members.change(owner, wallet, member.login, { max_per_day: null }))).toEqual({
        ...before,
        max_per_day: null,
      });
    });

    it('takes a login of any script', async () => {
      const { user: owner, wallet } = await given.userWithWallet();
      const member = await given.user(`Ännchen ${randomUUID().slice(0, 8)} 李`);
      const { login } = isMember(await members.change(owner, wallet, member.login));
      expect(await when.balance(member, wallet)).toMatchObject({ status: 200 });
      expect(await members.remove(owner, wallet, login)).toMatchObject({ status: 204 });
    });

    it('is refused for a user that does not exist, for the owner, and for a sum that is none', async () => {
      const { user: owner, wallet } = await given.userWithWallet();
      const { login } = await given.user();
      for (const unknown of [`nobody-${randomUUID()}`, 'x', '=', 'y'.repeat(200)])
        then.isProblem(await members.change(owner, wallet, unknown), 404, 'user_not_found');
      then.isProblem(await members.change(owner, wallet, owner.login), 400, 'invalid_input', ['login']);
      then.isProblem(await members.change(owner, wallet, 'ann%41'), 400, 'invalid_input', ['login']);
      for (const max_per_day of ['0', '-1', '1.5', 'much'])
        then.isProblem(await members.change(owner, wallet, login, { max_per_day }), 400, 'invalid_input', [
          'max_per_day',
        ]);
      then.isProblem(await members.change(owner, wallet, login, { role: 'all' }), 400, 'invalid_input', ['role']);
      expect(isMembers(await members.list(owner, wallet))).toEqual([]);
    });

    it(`shares a wallet with ${MAX_MEMBERS} users at most, also when they are added at once`, async () => {
      const { user: owner, wallet } = await given.userWithWallet();
      const users = await Promise.all(Array.from({ length: MAX_MEMBERS + 1 }, () => given.user()));
      const statuses: number[] = [];
      for (const { login } of users.slice(0, MAX_MEMBERS - 2))
        statuses.push((await members.change(owner, wallet, login)).status);
      const last = await Promise.all(users.slice(-3).map(({ login }) => members.change(owner, wallet, login)));
      expect([...statuses, ...last.map(({ status }) => status)].filter((status) => status === 200)).toHaveLength(
        MAX_MEMBERS,
      );
      for (const refused of last.filter(({ status }) => status !== 200))
        then.isProblem(refused, 409, 'too_many_members');
      expect(isMembers(await members.list(owner, wallet))).toHaveLength(MAX_MEMBERS);
    });
  });

  it('GET /api/user/shared_wallets has pages by id', async () => {
    const member = await given.user();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      const { user, wallet } = await given.userWithWallet();
      isMember(await members.change(user, wallet, member.login));
      ids.push(wallet);
    }
    ids.sort();
    const first = await members.shared(member, '?limit=2');
    expect(then.isWallets(first).map(({ wallet_id }) => wallet_id)).toEqual(ids.slice(0, 2));
    expect(first.headers.link).toBe(`</api/user/shared_wallets?limit=2&cursor=${ids[1]}>; rel="next"`);
    const second = await members.shared(member, `?limit=2&cursor=${ids[1]}`);
    expect(then.isWallets(second).map(({ wallet_id }) => wallet_id)).toEqual(ids.slice(2));
    expect(second.headers.link).toBeUndefined();
  });
}
