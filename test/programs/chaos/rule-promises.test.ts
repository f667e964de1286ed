import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { ApprovalDecision, TransferRequest } from './orders.ts';
import type { AskedChange, RuleDecision, SeenRule, SetRule } from './rule-changes.ts';
import { checkRules } from './rule-promises.ts';
import { Timeline } from './timeline.ts';

/** The time of a test, in seconds of one day. */
const at = (seconds: number) => Date.parse('2026-01-01T12:00:00.000Z') + seconds * 1_000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();
const TX = '01M83KTS9D65GMD0FV06T4JC57';
const user = (login: string) => ({ login, password: 'secret', token: 'token' });
const PEOPLE = { owner: user('owner'), approver: user('approver') };

type Setting = readonly [rule: SetRule | null, asked: number, answered?: number];
type Decision = readonly [by: 'owner' | 'approver', what: RuleDecision['what'], accepted: boolean];

interface Facts {
  readonly set?: readonly Setting[];
  readonly seen?: readonly SeenRule[];
  readonly decisions?: readonly Decision[];
  readonly late?: readonly Decision[];
  readonly transfer?: TransactionDetail;
  readonly order?: Partial<TransferRequest>;
}

const rule = (above: bigint, ...approvers: string[]): SetRule => ({ above, approvers });
const LOW = rule(10n, '8', '9');
const HIGH = rule(50n, '8', '9');
const directory = (shown: SetRule | null, asked = 100, answered = asked + 1): SeenRule => ({
  ...{ in: 'directory', asked: at(asked), answered: at(answered) },
  ...{ above: shown?.above ?? null, approvers: shown?.approvers ?? [] },
});
const shard = (above: bigint | null, asked = 100): SeenRule => ({
  ...{ in: 'shard', asked: at(asked), answered: at(asked + 1), above },
});
const ending = (last: SetRule | null) => [directory(last), shard(last?.above ?? null)];

/** Wallet 1 pays 30 to wallet 2: it asks at second 10, and the payment is decided at second 12. */
const payment = (changes: Partial<TransactionDetail> = {}): TransactionDetail => ({
  ...{ wallet_id: '1', TxID: TX, amount: '-30', ammount: '-30', currency: 'XXX', from_id: '1', to_id: '2' },
  ...{ status: 'SUCCESSFUL', note: NOTES.SUCCESSFUL, initiated_at: iso(10) },
  timeline: [{ at: iso(12), decision: 'COMMIT' }],
  ...changes,
});
const waits = payment({
  ...{ status: 'PROCESSING', note: NOTES.awaitsApproval, authorised_at: iso(11), timeline: [] },
  approval: { asked_by: 'owner', state: 'waiting' },
});
const moved = payment({
  authorised_at: iso(11),
  approval: { asked_by: 'owner', state: 'approved', decided_by: 'approver' },
});
const refused = payment({ status: 'INVALID', note: NOTES.approvalNeeded });

const LESS = 'a rule protects less';
const ABOVE = 'a payment above each';
const MOVES = 'a payment that waits';
const LAST = 'the rule of each';

