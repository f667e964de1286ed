import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { REVERSAL_NOTE } from '../../../lib/usecases/reverse.ts';
import { ORDER_NOTES } from '../../../lib/usecases/treasury-order.ts';
import { checkApprovals } from './approval-promises.ts';
import type { Checked } from './checked.ts';
import { CreditLimits } from './credit-limits.ts';
import { ISSUED_A_DAY } from './operator-acts.ts';
import type { LoggedAct } from './operator-log.ts';
import { checkActs, type KnownActs } from './operator-promises.ts';
import type { ApprovalDecision, ApprovalPlan, TransferRequest } from './orders.ts';
import { checkSpenders } from './spender-promises.ts';
import { Timeline } from './timeline.ts';
import { BLOCKED_AFTER_MS, checkUsers, type LeftWallet } from './user-promises.ts';

/** The time of a test, in seconds of one day. */
const at = (seconds: number) => Date.parse('2026-01-01T12:00:00.000Z') + seconds * 1_000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();
const TX = '01M83KTS9D65GMD0FV06T4JC57';
const OTHER = '01M83KTS9D65GMD0FV06T4JC58';
const OWNER = { login: 'owner', password: 'secret', token: 'token' };
const SECOND = { ...OWNER, login: 'second' };
const ACCOUNT = { owner: OWNER, walletId: '1', currency: 'XXX' };

/** Wallet 1 pays 30 to wallet 2 between the seconds 10 and 11. */
const payment = (changes: Partial<TransactionDetail> = {}): TransactionDetail => ({
  ...{ wallet_id: '1', TxID: TX, amount: '-30', ammount: '-30', currency: 'XXX', from_id: '1', to_id: '2' },
  ...{ status: 'SUCCESSFUL', note: NOTES.SUCCESSFUL, initiated_at: iso(10) },
  timeline: [{ at: iso(11), decision: 'COMMIT' }],
  ...changes,
});
const order = (changes: Partial<TransferRequest> = {}): TransferRequest => ({
  ...{ kind: 'guarded', payer: ACCOUNT, credits: [{ toId: '2', amount: 30n }], key: 'order-1', senders: 1 },
  ...{ asked: at(10), accepted: new Set([TX]) },
  ...changes,
});
const evidence = (...all: readonly TransactionDetail[]) => ({ transfers: new Map(all.map((one) => [one.TxID, one])) });
const timeline = <T>(...settings: readonly (readonly [value: T, asked: number, answered?: number])[]) => {
  const made = new Timeline<T>();
  for (const [value, asked, answered = asked + 1] of settings) made.asked(value, at(asked)).answered(at(answered));
  return made;
};
/** The promises that are broken, by their first words. */
const broken = (checked: readonly Checked[]) =>
  checked.filter((one) => one.broken.length > 0).map(({ promise }) => promise.split(' ').slice(0, 4).join(' '));

