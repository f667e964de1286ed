import { transferEvent } from '../../../lib/domain/transfer-event.ts';
import { eventOf } from '../../../lib/web/wallet/transfer/event.ts';
import type { SteppedTransfer, TimelineEvent } from '../../../lib/web/wallet/transfer/step-drafts.ts';
import { stepsOf, totalMs } from '../../../lib/web/wallet/transfer/steps.ts';

const at = (ms: number) => new Date(Date.UTC(2026, 10, 23, 10, 15, 30, ms)).toISOString();
const COMMITTED: readonly TimelineEvent[] = [
  { at: at(0), status: 'PENDING' },
  { at: at(20), status: 'PROCESSING' },
  { at: at(60), held: 'credit', wallet_id: '42', shard: 0 },
  { at: at(80), held: 'debit', wallet_id: '41', shard: 1 },
  { at: at(100), decision: 'COMMIT' },
  { at: at(140), settled: 'debit', wallet_id: '41', shard: 1, earlier: true },
  { at: at(150), settled: 'credit', wallet_id: '42', shard: 0 },
  { at: at(200), status: 'SUCCESSFUL' },
];

function steps(status: SteppedTransfer['status'], timeline: readonly TimelineEvent[]) {
  return stepsOf({ status, from_id: '41', to_id: '42', timeline }).map(({ id, state, afterMs }) => [
    id,
    state,
    afterMs,
  ]);
}

describe('The steps of a transfer', () => {
  it('are all there before anything has happened, and the next one is in progress', () => {
    expect(steps('PENDING', COMMITTED.slice(0, 1))).toEqual([
      ['accepted', 'done', undefined],
      ['begun', 'current', undefined],
      ['hold-debit-41', 'waiting', undefined],
      ['hold-credit-42', 'waiting', undefined],
      ['decision', 'waiting', undefined],
      ['settle-debit-41', 'waiting', undefined],
      ['settle-credit-42', 'waiting', undefined],
      ['final', 'waiting', undefined],
    ]);
  });

  it('have the time since the last step of the phase before, because both shards are asked side by side', () => {
    expect(steps('SUCCESSFUL', COMMITTED)).toEqual([
      ['accepted', 'done', undefined],
      ['begun', 'done', 20],
      ['hold-debit-41', 'done', 60],
      ['hold-credit-42', 'done', 40],
      ['decision', 'done', 20],
      ['settle-debit-41', 'done', 40],
      ['settle-credit-42', 'done', 50],
      ['final', 'done', 50],
    ]);
    expect(totalMs(COMMITTED)).toBe(200);
  });

  it('name the shard, the wallet and a response that was lost', () => {
    const details = stepsOf({ status: 'SUCCESSFUL', from_id: '41', to_id: '42', timeline: COMMITTED }).map(
      ({ detail }) => detail,
    );
    expect(details).toContain('Shard 0, wallet 42');
    expect(details).toContain('Shard 1, wallet 41. It had done so before: a response was lost.');
  });

  it('of a decided transfer lack what was not recorded', () => {
    const timeline = COMMITTED.filter(({ held, settled }) => !held && !settled);
    expect(steps('PROCESSING', timeline.slice(0, -1)).map(([id, state]) => `${id} ${state}`)).toEqual([
      'accepted done',
      'begun done',
      'decision done',
      'settle-debit-41 current',
      'settle-credit-42 current',
      'final waiting',
    ]);
    expect(steps('SUCCESSFUL', timeline)).toHaveLength(4);
  });

  it('of a transfer to several payees are one for each of them', () => {
    const timeline: TimelineEvent[] = [
      { at: at(0), status: 'PENDING' },
      { at: at(20), status: 'PROCESSING' },
      { at: at(60), held: 'debit', wallet_id: '41', shard: 1 },
      { at: at(70), held: 'credit', wallet_id: '43', shard: 1 },
      { at: at(80), refused: 'credit', wallet_id: '42', shard: 0 },
      { at: at(100), decision: 'ABORT' },
    ];
    const split = { status: 'PROCESSING', from_id: '41', to: [{ to_id: '42' }, { to_id: '43' }], timeline } as const;
    const shown = stepsOf(split).map(({ id, state, detail }) => [id, state, detail]);
    expect(shown.slice(2, 5)).toEqual([
      ['hold-debit-41', 'done', 'Shard 1, wallet 41'],
      ['hold-credit-42', 'failed', 'Shard 0, wallet 42'],
      ['hold-credit-43', 'done', 'Shard 1, wallet 43'],
    ]);
    expect(shown.slice(6, 9).map(([id, state]) => `${id} ${state}`)).toEqual([
      'settle-debit-41 current',
      'settle-credit-42 current',
      'settle-credit-43 current',
    ]);
  });

  it('of a payment that holds the money first wait for its payee, and then for nothing that will not come', () => {
    const timeline: TimelineEvent[] = [
      { at: at(0), status: 'PENDING' },
      { at: at(20), status: 'PROCESSING' },
    ];
    const held = { status: 'PROCESSING', from_id: '41', to_id: '42', expires_at: at(999), timeline } as const;
    const idsOf = (transfer: SteppedTransfer) => stepsOf(transfer).map(({ id, state }) => `${id} ${state}`);
    expect(idsOf(held).slice(2, 5)).toEqual(['hold-debit-41 current', 'authorised waiting', 'hold-credit-42 waiting']);
    const withDebit = [...timeline, { at: at(60), held: 'debit', wallet_id: '41', shard: 1 } as const];
    const authorised = { ...held, authorised_at: at(80), timeline: withDebit };
    expect(idsOf(authorised).slice(2, 6)).toEqual([
      'hold-debit-41 done',
      'authorised done',
      'hold-credit-42 current',
      'decision waiting',
    ]);
    const end = [
      { at: at(500), decision: 'ABORT' },
      { at: at(540), settled: 'debit', wallet_id: '41', shard: 1 },
      { at: at(600), status: 'FAILED' },
    ] as const;
    expect(idsOf({ ...authorised, status: 'FAILED', timeline: [...withDebit, ...end] }).slice(3)).toEqual([
      'authorised done',
      'decision failed',
      'settle-debit-41 done',
      'final failed',
    ]);
  });

  it('that are no success have failed', () => {
    const timeline: TimelineEvent[] = [
      { at: at(0), status: 'PENDING' },
      { at: at(20), status: 'PROCESSING' },
      { at: at(60), refused: 'debit', wallet_id: '41', shard: 1 },
      { at: at(70), unconfirmed: 'credit', wallet_id: '42' },
      { at: at(100), decision: 'ABORT' },
      { at: at(140), settled: 'debit', wallet_id: '41', shard: 1 },
      { at: at(200), status: 'INVALID' },
    ];
    const failed = steps('INVALID', timeline).filter(([, state]) => state === 'failed');
    expect(failed.map(([id]) => id)).toEqual(['hold-debit-41', 'hold-credit-42', 'decision', 'final']);
  });

  it('are drawn of a timeline with events that this page does not know', () => {
    const timeline: TimelineEvent[] = [{ at: at(0), status: 'PENDING' }, { at: at(10) }];
    expect(steps('PENDING', timeline)).toHaveLength(8);
  });
});