describe('the promises of rules that change', () => {
  /** The promises that are broken, by their first words. */
  function broken({ set = [[LOW, 1]], transfer, order = {}, ...facts }: Facts): string[] {
    const rules = new Timeline<SetRule | null>();
    rules.asked(null, 0).answered(0);
    for (const [value, asked, answered = asked + 1] of set)
      rules.asked(value, at(asked)).answered(answered === Infinity ? Infinity : at(answered));
    const account = { owner: PEOPLE.owner, walletId: '1', currency: 'XXX' };
    const decided = (all: readonly Decision[] = []) =>
      all.map(([by, what, accepted]) => ({ by: PEOPLE[by], what, accepted }));
    const changes: AskedChange[] = [
      { changeId: 'a change', decisions: decided(facts.decisions), late: decided(facts.late) },
    ];
    const seen = [...(facts.seen ?? []), ...(facts.seen?.some(isLast) ? [] : ending(set.at(-1)?.[0] ?? null))];
    const one: TransferRequest = {
      ...{ kind: 'under a changing rule', payer: account, credits: [{ toId: '2', amount: 30n }], key: 'x', senders: 1 },
      ...{ asked: at(10), accepted: new Set([TX]), ...order },
    };
    const transfers = new Map(transfer ? [[TX, transfer]] : []);
    return checkRules([{ account, rules, seen, changes }], [one], { transfers })
      .filter((checked) => checked.broken.length > 0)
      .map(({ promise }) => promise.split(' ').slice(0, 4).join(' '));
  }
  const isLast = ({ asked }: SeenRule) => asked >= at(100);
  const plan = (approvalAsked?: number) => ({
    approval: {
      ...{ decisions: [], afterMs: 0, expires: false, accepted: new Set<ApprovalDecision>() },
      ...(approvalAsked !== undefined && { approvalAsked: at(approvalAsked) }),
    },
  });

  it.each<[string, Facts]>([
    ['a rule that is set and seen', { seen: [directory(null, 0, 0.5), directory(LOW, 3), shard(10n, 3)] }],
    [
      'either of two rules beside the request that changes it',
      {
        set: [
          [LOW, 1],
          [HIGH, 5, 8],
        ],
        seen: [directory(LOW, 6), directory(HIGH, 6), shard(10n, 6), shard(50n, 6)],
      },
    ],
    ['approvers in another order', { seen: [directory(rule(10n, '9', '8'), 3)] }],
    [
      'a change that an approver approves',
      {
        decisions: [
          ['approver', 'approve', true],
          ['approver', 'reject', false],
        ],
      },
    ],
    [
      'a change that its owner takes back',
      { decisions: [['owner', 'reject', true]], late: [['approver', 'approve', false]] },
    ],
    ['a payment above the rule that waits', { transfer: waits }],
    ['one that is approved', { transfer: moved, order: plan(11) }],
    ['a payment below the rule', { set: [[HIGH, 1]], transfer: payment() }],
    [
      'a payment without a rule',
      {
        set: [
          [LOW, 1],
          [null, 5],
        ],
        transfer: payment(),
      },
    ],
    ['a payment beside the request that sets the rule', { set: [[LOW, 9, 15]], transfer: payment() }],
    [
      'a payment that waits beside the request that ends the rule',
      {
        set: [
          [LOW, 1],
          [null, 9, 15],
        ],
        transfer: waits,
      },
    ],
    [
      'one that was first asked for under an earlier rule',
      {
        set: [
          [LOW, 1],
          [null, 5],
        ],
        transfer: waits,
        order: { asked: at(3) },
      },
    ],
    [
      'a payment that a newer rule refuses',
      {
        set: [
          [HIGH, 1],
          [LOW, 11],
        ],
        transfer: refused,
      },
    ],
    [
      'a last request without a response',
      {
        set: [
          [LOW, 1],
          [HIGH, 20, Infinity],
        ],
        seen: ending(LOW),
      },
    ],
  ])('hold for %s', (_, facts) => {
    expect(broken(facts)).toEqual([]);
  });

  it.each<[string, Facts, string[]]>([
    [
      'a change is in force before it is approved',
      {
        set: [
          [LOW, 1],
          [HIGH, 8],
        ],
        seen: [directory(HIGH, 5)],
      },
      [LESS],
    ],
    ['a change is in force without an approval', { seen: [directory(null, 5)] }, [LESS]],
    ['other approvers are in force without an approval', { seen: [directory(rule(10n, '8'), 5)] }, [LESS]],
    ['a shard protects less before a change is approved', { seen: [shard(50n, 5)] }, [LESS]],
    [
      'a late message takes a shard back',
      {
        set: [
          [LOW, 1],
          [HIGH, 5],
        ],
        seen: [shard(10n, 20)],
      },
      [LESS],
    ],
    ['its owner approves a change', { decisions: [['owner', 'approve', true]] }, [LESS]],
    [
      'a change is approved and rejected',
      {
        decisions: [
          ['approver', 'approve', true],
          ['owner', 'reject', true],
        ],
      },
      [LESS],
    ],
    ['a change is approved that was replaced', { late: [['approver', 'approve', true]] }, [LESS]],
    ['a payment above the rule does not wait', { transfer: payment() }, [ABOVE]],
    [
      'a payment above each of two rules does not wait',
      {
        set: [
          [rule(20n, '8'), 1],
          [LOW, 10.5],
        ],
        transfer: payment(),
      },
      [ABOVE],
    ],
    ['a payment below the rule waits', { set: [[HIGH, 1]], transfer: waits }, [ABOVE]],
    [
      'a payment waits after the end of the rule',
      {
        set: [
          [LOW, 1],
          [null, 5],
        ],
        transfer: waits,
      },
      [ABOVE],
    ],
    ['a rule refuses a payment below it', { set: [[HIGH, 1]], transfer: refused }, [ABOVE]],
    ['a payment moves without an approval', { transfer: moved, order: plan() }, [MOVES]],
    ['a payment moves before it is approved', { transfer: moved, order: plan(13) }, [MOVES]],
    ['the last rule is lost', { seen: ending(null) }, [LESS, LAST]],
    ['a shard ends with another amount than the rule', { seen: [directory(LOW), shard(null)] }, [LESS, LAST]],
    ['the rule at the end has other approvers', { seen: [directory(rule(10n, '8')), shard(10n)] }, [LESS, LAST]],
    ['the shard is not read at the end', { seen: [directory(LOW)] }, [LAST]],
  ])('are broken if %s', (_, facts, expected) => {
    expect(broken(facts)).toEqual(expected);
  });
});