describe('the promises of approvals', () => {
  const approve: ApprovalDecision = { by: SECOND, what: 'approve' };
  const reject: ApprovalDecision = { by: SECOND, what: 'reject' };
  const plan = (changes: Partial<ApprovalPlan> = {}): ApprovalPlan => ({
    ...{ decisions: [approve, reject], afterMs: 0, expires: false, accepted: new Set() },
    ...changes,
  });
  const asked = { asked_by: 'owner' };
  const approved = { ...asked, state: 'approved', decided_by: 'second' } as const;
  const waiting = { ...asked, state: 'waiting' } as const;
  const guarded = (changes: Partial<TransactionDetail>) =>
    payment({ approval: approved, authorised_at: iso(10), ...changes });
  const ended = (note: string, state: 'rejected' | 'expired' | 'approved' | 'waiting') =>
    guarded({ status: 'FAILED', note, approval: state === 'approved' ? approved : { ...asked, state } });
  const holds = guarded({ status: 'PROCESSING', note: NOTES.awaitsApproval, approval: waiting, timeline: [] });
  const WAITS = 'a payment above the';
  const MOVES = 'a payment that waits';
  const approvalAsked = at(10);
  const expiresAt = at(11);

  it.each<[string, TransactionDetail, ApprovalPlan, string[]]>([
    ['a payment that was approved', guarded({}), plan({ approvalAsked, accepted: new Set([approve]) }), []],
    ['one that was approved, and nobody was told', guarded({}), plan({ approvalAsked }), []],
    ['one that waits', holds, plan({}), []],
    ['one that was rejected', ended(NOTES.rejected, 'rejected'), plan({ accepted: new Set([reject]) }), []],
    ['one whose time is over', ended(NOTES.notApproved, 'expired'), plan({ expiresAt, isCut: true }), []],
    ['one that was approved, and could not be paid in time', ended(NOTES.expired, 'approved'), plan({ expiresAt }), []],
    ['a payment that has no approval', payment(), plan({ approvalAsked }), [WAITS, MOVES]],
    ['one that moved unasked', guarded({}), plan({}), [MOVES]],
    ['one that moved before it was approved', guarded({}), plan({ approvalAsked: at(12) }), [MOVES]],
    ['one that moved while it waits', guarded({ approval: waiting }), plan({ approvalAsked }), [MOVES]],
    [
      'one that its payer approved',
      guarded({ approval: { ...approved, decided_by: 'owner' } }),
      plan({ approvalAsked }),
      [MOVES],
    ],
    ['one that moved, and was rejected', guarded({}), plan({ approvalAsked, accepted: new Set([reject]) }), [MOVES]],
    ['one that was approved, and waits', holds, plan({ approvalAsked, accepted: new Set([approve]) }), [MOVES]],
    ['one that waits after its time', holds, plan({ expiresAt, isCut: true }), [MOVES]],
    ['one that ended before its time', ended(NOTES.notApproved, 'expired'), plan({}), [MOVES]],
    ['one that was approved, and ended before its time', ended(NOTES.expired, 'approved'), plan({}), [MOVES]],
    ['one that is said to have expired, and waits', ended(NOTES.expired, 'waiting'), plan({ expiresAt }), [MOVES]],
    ['one that is rejected unasked', ended(NOTES.rejected, 'rejected'), plan({ decisions: [approve] }), [MOVES]],
  ])('judge %s', (_, transfer, approval, expected) => {
    expect(broken(checkApprovals(evidence(transfer), [order({ approval })], ['1']))).toEqual(expected);
  });

  it('judge a small payment that needs an approval', () => {
    const small = guarded({ amount: '-20' });
    expect(broken(checkApprovals(evidence(small), [order()], ['1']))).toEqual([WAITS]);
  });
});

describe('the promises of keys and members', () => {
  const byKey = (changes: Partial<TransactionDetail> = {}) =>
    payment({ paid_by: { user_id: 'owner', key: { key_id: 'key', name: 'chaos' } }, ...changes });
  const refused = (code: string, seconds: number) => ({
    accepted: new Set<string>(),
    refusal: { code, at: at(seconds) },
  });
  const check = (
    sums: Timeline<bigint | null>,
    transfers: readonly TransactionDetail[],
    ...orders: readonly TransferRequest[]
  ) =>
    broken(
      checkSpenders(evidence(...transfers), [{ id: 'key', kind: 'key', walletId: '1', sums, orders: [...orders] }]),
    );
  const SUM = 'a key or a';
  const two = [byKey(), byKey({ TxID: OTHER, status: 'INVALID', initiated_at: iso(20) })];

  it('hold for payments within the sum, and for those of another day', () => {
    expect(check(timeline<bigint | null>([60n, 1]), two, order())).toEqual([]);
    const other = byKey({ TxID: OTHER, initiated_at: '2026-01-02T00:00:00.000Z' });
    expect(check(timeline<bigint | null>([30n, 1]), [byKey(), other], order())).toEqual([]);
  });

  it('are broken by a payment above the sum, whatever became of it', () => {
    expect(check(timeline<bigint | null>([59n, 1]), two, order())).toEqual([SUM]);
  });

  it('are broken by a payment above the sum that was raised afterwards', () => {
    expect(check(timeline<bigint | null>([29n, 1], [60n, 12]), [byKey()], order())).toEqual([SUM]);
  });

  it('are broken by a payment after it was revoked, and not by one beside that', () => {
    expect(check(timeline<bigint | null>([60n, 1], [null, 5]), [byKey()], order())).toEqual([SUM]);
    expect(check(timeline<bigint | null>([60n, 1], [null, 9, 11]), [byKey()], order())).toEqual([]);
  });

  it('are broken by a payment that does not say who paid', () => {
    expect(check(timeline<bigint | null>([60n, 1]), [payment()], order())).toEqual([SUM]);
  });

  it('are broken by a refusal without a reason', () => {
    const sums = timeline<bigint | null>([60n, 1]);
    const used = order({ asked: at(9), credits: [{ toId: '2', amount: 31n }] });
    const exceeds = order(refused('spending_limit_exceeded', 12));
    expect(check(sums, [byKey()], used, exceeds)).toEqual([]);
    expect(check(sums, [byKey()], order({ asked: at(9) }), exceeds)).toEqual([SUM]);
    expect(check(sums, [byKey()], order(), order(refused('unauthenticated', 12)))).toEqual([SUM]);
  });
});

