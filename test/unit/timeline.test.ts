import { ulid } from 'ulid';
import { storedReserve, storedSettle } from '../../lib/domain/leg-results.ts';
import type { ReserveOutcome } from '../../lib/domain/reserve-outcome.ts';
import { timelineOf } from '../../lib/domain/timeline.ts';
import type { Transfer } from '../../lib/domain/transfer.ts';
import { transferDetailView } from '../../lib/lambda/http/views.ts';

const PENDING: Transfer = {
  txId: ulid(Date.parse('2026-01-01T00:00:00.000Z')),
  fromId: '1',
  amount: 50n,
  credits: [{ toId: '2', amount: 50n }],
  status: 'PENDING',
  note: 'transaction initiated',
  initiatedAt: '2026-01-01T00:00:00.000Z',
};

describe('The timeline of a transfer', () => {
  it('begins with the initiation', () => {
    expect(timelineOf(PENDING)).toEqual([{ at: '2026-01-01T00:00:00.000Z', status: 'PENDING' }]);
  });

  it('has every status and the decision with its time, oldest first', () => {
    const done: Transfer = {
      ...PENDING,
      status: 'SUCCESSFUL',
      decision: 'COMMIT',
      processingAt: '2026-01-01T00:00:01.000Z',
      decidedAt: '2026-01-01T00:00:02.000Z',
      finishedAt: '2026-01-01T00:00:03.000Z',
    };
    expect(timelineOf(done)).toEqual([
      { at: '2026-01-01T00:00:00.000Z', status: 'PENDING' },
      { at: '2026-01-01T00:00:01.000Z', status: 'PROCESSING' },
      { at: '2026-01-01T00:00:02.000Z', decision: 'COMMIT' },
      { at: '2026-01-01T00:00:03.000Z', status: 'SUCCESSFUL' },
    ]);
  });

  it('shows a decision before the transfer is final', () => {
    const decided: Transfer = {
      ...PENDING,
      status: 'PROCESSING',
      decision: 'ABORT',
      processingAt: '2026-01-01T00:00:01.000Z',
      decidedAt: '2026-01-01T00:00:02.000Z',
    };
    expect(timelineOf(decided).at(-1)).toEqual({ at: '2026-01-01T00:00:02.000Z', decision: 'ABORT' });
  });

  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
  const decided: Transfer = {
    ...PENDING,
    status: 'PROCESSING',
    decision: 'COMMIT',
    processingAt: at(1),
    decidedAt: at(4),
  };
  const held = (...results: unknown[]) => timelineOf({ ...decided, responses: { held: JSON.stringify(results) } });
  const bySides = (...results: unknown[]) => held(...results).filter((entry) => 'event' in entry);

  const HELD = { outcome: 'HELD', note: '' } as const;
  const response = (second: number, shard: number) => ({ shard, at: Date.parse(at(second)) });
  const reserve = (outcome: ReserveOutcome | undefined, second: number, shard: number) =>
    storedReserve(decided.txId, outcome, response(second, shard));
  const settle = (first: boolean, second: number, shard: number) =>
    storedSettle(decided.txId, { first }, response(second, shard));
  /** As the state machine of the version before stored it. */
  const UNCONFIRMED = { outcome: 'FAILED', note: 'too late', unconfirmed: true, at: at(3) };

  it('has when each side was held between PROCESSING and the decision, in the order of the times', () => {
    expect(held(reserve(HELD, 3, 1), reserve(HELD, 2, 0))).toEqual([
      { at: at(0), status: 'PENDING' },
      { at: at(1), status: 'PROCESSING' },
      { at: at(2), event: 'held', side: 'credit', walletId: '2', shard: 0 },
      { at: at(3), event: 'held', side: 'debit', walletId: '1', shard: 1 },
      { at: at(4), decision: 'COMMIT' },
    ]);
  });

  it.each(['INVALID', 'FAILED', 'WAITING'] as const)('says that a side that ended %s was refused', (outcome) => {
    expect(bySides(reserve({ outcome, note: 'no' }, 2, 1))).toEqual([
      { at: at(2), event: 'refused', side: 'debit', walletId: '1', shard: 1 },
    ]);
  });

  it('says that a side whose shard gave no response is unconfirmed, without a shard', () => {
    const unconfirmed = [{ at: at(3), event: 'unconfirmed', side: 'credit', walletId: '2' }];
    expect(bySides(null, reserve(undefined, 3, 1))).toEqual(unconfirmed);
    expect(bySides(null, UNCONFIRMED)).toEqual(unconfirmed);
  });

  it('says that every side is unconfirmed if no function told anything', () => {
    const responses = { held: JSON.stringify({ unconfirmed: true, at: at(3) }) };
    const found = timelineOf({ ...decided, responses }).filter((entry) => 'event' in entry);
    expect(found.map(({ side, event }) => [side, event])).toEqual([
      ['debit', 'unconfirmed'],
      ['credit', 'unconfirmed'],
    ]);
  });

  it('has each payee of a split with its own responses', () => {
    const credits = ['2', '3', '4'].map((toId, n) => ({ toId, amount: n === 2 ? 48n : 1n }));
    const held = JSON.stringify(
      [HELD, HELD, { outcome: 'INVALID', note: 'no' } as const, HELD].map((outcome, n) => reserve(outcome, n, n % 2)),
    );
    const found = timelineOf({ ...decided, credits, responses: { held } }).filter((entry) => 'event' in entry);
    expect(found.map(({ walletId, side, event }) => [walletId, side, event])).toEqual([
      ['1', 'debit', 'held'],
      ['2', 'credit', 'held'],
      ['3', 'credit', 'refused'],
      ['4', 'credit', 'held'],
    ]);
  });

  it('has, of a transfer of the version before, the second response to a credit that waited for its debit', () => {
    expect(bySides(null, { waited: reserve(HELD, 3, 0) })).toEqual([
      { at: at(3), event: 'held', side: 'credit', walletId: '2', shard: 0 },
    ]);
  });

  it('has when each side was settled before the final status', () => {
    const settled = JSON.stringify([settle(false, 5, 1), settle(true, 6, 0)]);
    const final = timelineOf({ ...decided, status: 'SUCCESSFUL', finishedAt: at(7), responses: { settled } });
    expect(final.slice(3)).toEqual([
      { at: at(5), event: 'settled', side: 'debit', walletId: '1', shard: 1, earlier: true },
      { at: at(6), event: 'settled', side: 'credit', walletId: '2', shard: 0, earlier: false },
      { at: at(7), status: 'SUCCESSFUL' },
    ]);
  });

  it.each([
    'no JSON',
    'null',
    '7',
    '{}',
    '[]',
    '[null,{"outcome":"HELD","note":""}]',
    '[{"outcome":"HELD","at":"2026-01-01T00:00:02.000Z"},{"outcome":"HELD","at":2000}]',
    '[{"unconfirmed":true,"at":"yesterday"},{"unconfirmed":true}]',
    '[{"settled":true},{"settled":false,"at":"0+2000"}]',
    '[{"waited":{"outcome":"HELD"}},{"waited":null}]',
  ])('has no such entry if the stored responses lack time or shard: %s', (stored) => {
    const responses = { held: stored, settled: stored };
    expect(timelineOf({ ...decided, responses })).toHaveLength(3);
  });

  it('has the time of a shard whose clock is behind', () => {
    const early = storedReserve(decided.txId, HELD, { shard: 1, at: Date.parse(at(0)) - 5 });
    expect(bySides(early)).toMatchObject([{ at: '2025-12-31T23:59:59.995Z', event: 'held' }]);
  });

  it('has the side that is known if the other one is not', () => {
    expect(bySides(reserve(HELD, 2, 1), HELD)).toEqual([
      { at: at(2), event: 'held', side: 'debit', walletId: '1', shard: 1 },
    ]);
  });

  it('names wallet and shard of each side in a response', () => {
    const held = JSON.stringify([reserve(HELD, 2, 1), UNCONFIRMED]);
    const settled = JSON.stringify([settle(true, 5, 1), settle(false, 6, 0)]);
    const aborted = { ...decided, decision: 'ABORT', status: 'FAILED', finishedAt: at(7) } as const;
    const { timeline } = transferDetailView('1', { ...aborted, responses: { held, settled } });
    expect(timeline.slice(2)).toEqual([
      { at: at(2), held: 'debit', wallet_id: '1', shard: 1 },
      { at: at(3), unconfirmed: 'credit', wallet_id: '2' },
      { at: at(4), decision: 'ABORT' },
      { at: at(5), settled: 'debit', wallet_id: '1', shard: 1 },
      { at: at(6), settled: 'credit', wallet_id: '2', shard: 0, earlier: true },
      { at: at(7), status: 'FAILED' },
    ]);
  });

  it('is stored in few bytes, because each transfer has it', () => {
    expect(JSON.stringify(reserve(HELD, 3, 1))).toBe('{"outcome":"HELD","at":"1+3000"}');
    expect(JSON.stringify(settle(true, 5, 1))).toBe('{"settled":true,"at":"1+5000"}');
  });
});
