import { ApprovalRule } from '../../../lib/api/approvals.ts';
import { ScheduledTransfer } from '../../../lib/api/scheduled-transfer.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { services } from '../../support/environment/services.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import type { Api, ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const { orchestrator, shards } = services();
const routes = orchestrator.functions.flatMap(({ routes }) => routes);
// test/support/steps/contract/webhooks.ts has the ids of webhooks.
const withId = routes.filter((route) => route.includes('/api/') && route.includes('{id}'));
const ofShard = (shards[0]?.functions ?? []).flatMap(({ routes }) => routes).filter((route) => route.includes('/api/'));

/**
 * Object-level authorization (OWASP API1:2023), on every route that the serverless files declare, also
 * a new one.
 */
export function foreignIds(inProcess: () => InProcessWorld): void {
  describe('the id of another user', () => {
    let world: InProcessWorld;
    let owner: User;
    let stranger: User;
    /** A payment that the owner's wallet has received. */
    let received: typeof foreign;
    /** Transfers that the foreign wallet may capture, each for one route. */
    let authorised: Readonly<Record<'capture' | 'void' | 'hold', string>>;
    let foreign: Record<'id' | 'TxID' | 'ScheduleID' | 'ChangeID' | 'time' | 'seq' | 'login', string>;
    /** A wallet that the owner approves for: payments of it, and a change of its rule, each for one route. */
    let guarded: { id: string; approve: string; reject: string; change: string };
    /** A wallet without money. */
    let empty: typeof foreign;
    const given = givenSteps(() => world);
    const when = whenSteps(() => world);
    const time = '2026-11-01T00:00:00Z';
    const NO_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
    const missing = () => ({
      id: freshWalletId(world),
      TxID: NO_ID,
      ScheduleID: NO_ID,
      ChangeID: NO_ID,
      time,
      seq: '1',
      login: 'nobody',
    });

    beforeAll(async () => {
      world = inProcess();
      const { user, wallet } = await given.userWithWallet({ money: 9 });
      owner = user;
      stranger = await given.user();
      const { TxID } = await given.transfer(owner, { from: wallet, to: world.treasury.walletId, amount: 1 });
      const execute_at = new Date(Date.now() + 86_400_000).toISOString();
      const body = { from_id: wallet, to_id: world.treasury.walletId, amount: 1, execute_at };
      const { ScheduleID } = ScheduledTransfer.parse((await when.schedule(owner, body)).body);
      const { login } = await given.user();
      foreign = { id: wallet, TxID, ScheduleID, ChangeID: NO_ID, time, seq: '2', login };
      const [first] = then.isTransactions(await when.transactions(owner, wallet));
      empty = { ...foreign, id: await given.wallet(owner) };
      received = { ...foreign, TxID: first?.TxID ?? '' };
      const { walletId } = world.treasury;
      const hold = { from: walletId, to: wallet, amount: '1', capture: 'manual' };
      const authorise = async () =>
        then.isTransaction(await when.transfer(await given.treasury(), hold, undefined, 'wait=10')).TxID;
      authorised = { capture: await authorise(), void: await authorise(), hold: await authorise() };
      const asker = await given.userWithWallet({ money: 9 });
      const setRule = (body: object) => when.setApprovalRule(asker.user, asker.wallet, body);
      await setRule({ approval_above: '0', approvers: [wallet] });
      const order = { from: asker.wallet, to: world.treasury.walletId, amount: '1' };
      const ask = async () => then.isTransaction(await when.transfer(asker.user, order, undefined, 'wait=10')).TxID;
      const { change } = ApprovalRule.parse((await setRule({ approval_above: '5' })).body);
      guarded = { id: asker.wallet, approve: await ask(), reject: await ask(), change: change?.change_id ?? '' };
      // An entry follows its posting.
      const receipt = `/api/user/statement/${wallet}/2/receipt`;
      await eventually(async () => (await world.api.request('GET', receipt, { token: owner.token })).status === 200);
    });

    function call(route: string, ids: Record<string, string>, by: User | undefined, api: Api = world.api) {
      const [method = '', path = ''] = route.split(' ');
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const id = ids[name];
        if (id === undefined) throw new Error(`${route}: has no id for {${name}}: add one to the foreign ids`);
        return id;
      });
      // A change of nothing, or one that needs a decision.
      const body = path.endsWith('{ChangeID}') ? { decision: 'reject' } : {};
      return api.request(method, filled, { token: by?.token, ...(method !== 'GET' && { body }) });
    }

    function ofAuthorised(route: string): { id?: string; TxID?: string; ChangeID?: string } {
      if (route.endsWith('/approve')) return { id: guarded.id, TxID: guarded.approve };
      if (route.endsWith('/reject')) return { id: guarded.id, TxID: guarded.reject };
      if (route.endsWith('/{ChangeID}')) return { id: guarded.id, ChangeID: guarded.change };
      if (route.endsWith('/refund')) return { TxID: received.TxID };
      if (route.endsWith('/capture')) return { TxID: authorised.capture };
      return route.endsWith('/void') ? { TxID: authorised.void } : {};
    }

    /** Status, body and headers are equal, except for the count of the caller's own reads. */
    function expectAlike(one: ApiResponse, other: ApiResponse): void {
      const shown = ({ status, text, headers: { ratelimit, ...headers } }: ApiResponse) => ({
        status,
        text,
        headers,
        counted: ratelimit !== undefined,
      });
      expect(shown(one)).toEqual(shown(other));
    }

    it('is part of at least three routes', () => {
      expect(withId.length).toBeGreaterThanOrEqual(3);
    });

    it.each(withId)('gets the response of a missing id: %s', async (route) => {
      // A wallet with money is not closed.
      const ids = { ...foreign, ...ofAuthorised(route), ...(route.endsWith('/close') && { id: empty.id }) };
      expect([200, 202, 204]).toContain((await call(route, ids, owner)).status);
      const response = await call(route, ids, stranger);
      then.isProblem(response, 404, 'wallet_not_found');
      expectAlike(await call(route, missing(), stranger), response);
      expectAlike(await call(route, { ...ids, id: 'no-id' }, stranger), response);
      then.isUnauthenticated(await call(route, ids, undefined));
    });

    it('gets the response of a missing transaction under the caller’s own wallet', async () => {
      const own = { id: await given.wallet(stranger) };
      const route = 'GET /api/user/transactions/{id}/{TxID}';
      const response = await call(route, { ...own, TxID: foreign.TxID }, stranger);
      then.isProblem(response, 404, 'transaction_not_found');
      expectAlike(await call(route, { ...missing(), ...own }, stranger), response);
    });

    it('gets the response of a missing wallet as payer, and pays nothing', async () => {
      const pay = (from: string) => when.transfer(stranger, { from, to: world.treasury.walletId, amount: '1' });
      const { balance: before } = then.isBalance(await when.balance(owner, foreign.id));
      const responses = [await pay(foreign.id), await pay(missing().id)];
      for (const response of responses) then.isProblem(response, 404, 'wallet_not_found');
      expect(responses[0]?.text).toBe(responses[1]?.text);
      expect(then.isBalance(await when.balance(owner, foreign.id)).balance).toBe(before);
    });

    it('is in no list of a stranger', async () => {
      const lists = await Promise.all([when.wallets(owner), when.wallets(stranger)]);
      expect(lists.map(({ text }) => text.includes(foreign.id))).toEqual([true, false]);
    });

    it.each(ofShard)('is refused at a shard without a token of the orchestrator: %s', async (route) => {
      for (const shard of world.shards) {
        const response = await call(route, { wallet_id: foreign.id }, owner, shard);
        then.isUnauthenticated(response);
        expect((await call(route, { wallet_id: missing().id }, undefined, shard)).text).toBe(response.text);
      }
    });
  });
}