describe('the promises of users', () => {
  const LATE = BLOCKED_AFTER_MS / 1_000;
  const left = (changes: Partial<LeftWallet> = {}): LeftWallet => ({
    ...{ walletId: '1', balance: 0n, reserved: 0n, isClosed: true },
    ...changes,
  });
  const check = (
    blocks: Timeline<boolean>,
    more: { orders?: TransferRequest[]; keyOrders?: TransferRequest[]; goneStillDo?: string[] } = {},
    leftWallets: readonly LeftWallet[] = [],
  ) => {
    const { orders = [], keyOrders = [], goneStillDo = [] } = more;
    const blocked = [{ account: ACCOUNT, blocks, orders, keyOrders }];
    return broken(checkUsers({ blocked, deleted: 1, goneStillDo, leftWallets }, evidence(payment())));
  };
  const refusedAt = (seconds: number) => order({ refusal: { code: 'unauthenticated', at: at(seconds) } });
  const BLOCKED = 'a blocked user pays';
  const DELETED = 'a deleted account can';

  it('are broken by a payment long after a block', () => {
    expect(check(timeline([true, 8 - LATE, 9 - LATE]))).toEqual([BLOCKED]);
    expect(check(timeline([true, 8, 9]))).toEqual([]);
    expect(check(timeline([true, 8 - LATE, 9 - LATE], [false, 9]))).toEqual([]);
  });

  it('are broken by a refusal when nobody is blocked', () => {
    expect(check(timeline([true, 20]), { orders: [refusedAt(12)] })).toEqual([BLOCKED]);
    expect(check(timeline([true, 1], [false, 5]), { keyOrders: [refusedAt(12)] })).toEqual([BLOCKED]);
    expect(check(timeline([true, 1], [false, 5]), { orders: [refusedAt(12)] })).toEqual([]);
    expect(check(timeline([true, 11]), { orders: [refusedAt(12)], keyOrders: [refusedAt(12)] })).toEqual([]);
  });

  it('are broken by what a deleted account does, or holds', () => {
    const none = new Timeline<boolean>();
    expect(check(none, {}, [left()])).toEqual([]);
    expect(check(none, { goneStillDo: ['it pays'] })).toEqual([DELETED]);
    for (const changes of [{ balance: 1n }, { reserved: 1n }, { isClosed: false }])
      expect(check(none, {}, [left(changes)])).toEqual([DELETED]);
  });
});

