import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ApprovalRule, WaitingApproval } from '../../../../lib/api/approvals.ts';
import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { type TransferRequest, when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

const WAIT = 'wait=10';
const WEEK_MS = 7 * 86_400_000;

interface Side {
  readonly user: User;
  readonly wallet: string;
}

/** Payments above an amount wait for a second person. */
export function approvalsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  const isRule = (response: ApiResponse): ApprovalRule => {
    expect(response).toMatchObject({ status: 200 });
    return ApprovalRule.parse(response.body);
  };
  const waiting = async ({ user }: { user: User }): Promise<WaitingApproval[]> => {
    const response = await when.approvals(user);
    return response.status === 204 ? [] : z.array(WaitingApproval).parse(response.body);
  };
  const money = async ({ user, wallet }: Side) => {
    const { balance, available, reserved } = then.isBalance(await when.balance(user, wallet));
    return { balance, available, reserved };
  };

  /** An owner with 100, who pays more than 20 only with the approval of one of two others. */
  async function guarded() {
    const owner = await given.userWithWallet({ shard: 0, money: 100 });
    const approver = await given.userWithWallet();
    const other = await given.userWithWallet();
    const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
    const approvers = [approver.wallet, other.wallet];
    isRule(await when.setApprovalRule(owner.user, owner.wallet, { approval_above: '20', approvers }));
    const pay = (amount: string, more: Partial<TransferRequest> = {}, key?: string) =>
      when.transfer(owner.user, { from: owner.wallet, to: payee.wallet, amount, ...more }, key, WAIT);
    return { owner, approver, other, payee, pay };
  }

  /** 40 of the 100 wait. */
  async function asked(more: Partial<TransferRequest> = {}) {
    const all = await guarded();
    const transfer = then.isTransaction(await all.pay('40', more));
    const { TxID } = transfer;
    return {
      ...all,
      transfer,
      TxID,
      approve: (by: User, prefer?: string) => when.approve(by, all.owner.wallet, TxID, prefer),
      reject: (by: User, prefer?: string) => when.reject(by, all.owner.wallet, TxID, prefer),
      seen: async () => then.isTransaction(await when.transaction(all.owner.user, all.owner.wallet, TxID)),
    };
  }

  describe('a payment above the amount from which its wallet needs an approval', () => {
    it('is held and waits, and its payee neither sees it nor can end it', async () => {
      const { owner, payee, transfer, TxID, approve, reject } = await asked({ reference: 'order 7' });
      expect(transfer).toMatchObject({ status: 'PROCESSING', note: 'waiting for approval', amount: '-40' });
      expect(transfer.approval).toEqual({ state: 'waiting', asked_by: expect.any(String) });
      expect(Date.parse(transfer.expires_at ?? '') - Date.parse(transfer.initiated_at)).toBe(WEEK_MS);
      expect(await money(owner)).toEqual({ balance: '100', available: '60', reserved: '40' });
      expect(await when.transactions(payee.user, payee.wallet)).toMatchObject({ status: 204 });
      for (const response of [
        await when.transaction(payee.user, payee.wallet, TxID),
        await when.capture(payee.user, payee.wallet, TxID),
        await when.void(payee.user, payee.wallet, TxID),
      ])
        then.isProblem(response, 404, 'transaction_not_found');
      then.isProblem(await approve(payee.user), 404, 'wallet_not_found');
      then.isProblem(await reject(payee.user), 404, 'wallet_not_found');
      expect(await when.holds(payee.user, payee.wallet)).toMatchObject({ status: 204 });
      await then.comesTrue(async () => (await when.holds(owner.user, owner.wallet)).status === 200);
      const [hold] = then.isHolds(await when.holds(owner.user, owner.wallet));
      expect(hold).toMatchObject({ TxID, to_id: payee.wallet, amount: '-40', status: 'awaiting_approval' });
    });

    it('moves all of its money once an approver approves it, who is named in it', async () => {
      const { owner, approver, payee, approve, seen, TxID } = await asked();
      const done = then.isTransaction(await approve(approver.user, WAIT));
      expect(done).toMatchObject({ status: 'SUCCESSFUL', amount: '-40', wallet_id: owner.wallet });
      const { approval, timeline } = await seen();
      expect(approval).toMatchObject({ state: 'approved', decided_at: expect.any(String) });
      expect(approval?.decided_by).not.toBe(approval?.asked_by);
      expect(timeline).toContainEqual({ at: approval?.decided_at, approval: 'approved', by: approval?.decided_by });
      expect(await money(owner)).toEqual({ balance: '60', available: '60', reserved: '0' });
      expect(await money(payee)).toEqual({ balance: '40', available: '40', reserved: '0' });
      const row = then.isTransaction(await when.transaction(payee.user, payee.wallet, TxID));
      expect(row).toMatchObject({ status: 'SUCCESSFUL', amount: '+40' });
      for (const own of ['approval', 'expires_at', 'authorised_at']) expect(row).not.toHaveProperty(own);
      expect(row.timeline.some((entry) => 'approval' in entry)).toBe(false);
    });

    it('gives its money back once an approver rejects it, and its payee never hears of it', async () => {
      const { owner, approver, payee, reject, TxID } = await asked();
      const ended = then.isTransaction(await reject(approver.user, WAIT));
      expect(ended).toMatchObject({ status: 'FAILED', note: 'rejected', approval: { state: 'rejected' } });
      expect(await money(owner)).toEqual({ balance: '100', available: '100', reserved: '0' });
      then.isProblem(await when.transaction(payee.user, payee.wallet, TxID), 404, 'transaction_not_found');
    });

    it('is never approved by who asked for it, who may withdraw it', async () => {
      const { owner, approve, reject } = await asked();
      then.isProblem(await approve(owner.user), 409, 'own_request');
      expect(then.isTransaction(await reject(owner.user, WAIT))).toMatchObject({ status: 'FAILED' });
    });

    it('has one end, and repeating its decision changes nothing', async () => {
      const { approver, other, approve, reject, seen, payee } = await asked();
      const both = await Promise.all([approve(approver.user, WAIT), approve(other.user), reject(other.user)]);
      const refused = both.filter(({ status }) => status === 409);
      expect(refused).toHaveLength(2);
      const { status, approval } = await seen();
      const isApproved = approval?.state === 'approved';
      await then.comesTrue(async () => (await seen()).status !== 'PROCESSING');
      expect(['PROCESSING', isApproved ? 'SUCCESSFUL' : 'FAILED']).toContain(status);
      const decider = both[0].status < 300 ? approver : other;
      const again = isApproved ? approve : reject;
      expect((await again(decider.user)).status).toBe(202);
      then.isProblem(
        await (isApproved ? reject : approve)(decider.user),
        409,
        isApproved ? 'already_approved' : 'already_rejected',
      );
      expect(await money(payee)).toMatchObject({ balance: isApproved ? '40' : '0' });
    });

    it('is what the same key finds, and a decision under a key of another request is refused', async () => {
      const { approver, owner, pay, TxID } = await asked();
      const key = randomUUID();
      const first = then.isTransaction(await pay('30', {}, key));
      expect(then.isAccepted(await pay('30', {}, key))).toBe(first.TxID);
      expect((await when.approve(approver.user, owner.wallet, TxID, undefined, key)).status).toBe(202);
      then.isProblem(
        await when.approve(approver.user, owner.wallet, first.TxID, undefined, key),
        422,
        'idempotency_key_reused',
      );
      then.isProblem(
        await when.reject(approver.user, owner.wallet, TxID, undefined, key),
        422,
        'idempotency_key_reused',
      );
    });

    it('waits in a batch, and to several payees, which all get their parts or none', async () => {
      const { owner, approver, other, payee } = await guarded();
      const to = [
        { to_id: payee.wallet, amount: '25' },
        { to_id: other.wallet, amount: '5' },
      ];
      const keys = [randomUUID(), randomUUID()];
      const { body } = await when.batch(owner.user, [
        { idempotency_key: keys[0], from_id: owner.wallet, to },
        { idempotency_key: keys[1], from_id: owner.wallet, to_id: payee.wallet, amount: '20' },
      ]);
      const { results } = z.object({ results: z.array(z.object({ TxID: z.string() })) }).parse(body);
      const [split, small] = results.map(({ TxID }) => TxID);
      const note = async (id = '') => then.isTransaction(await when.transaction(owner.user, owner.wallet, id)).note;
      await then.comesTrue(async () => (await note(split)) === 'waiting for approval');
      await then.comesTrue(async () => (await note(small)) === 'transaction completed');
      await then.comesTrue(async () => (await when.holds(owner.user, owner.wallet)).status === 200);
      expect(then.isHolds(await when.holds(owner.user, owner.wallet))).toMatchObject([{ to, amount: '-30' }]);
      then.isTransaction(await when.approve(approver.user, owner.wallet, split ?? '', WAIT));
      expect(await money(payee)).toMatchObject({ balance: '45' });
      expect(await money(other)).toMatchObject({ balance: '5' });
      expect(await money(owner)).toEqual({ balance: '50', available: '50', reserved: '0' });
    });

    it('waits also if it is a refund, whose amount is claimed meanwhile', async () => {
      const { owner, approver, payee } = await guarded();
      const received = await given.userWithWallet({ shard: 1, money: 50 });
      const paid = await given.transfer(received.user, { from: received.wallet, to: owner.wallet, amount: 50 });
      const payment = { wallet: owner.wallet, TxID: paid.TxID };
      const refund = then.isTransaction(await when.refund(owner.user, payment, { amount: '30' }, { prefer: WAIT }));
      expect(refund).toMatchObject({ note: 'waiting for approval', refund_of: paid.TxID });
      then.isProblem(await when.refund(owner.user, payment, { amount: '21' }), 409, 'refund_exceeds');
      then.isTransaction(await when.reject(approver.user, owner.wallet, refund.TxID, WAIT));
      const again = then.isTransaction(await when.refund(owner.user, payment, {}, { prefer: WAIT }));
      then.isTransaction(await when.approve(approver.user, owner.wallet, again.TxID, WAIT));
      expect(await money(received)).toMatchObject({ balance: '50' });
      expect(await money(payee)).toMatchObject({ balance: '0' });
    });

    it('cannot be left to the capture of its payee', async () => {
      const { pay } = await guarded();
      then.isProblem(await pay('40', { capture: 'manual' }), 409, 'approval_excludes_capture');
      expect(then.isTransaction(await pay('20', { capture: 'manual' }))).toMatchObject({ note: 'authorised' });
    });

    it('is impossible if the payer lacks the money, and nothing waits', async () => {
      const { owner, approver, pay } = await guarded();
      const impossible = then.isTransaction(await pay('101'));
      expect(impossible).toMatchObject({ status: 'INVALID', note: 'not enough funds in the wallet' });
      expect(await waiting(approver)).toEqual([]);
      then.isProblem(await when.approve(approver.user, owner.wallet, impossible.TxID), 409, 'not_awaiting_approval');
    });
  });

  describe('GET /api/user/approvals', () => {
    it('lists what waits for an approver, and for the owner, who cannot approve their own', async () => {
      const { owner, approver, payee, transfer, TxID, reject } = await asked({ note: 'rent' });
      await then.comesTrue(async () => (await waiting(approver)).length === 1);
      const entry = {
        kind: 'payment',
        wallet_id: owner.wallet,
        TxID,
        amount: '40',
        currency: 'XXX',
        to: [{ to_id: payee.wallet, amount: '40' }],
        payer_note: 'rent',
        asked_by: transfer.approval?.asked_by,
        asked_at: transfer.initiated_at,
        expires_at: transfer.expires_at,
        may_approve: true,
      };
      expect(await waiting(approver)).toEqual([entry]);
      expect(await waiting(owner)).toEqual([{ ...entry, may_approve: false }]);
      expect(await waiting(payee)).toEqual([]);
      await reject(approver.user, WAIT);
      expect(await waiting(approver)).toEqual([]);
    });

    it('goes on from page to page, also within a wallet', async () => {
      const { approver, pay, TxID } = await asked();
      const second = then.isTransaction(await pay('21'));
      await then.comesTrue(async () => (await waiting(approver)).length === 2);
      const pages = await when.pages(approver.user, '/api/user/approvals?limit=1');
      const found = pages.flatMap(({ status, body }) => (status === 204 ? [] : z.array(WaitingApproval).parse(body)));
      expect(found.map((one) => one.kind === 'payment' && one.TxID)).toEqual([TxID, second.TxID]);
    });
  });

  describe('the rule of a wallet', () => {
    it('is set by its owner alone, and seen by its approvers alone', async () => {
      const { owner, approver, other, payee } = await guarded();
      const rule = isRule(await when.approvalRule(owner.user, owner.wallet));
      expect(rule).toMatchObject({ wallet_id: owner.wallet, approval_above: '20', change: null });
      expect(rule.approvers.map(({ wallet_id }) => wallet_id)).toEqual([approver.wallet, other.wallet]);
      expect(isRule(await when.approvalRule(approver.user, owner.wallet))).toEqual(rule);
      then.isProblem(await when.approvalRule(payee.user, owner.wallet), 404, 'wallet_not_found');
      const lower = { approval_above: '10' };
      then.isProblem(await when.setApprovalRule(approver.user, owner.wallet, lower), 404, 'wallet_not_found');
      expect((await when.controls(owner.user, owner.wallet)).body).toMatchObject({ approval_above: '20' });
    });

    it('protects more at once, and less only with the approval of an approver', async () => {
      const { owner, approver, pay } = await guarded();
      const lower = isRule(await when.setApprovalRule(owner.user, owner.wallet, { approval_above: '10' }));
      expect(lower).toMatchObject({ approval_above: '10', change: null });
      expect(then.isTransaction(await pay('11'))).toMatchObject({ note: 'waiting for approval' });
      const raised = isRule(await when.setApprovalRule(owner.user, owner.wallet, { approval_above: '1000' }));
      expect(raised).toMatchObject({ approval_above: '10', change: { approval_above: '1000' } });
      expect(then.isTransaction(await pay('12'))).toMatchObject({ note: 'waiting for approval' });
      const id = raised.change?.change_id ?? '';
      then.isProblem(await when.decideChange(owner.user, owner.wallet, id, 'approve'), 409, 'own_request');
      const [change] = (await waiting(approver)).filter(({ kind }) => kind === 'rule');
      expect(change).toMatchObject({ change_id: id, approval_above: '1000', may_approve: true });
      const approved = isRule(await when.decideChange(approver.user, owner.wallet, id, 'approve'));
      expect(approved).toMatchObject({ approval_above: '1000', change: null });
      expect(then.isTransaction(await pay('13'))).toMatchObject({ status: 'SUCCESSFUL' });
      expect(isRule(await when.decideChange(approver.user, owner.wallet, id, 'approve'))).toEqual(approved);
      then.isProblem(await when.decideChange(approver.user, owner.wallet, id, 'reject'), 409, 'already_approved');
    });

    it('neither ends, nor gets an approver who is not chosen yet, by the owner’s session alone', async () => {
      const { owner, approver, other, payee, pay } = await guarded();
      for (const body of [{ approval_above: null }, { approvers: [approver.wallet] }, { approvers: [payee.wallet] }]) {
        const rule = isRule(await when.setApprovalRule(owner.user, owner.wallet, body));
        expect(rule).toMatchObject({ approval_above: '20' });
        expect(rule.change).not.toBeNull();
      }
      then.isProblem(await when.approvals(undefined), 401, 'unauthenticated');
      const { TxID } = then.isTransaction(await pay('21'));
      then.isProblem(await when.approve(payee.user, owner.wallet, TxID), 404, 'wallet_not_found');
      const { change } = isRule(await when.approvalRule(other.user, owner.wallet));
      const id = change?.change_id ?? '';
      const kept = isRule(await when.decideChange(other.user, owner.wallet, id, 'reject'));
      expect(kept.approvers).toHaveLength(2);
      then.isProblem(
        await when.decideChange(other.user, owner.wallet, randomUUID(), 'reject'),
        404,
        'change_not_found',
      );
    });

    it('can make every payment wait, and can be removed with an approval', async () => {
      const { owner, approver, pay } = await guarded();
      isRule(await when.setApprovalRule(owner.user, owner.wallet, { approval_above: '0' }));
      expect((await when.controls(owner.user, owner.wallet)).body).toMatchObject({ approval_above: '0' });
      expect(then.isTransaction(await pay('1'))).toMatchObject({ note: 'waiting for approval' });
      const removal = isRule(await when.setApprovalRule(owner.user, owner.wallet, { approval_above: null }));
      const id = removal.change?.change_id ?? '';
      const none = isRule(await when.decideChange(approver.user, owner.wallet, id, 'approve'));
      expect(none).toMatchObject({ approval_above: null, approvers: [], change: null });
      expect((await when.controls(owner.user, owner.wallet)).body).toMatchObject({ approval_above: null });
      expect(then.isTransaction(await pay('50'))).toMatchObject({ status: 'SUCCESSFUL' });
    });

    it('needs approvers who are other users, each once', async () => {
      const { user, wallet } = await given.userWithWallet();
      const mine = await given.wallet(user);
      const other = await given.userWithWallet();
      const second = await given.wallet(other.user);
      const wrong: [object, string][] = [
        [{ approval_above: '5' }, 'approvers'],
        [{ approvers: [other.wallet] }, 'approval_above'],
        [{ approval_above: '5', approvers: [] }, 'approvers'],
        [{ approval_above: '5', approvers: [mine] }, 'approvers[0]'],
        [{ approval_above: '5', approvers: [`${wallet}0`] }, 'approvers[0]'],
        [{ approval_above: '5', approvers: [other.wallet, second] }, 'approvers[1]'],
        [{ approval_above: '-5', approvers: [other.wallet] }, 'approval_above'],
        [{ approval_above: '5', approvers: [other.wallet], more: 1 }, 'more'],
      ];
      for (const [body, field] of wrong)
        then.isProblem(await when.setApprovalRule(user, wallet, body), 400, 'invalid_input', [field]);
      expect(isRule(await when.approvalRule(user, wallet))).toMatchObject({ approval_above: null });
    });
  });
}