describe('The event of a transfer', () => {
  const TxID = '01M83KTS9D65GMD0FV06T4JC57';
  const texts = { reference: 'INV-1', payer_note: 'rent' };
  const detail = {
    wallet_id: '41',
    TxID,
    amount: '-50',
    ammount: '-50',
    currency: 'XXX',
    status: 'SUCCESSFUL',
    note: 'transaction completed',
    initiated_at: at(0),
    committed_at: at(100),
    from_id: '41',
    to_id: '42',
    timeline: [
      { at: at(0), status: 'PENDING' },
      { at: at(100), decision: 'COMMIT' },
      { at: at(200), status: 'SUCCESSFUL' },
    ],
  } as const;

  it.each([[{}], [texts]])('is that of webhooks, with the texts %j', (given) => {
    const stored = {
      txId: TxID,
      fromId: '41',
      amount: 50n,
      credits: [{ toId: '42', amount: 50n }],
      status: 'SUCCESSFUL',
      note: 'transaction completed',
      initiatedAt: at(0),
      finishedAt: at(200),
      reference: 'reference' in given ? given.reference : undefined,
      payerNote: 'payer_note' in given ? given.payer_note : undefined,
    } as const;
    const event = eventOf({ ...detail, ...given, timeline: [...detail.timeline] });
    expect(event).toEqual({ type: 'transfer.final', timestamp: at(200), data: transferEvent(stored) });
  });

  it('of a held payment has what was captured, as that of webhooks', () => {
    const data = transferEvent({
      ...{ txId: TxID, fromId: '41', amount: 50n, captured: 30n, credits: [{ toId: '42', amount: 50n }] },
      ...{ status: 'SUCCESSFUL', note: 'transaction completed', initiatedAt: at(0), finishedAt: at(200) },
    });
    expect(eventOf({ ...detail, captured: '30', timeline: [...detail.timeline] })?.data).toEqual(data);
  });

  it('of a transfer to several payees is that of webhooks, for the payer alone', () => {
    const to = [
      { to_id: '42', amount: '30' },
      { to_id: '43', amount: '20' },
    ];
    const { to_id: _, ...split } = { ...detail, to, timeline: [...detail.timeline] };
    const data = transferEvent({
      ...{ txId: TxID, fromId: '41', amount: 50n, status: 'SUCCESSFUL', note: 'transaction completed' },
      ...{ initiatedAt: at(0), finishedAt: at(200) },
      credits: to.map(({ to_id, amount }) => ({ toId: to_id, amount: BigInt(amount) })),
    });
    expect(eventOf(split)?.data).toEqual(data);
    expect(eventOf({ ...detail, wallet_id: '42', amount: '+50', timeline: [...detail.timeline] })).toBeUndefined();
  });

  it('is not there before the transfer is final', () => {
    expect(eventOf({ ...detail, status: 'PROCESSING', timeline: [...detail.timeline] })).toBeUndefined();
  });
});
