import { k6Version, type Sent } from './k6.ts';
import { outcome } from './open-loop-phase.ts';
import { openLoopTables } from './open-loop-tables.ts';
import { probe, secondsToUsual } from './probe.ts';

const FROM = '1';
const sent = (of: Partial<Sent>): Sent => ({ sentAt: 1_000, status: 503, saysWhen: true, ms: 5, from: FROM, ...of });

describe('the outcome of requests', () => {
  it('counts a 429 or 503 without Retry-After and a request without response apart', () => {
    const { responses } = outcome(
      [
        sent({ status: 429 }),
        sent({ status: 429, saysWhen: false }),
        sent({}),
        sent({ saysWhen: false }),
        sent({ status: 0, saysWhen: false }),
        sent({ status: 500, saysWhen: false }),
      ],
      new Map(),
    );
    expect(responses).toEqual({
      429: 1,
      '429 without Retry-After': 1,
      503: 1,
      '503 without Retry-After': 1,
      'no response': 1,
      500: 1,
    });
  });

  it('times the accepted requests from their sending to the final status, and counts those that did not succeed', () => {
    const accepted = ['a', 'b', 'c'].map((txId) => sent({ status: 202, saysWhen: false, ms: 20, txId }));
    const finals = new Map([
      ['a', { status: 'SUCCESSFUL', at: 1_100 }],
      ['b', { status: 'FAILED', at: 1_300 }],
    ]);
    expect(outcome([...accepted, sent({})], finals)).toEqual({
      responses: { 202: 3, 503: 1 },
      acceptance: { p50: 20, p95: 20, p99: 20 },
      refusal: { p50: 5, p95: 5, p99: 5 },
      final: { p50: 100, p95: 300, p99: 300 },
      ends: { SUCCESSFUL: 1, FAILED: 1, 'not final': 1 },
    });
  });
});

describe('the time until latency is as before', () => {
  const probed = (...ms: number[]) => ms.map((one, n) => ({ sentAt: n * 200, ms: one }));
  const limits = { end: 400, mostMs: 50, inARow: 3 };

  it('ends at the first of several fast transfers in a row after the load', () => {
    expect(secondsToUsual(probed(1, 1, 90, 50, 50, Number.POSITIVE_INFINITY, 50, 50, 50), limits)).toBe(0.8);
    expect(secondsToUsual(probed(90, 90, 50, 50, 50), limits)).toBe(0);
  });

  it('is unknown if there are too few fast transfers in a row', () => {
    expect(secondsToUsual(probed(1, 1, 90, 50, 50, 90, 50, 50), limits)).toBeNull();
  });
});

it('probes until it is stopped, and counts a transfer that is refused and a read that fails', async () => {
  const stops = new AbortController();
  const results = ['a', undefined, 'b'];
  const transfer = async () => {
    const txId = results.shift();
    if (txId === undefined) throw new Error('the response is 503');
    return txId;
  };
  const read = async () => {
    if (results.length > 0) return;
    stops.abort();
    throw new Error('the response is 503');
  };
  const probed = await probe(1, { transfer, read }, stops.signal);
  expect(probed.map(({ txId }) => txId)).toEqual(['a', undefined, 'b']);
  expect(probed.map(({ readMs }) => typeof readMs)).toEqual(['number', 'number', 'undefined']);
});

it('knows that there is no k6 on the PATH', async () => {
  expect(await k6Version({ PATH: import.meta.dirname })).toBeUndefined();
});

it('says what is unknown by an empty cell', () => {
  const phase = {
    times: 3,
    rate: 300,
    sent: 18_000,
    dropped: 0,
    responses: { 503: 18_000 },
    ends: {},
    single: { before: 40, usualAfter: null },
    reads: { sent: 300, failed: 2, times: { p50: 4, p95: 5, p99: 6 } },
  };
  const tables = openLoopTables({ generator: 'k6', capacity: 100, seconds: 60, machineLoad: 1, phases: [phase] });
  expect(tables['open-loop']).toContain('| 3 | 300 | 18,000 | 0 | 18000 503 |  |  |  |  |');
  expect(tables['open-loop-machine']).toContain('| 3 |  |  |  |  |  |  | 2 of 300 | 4, 6 | 40 | not in time |');
});