describe('the promises of operators', () => {
  const act = (changes: Partial<LoggedAct> = {}): LoggedAct => ({
    ...{ at: iso(9), command: 'issue', arguments: { to: '2', amount: '30' }, reason: 'chaos 0' },
    outcome: { result: 'done' },
    ...changes,
  });
  const issued = (changes: Partial<TransactionDetail> = {}) =>
    payment({ from_id: '0', payer_note: ORDER_NOTES.issue, ...changes });
  const reversal = (changes: Partial<TransactionDetail> = {}) =>
    payment({
      ...{ TxID: OTHER, from_id: '2', to_id: '1', refund_of: TX, payer_note: REVERSAL_NOTE, initiated_at: iso(20) },
      ...changes,
    });
  const reversed = { walletId: '1', txId: TX, asked: at(15), call: 0, runs: 1 };
  const reverse = act({ command: 'transfers reverse', arguments: { wallet: '1', TxID: TX } });
  const run = { words: ['issue'], reason: 'chaos 0', asked: at(9), ended: at(11), code: 0, out: '', err: '' };
  const check = (known: Partial<KnownActs> & { acts?: LoggedAct[] }, ...transfers: readonly TransactionDetail[]) => {
    const { acts = [], ...more } = known;
    const log = { verified: true, broken: undefined, acts };
    const none = { orders: [], reversed: [], runs: [], credit: new CreditLimits(), limits: new Map<string, bigint>() };
    return broken(checkActs({ ...none, log, ...more }, evidence(...transfers)));
  };
  const ISSUE = 'operators issue no more';
  const REVERSE = 'a reversal moves at';
  const CREDIT = 'each credit limit is';
  const LOG = 'the chain of the';

  it('hold for an issue and a reversal that are logged', () => {
    expect(check({ acts: [act()], runs: [run] }, issued())).toEqual([]);
    expect(check({ acts: [reverse], reversed: [reversed] }, payment(), reversal())).toEqual([]);
  });

  it('are broken by an issue above the limit of a day, and not by one that did not happen', () => {
    const amount = `-${ISSUED_A_DAY}`;
    const acts = [act(), act({ arguments: { to: '2', amount: String(ISSUED_A_DAY) } })];
    const more = issued({ TxID: OTHER, amount });
    expect(check({ acts }, issued(), more)).toEqual([ISSUE]);
    expect(check({ acts }, issued({ status: 'INVALID' }), more)).toEqual([]);
  });

  it('are broken by an order that is refused below the limit of a day', () => {
    const one = order({ kind: 'issue', refused: true, accepted: new Set() });
    expect(check({ orders: [one] })).toEqual([ISSUE]);
    const much = order({ kind: 'issue', credits: [{ toId: '2', amount: ISSUED_A_DAY }] });
    expect(check({ orders: [much, one], acts: [act()] }, issued())).toEqual([]);
  });

  it('are broken by reversals of more than was paid, by more than were ordered, and by one that was not', () => {
    const acts = [reverse];
    expect(check({ acts, reversed: [reversed] }, payment(), reversal({ amount: '-31' }))).toEqual([REVERSE]);
    const again = reversal({ TxID: '01M83KTS9D65GMD0FV06T4JC59', status: 'INVALID' });
    expect(check({ acts, reversed: [reversed] }, payment(), reversal(), again)).toEqual([REVERSE]);
    expect(check({ acts, reversed: [{ ...reversed, runs: 2 }] }, payment(), reversal(), again)).toEqual([]);
    expect(check({ acts }, payment(), reversal())).toEqual([REVERSE]);
    expect(check({ acts, reversed: [{ ...reversed, asked: at(21) }] }, payment(), reversal())).toEqual([REVERSE]);
  });

  it('are broken by a reversal and a refund that give back more together', () => {
    const refund = reversal({ TxID: '01M83KTS9D65GMD0FV06T4JC59', amount: '-1', payer_note: undefined });
    expect(check({ acts: [reverse], reversed: [reversed] }, payment(), reversal(), refund)).toEqual([REVERSE]);
  });

  it('are broken by another credit limit than was set last', () => {
    const credit = new CreditLimits();
    credit.of('1').asked(50n, at(1)).answered(at(2));
    expect(check({ credit, limits: new Map([['1', 50n]]) })).toEqual([]);
    expect(check({ credit, limits: new Map([['1', 0n]]) })).toEqual([CREDIT]);
    credit.of('1').asked(70n, at(3));
    expect(check({ credit, limits: new Map([['1', 70n]]) })).toEqual([]);
    expect([credit.lowest('1', at(1), at(2)), credit.lowest('1', at(0), at(0.5))]).toEqual([-50n, 0n]);
    expect(credit.lowestEver('1')).toBe(-70n);
  });

  it('are broken by an act that is not logged, logged late, or not as it ended', () => {
    expect(check({}, issued())).toEqual([LOG]);
    expect(check({ acts: [act({ at: iso(12) })] }, issued())).toEqual([LOG]);
    expect(check({ acts: [act({ arguments: { to: '2', amount: '31' } })] }, issued())).toEqual([LOG]);
    expect(check({ acts: [reverse], runs: [run] })).toEqual([LOG]);
    expect(check({ acts: [act(), act()], runs: [run] })).toEqual([LOG]);
    expect(check({ acts: [act({ outcome: undefined })], runs: [run] })).toEqual([LOG]);
    expect(check({ acts: [act({ outcome: undefined })], runs: [{ ...run, code: undefined }] })).toEqual([]);
    expect(check({ log: { verified: false, broken: 'entry 3 is missing', acts: [] } })).toEqual([LOG]);
  });
});
