import { graphOf } from '../../../lib/cli/operator/console/graph.ts';
import { pathOf } from '../../../lib/cli/operator/console/path.ts';
import { sideState, waitingFor } from '../../../lib/cli/operator/console/waiting.ts';
import type { ShardWallet } from '../../../lib/domain/shard-wallet.ts';
import { NOTES, type Transfer } from '../../../lib/domain/transfer.ts';
import stateMachines from '../../../lib/stack/state-machines.cjs';
import type { Side, SideState } from '../../../lib/web/console/contract.ts';

const TX = '01KABZ5ZD6T8S0QFVJ0Q1N2M3P';
const [BEGUN, DECIDED, FINISHED] = ['2026-11-26T10:00:00.010Z', '2026-11-26T10:00:00.030Z', '2026-11-26T10:00:00.050Z'];
const HELD_AT = '2026-11-26T10:00:00.020Z';
const NEW: Transfer = {
  txId: TX,
  fromId: '40',
  amount: 5n,
  credits: [{ toId: '41', amount: 5n }],
  status: 'PENDING',
  note: '',
  initiatedAt: '2026-11-26T10:00:00.000Z',
};
const RUNNING: Transfer = { ...NEW, status: 'PROCESSING', processingAt: BEGUN, deadline: 1_000 };
const COMMITTED: Transfer = { ...RUNNING, decision: 'COMMIT', decidedAt: DECIDED };
const ABORTED: Transfer = { ...RUNNING, decision: 'ABORT', decidedAt: DECIDED };
/** Held for the payee, and what became of that. */
const AUTHORISED: Transfer = { ...RUNNING, manual: true, authorisedAt: HELD_AT, expiresAt: '2026-12-03T10:00:00.000Z' };
const CLAIM = { n: 1, amount: 3n, deadline: 2_000, state: 'HOLDING' } as const;
const CLAIMED: Transfer = { ...AUTHORISED, capture: CLAIM };
const RELEASING: Transfer = { ...AUTHORISED, capture: { ...CLAIM, state: 'RELEASING' } };
const CAPTURED: Transfer = { ...CLAIMED, decision: 'COMMIT', decidedAt: DECIDED };
const ENDED: Transfer = { ...AUTHORISED, decision: 'ABORT', decidedAt: DECIDED };
const REFUSED: Transfer = { ...CLAIMED, decision: 'ABORT', decidedAt: DECIDED };
const final = (transfer: Transfer, status: Transfer['status'], note = ''): Transfer => ({
  ...transfer,
  status,
  note,
  finishedAt: FINISHED,
});

const sides = (debit: SideState, credit: SideState): Side[] => [
  { side: 'debit', wallet_id: '40', shard: 0, state: debit },
  { side: 'credit', wallet_id: '41', shard: 1, state: credit },
];
const GRAPH = graphOf('transfer', stateMachines.definition('transfer'));

/** Every stage of a transfer, with what both wallets say. */
const STAGES: [string, Transfer, Side[], current: string[]][] = [
  ['new', NEW, sides('nothing', 'nothing'), ['Begin']],
  ['begun', RUNNING, sides('nothing', 'nothing'), ['Reserve']],
  ['held on one side', RUNNING, sides('held', 'unknown'), ['Reserve']],
  ['held on both sides', RUNNING, sides('held', 'held'), ['Decide to commit']],
  ['to be committed', COMMITTED, sides('held', 'held'), ['Settle']],
  ['committed on one side', COMMITTED, sides('settled', 'held'), ['Settle']],
  ['committed on both sides', COMMITTED, sides('settled', 'settled'), ['Finish']],
  ['to be rolled back', ABORTED, sides('held', 'nothing'), ['Settle']],
  ['successful', final(COMMITTED, 'SUCCESSFUL'), sides('nothing', 'nothing'), []],
  ['without funds', final(ABORTED, 'INVALID', NOTES.notEnoughFunds), sides('settled', 'settled'), []],
  ['to no wallet', final(ABORTED, 'INVALID', NOTES.noSuchWallet), sides('settled', 'no_wallet'), []],
  ['failed', final(ABORTED, 'FAILED', NOTES.limitExceeded), sides('settled', 'settled'), []],
  ['to be authorised', { ...RUNNING, manual: true }, sides('held', 'nothing'), ['Authorise']],
  ['authorised', AUTHORISED, sides('held', 'nothing'), ['Authorised']],
  ['to be captured', CLAIMED, sides('held', 'nothing'), ['Reserve']],
  ['held for its capture', CLAIMED, sides('held', 'held'), ['Decide to capture']],
  ['to be released', RELEASING, sides('held', 'held'), ['Hold']],
  ['captured on one side', CAPTURED, sides('settled', 'held'), ['Settle']],
  ['captured', final(CAPTURED, 'SUCCESSFUL'), sides('settled', 'settled'), []],
  ['to be voided', ENDED, sides('held', 'nothing'), ['Settle']],
  ['voided', final(ENDED, 'FAILED', NOTES.voided), sides('settled', 'nothing'), []],
  ['expired', final(ENDED, 'FAILED', NOTES.expired), sides('settled', 'nothing'), []],
  ['refused by the payee’s shard', final(REFUSED, 'INVALID', NOTES.noSuchWallet), sides('settled', 'no_wallet'), []],
];

describe('the path of a transfer', () => {
  it.each(STAGES)('is one that the state machine allows: %s', (_stage, transfer, both, current) => {
    const path = pathOf(transfer, both, GRAPH);
    expect(path.current).toEqual(current);
    const states = new Map(GRAPH.nodes.map((node) => [node.id, node]));
    const named = [...path.passed.map(({ state }) => state), ...path.current, ...path.possible];
    expect(named.filter((state) => !states.has(state))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
    // Every state but the first is entered by a transition.
    const entered = new Set(path.edges.map(({ to }) => to));
    const reached = [...path.passed.map(({ state }) => state), ...path.current];
    expect(reached.filter((state) => !states.get(state)?.start && !entered.has(state))).toEqual([]);
  });

  describe('where the journal has the responses of the shards', () => {
    const HELD = { outcome: 'HELD', at: '0+12' };
    const LATE = { outcome: 'FAILED', at: '1+13' };
    const UNCONFIRMED = { unconfirmed: true, at: '1+3004' };
    const LAST = 'Reserve for the last time';
    const failed = final(ABORTED, 'FAILED', NOTES.limitExceeded);

    it.each<[string, unknown, Transfer, states: string[]]>([
      ['held on both sides', [HELD, HELD], final(COMMITTED, 'SUCCESSFUL'), ['Held?', 'Decide to commit']],
      ['refused by the payee', [HELD, LATE], failed, ['Held?', 'Decide to abort']],
      ['unconfirmed by the payee', [HELD, UNCONFIRMED], failed, [LAST, 'Held?', 'Decide to abort']],
      ['unconfirmed by both', [UNCONFIRMED, UNCONFIRMED], failed, [LAST, 'Held?', 'Decide to abort']],
      [
        'not even reserved by the function',
        { unconfirmed: true, at: DECIDED },
        failed,
        [LAST, 'Nothing confirmed', 'Decide to abort'],
      ],
    ])('is certain: %s', (_what, held, transfer, states) => {
      const responses = { held: JSON.stringify(held) };
      const path = pathOf({ ...transfer, responses }, sides('settled', 'settled'), GRAPH);
      const passed = path.passed.map(({ state }) => state);
      expect(passed).toEqual(expect.arrayContaining(states));
      expect(path.possible).toEqual([]);
      const starts = new Set(GRAPH.nodes.filter(({ start }) => start).map(({ id }) => id));
      const entered = new Set(path.edges.map(({ to }) => to));
      expect(passed.filter((state) => !starts.has(state) && !entered.has(state))).toEqual([]);
    });
  });

  it('has the times that the journal has', () => {
    const { passed } = pathOf(final(COMMITTED, 'SUCCESSFUL'), sides('settled', 'settled'), GRAPH);
    expect(passed.filter(({ at }) => at !== undefined)).toEqual([
      { state: 'Begin', at: BEGUN },
      { state: 'Decide to commit', at: DECIDED },
      { state: 'Finish', at: FINISHED },
    ]);
  });

  it('may have led through the last attempt, if a side was refused and another unconfirmed', () => {
    const held = JSON.stringify([
      { outcome: 'FAILED', at: '0+1' },
      { unconfirmed: true, at: '1+3004' },
    ]);
    const of = (responses: NonNullable<Transfer['responses']>) =>
      pathOf({ ...final(ABORTED, 'FAILED'), responses }, sides('settled', 'settled'), GRAPH).possible;
    expect(of({ held })).toEqual(['Reserve for the last time']);
    expect(of({})).toEqual(['Reserve for the last time', 'Nothing confirmed']);
  });
});

describe('what a transfer waits for', () => {
  it.each([
    [NEW, sides('nothing', 'nothing'), { for: 'begin', shards: [] }],
    [RUNNING, sides('held', 'nothing'), { for: 'hold', shards: [1] }],
    [RUNNING, sides('unknown', 'held'), { for: 'hold', shards: [0] }],
    [RUNNING, sides('held', 'held'), { for: 'decision', shards: [] }],
    [COMMITTED, sides('settled', 'held'), { for: 'settle', shards: [1] }],
    [COMMITTED, sides('unknown', 'unknown'), { for: 'settle', shards: [0, 1] }],
    // A rollback leaves a tombstone where nothing was held.
    [ABORTED, sides('settled', 'nothing'), { for: 'settle', shards: [1] }],
    [ABORTED, sides('settled', 'no_wallet'), { for: 'finish', shards: [] }],
    [final(COMMITTED, 'SUCCESSFUL'), sides('settled', 'settled'), undefined],
    [{ ...RUNNING, manual: true }, sides('nothing', 'nothing'), { for: 'hold', shards: [0] }],
    // It is held for its payee: nothing is stuck.
    [AUTHORISED, sides('held', 'nothing'), { for: 'capture', shards: [] }],
    [CLAIMED, sides('held', 'unknown'), { for: 'hold', shards: [1] }],
    [CAPTURED, sides('held', 'settled'), { for: 'settle', shards: [0] }],
    [ENDED, sides('settled', 'nothing'), { for: 'finish', shards: [] }],
  ])('%#', (transfer, both, expected) => {
    expect(waitingFor(transfer, both)).toEqual(expected);
  });
});

describe('where a side stands', () => {
  const wallet: ShardWallet = { walletId: '40', spendable: 0n, creditLimit: 0n, holds: {}, tombstones: {}, fence: 0 };
  const hold = { commitAdds: 0n, rollbackAdds: 5n, deadline: 1_000 };
  it('is that of the attempt for the payee of a capture', () => {
    const captured = { ...AUTHORISED, capture: { n: 2, amount: 3n, deadline: 2_000, state: 'HOLDING' as const } };
    const credit = { ...hold, rollbackAdds: 0n, commitAdds: 3n };
    expect(sideState(captured, { ...wallet, holds: { [`${TX}-2`]: credit } }, 'credit')).toBe('held');
    expect(sideState(captured, { ...wallet, holds: { [`${TX}-1`]: credit } }, 'credit')).toBe('nothing');
    expect(sideState(captured, { ...wallet, authorised: { [TX]: hold } }, 'debit')).toBe('held');
    // Its deadline is later than that of the authorisation.
    expect(sideState(REFUSED, { ...wallet, fence: 1_999 }, 'credit')).toBe('nothing');
    expect(sideState(REFUSED, { ...wallet, fence: 2_000 }, 'credit')).toBe('settled');
  });

  it.each<[SideState, Transfer, ShardWallet | undefined]>([
    ['no_wallet', RUNNING, undefined],
    ['nothing', RUNNING, wallet],
    ['held', RUNNING, { ...wallet, holds: { [TX]: hold } }],
    ['settled', COMMITTED, { ...wallet, tombstones: { [TX]: 1_000 } }],
    // Its tombstone was dropped: both sides were held before the decision.
    ['settled', COMMITTED, wallet],
    ['nothing', ABORTED, wallet],
    ['settled', ABORTED, { ...wallet, fence: 1_000 }],
    ['nothing', RUNNING, { ...wallet, fence: 1_000 }],
  ])('is %s (%#)', (state, transfer, item) => {
    expect(sideState(transfer, item, 'debit')).toBe(state);
  });
});
