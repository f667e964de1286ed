import { declaredAlarms } from '../../../lib/cli/operator/console/alarms.ts';
import { BooksHistory } from '../../../lib/cli/operator/console/books.ts';
import { type LocalState, localAlarm } from '../../../lib/cli/operator/console/local-alarms.ts';
import { periodFor } from '../../../lib/cli/operator/console/periods.ts';
import { blocksOf, readRunbook } from '../../../lib/cli/operator/console/runbook.ts';
import { ShardLooks } from '../../../lib/cli/operator/console/shard-health.ts';
import { shared } from '../../../lib/cli/operator/console/shared.ts';
import { stageMeasurements } from '../../../lib/cli/operator/console/stage-measurements.ts';
import { CloudWatch, type MetricQuery } from '../../../lib/remote/cloudwatch.ts';
import { ShardUnavailable } from '../../../lib/remote/shards.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const at = (minute: number) => new Date(NOW + minute * 60_000).toISOString();

describe('the history of the books', () => {
  it('says since when they balance: the first look after the last one that said otherwise', () => {
    const books = new BooksHistory();
    const looks = [
      [0, true],
      [1, false],
      [2, true],
      [3, true],
    ] as const;
    for (const [minute, balanced] of looks) books.add({ at: at(minute), balanced, sum: balanced ? '0' : '1' });
    expect(books.view('audit', undefined)).toMatchObject({
      state: 'balanced',
      sum: '0',
      since: at(2),
      checked_at: at(3),
    });
  });

  it('is unknown before the first look, and while the books cannot be read, with what was seen last', () => {
    const books = new BooksHistory();
    expect(books.view('audit', undefined)).toEqual({ state: 'unknown', source: 'audit', history: [] });
    books.add({ at: at(0), balanced: true, sum: '0' });
    expect(books.view('audit', 'shard 1 gave no response')).toMatchObject({
      state: 'unknown',
      error: 'shard 1 gave no response',
      checked_at: at(0),
      sum: '0',
    });
  });

  it('takes the same look of the stage once, and remembers a bounded number', () => {
    const books = new BooksHistory();
    for (const minute of [0, 0, 0]) books.add({ at: at(minute), balanced: true });
    expect(books.view('metrics', undefined).history).toHaveLength(1);
    for (let minute = 1; minute < 500; minute++) books.add({ at: at(minute), balanced: true });
    expect(books.view('metrics', undefined).history).toHaveLength(200);
  });
});

describe('a shared look', () => {
  it('is one look for all pages that ask within its time, and no look if it failed', async () => {
    let [now, looks] = [0, 0];
    const look = shared(
      async () => {
        looks++;
        if (looks === 2) throw new Error('no response');
        return looks;
      },
      1_000,
      () => now,
    );
    expect(await Promise.all([look(), look(), look()])).toEqual([1, 1, 1]);
    now = 1_000;
    await expect(look()).rejects.toThrow('no response');
    expect(await look()).toBe(3);
  });
});

describe('a look at the shards', () => {
  it('says which gives no response and since when, and keeps that apart from what could not be asked', async () => {
    let now = NOW;
    let error: Error | undefined;
    const looks = new ShardLooks(
      {
        check: async () => {
          if (error) throw error;
        },
      },
      ['http://shard'],
      () => now,
    );
    expect(await looks.look()).toMatchObject([{ number: 0, state: 'reachable', since: at(0) }]);
    now += 60_000;
    error = new ShardUnavailable('shard 0 gave no response');
    expect(await looks.look()).toMatchObject([
      { state: 'unreachable', error: 'shard 0 gave no response', since: at(1) },
    ]);
    now += 60_000;
    expect(await looks.look()).toMatchObject([
      { state: 'unreachable', since: at(1), latencies_ms: [expect.any(Number), null, null] },
    ]);
    now += 60_000;
    error = new Error('the keys cannot be read');
    expect(await looks.look()).toMatchObject([{ state: 'unknown', since: at(3) }]);
  });
});

describe('the periods of a chart', () => {
  it.each([
    [15, 10, 10],
    [60, 10, 60],
    [360, 10, 300],
    [1440, 10, 900],
    [15, 60, 60],
  ])('of %i minutes, measured every %i s, are %i s', (minutes, smallest, period) => {
    expect(periodFor(minutes, smallest)).toBe(period);
  });
});

describe('the runbook', () => {
  it('has a paragraph for every alarm of every stack of a stage', async () => {
    const [runbook, alarms] = await Promise.all([readRunbook((text) => text), declaredAlarms('prod', 2)]);
    expect(new Set(alarms.map(({ service }) => service))).toEqual(new Set(['mib', 'mib-shard-0', 'mib-shard-1']));
    for (const { name, wholeName, service, text } of alarms) {
      expect(wholeName).toBe(`${service}-prod-${name}`);
      expect(text).toMatch(/\.$/);
      const means = runbook.get(name)?.[0];
      expect(means).toMatchObject({
        kind: 'paragraph',
        inlines: expect.arrayContaining([{ text: 'Means:', style: 'strong' }]),
      });
    }
  });

  it('is cut into blocks that need no markup', () => {
    const markdown =
      '**Look:** see [the sweeper](#sweeper-not-running)\nor `audit`,\nor [docs](cli.md).\n\n- one\n- two\n  lines\n\n```sh\nnpm run audit\n```\n';
    expect(blocksOf(markdown)).toEqual([
      {
        kind: 'paragraph',
        inlines: [
          { text: 'Look:', style: 'strong' },
          { text: ' see ' },
          { text: 'the sweeper', href: '#sweeper-not-running' },
          { text: ' or ' },
          { text: 'audit', style: 'code' },
          { text: ', or ' },
          { text: 'docs' },
          { text: '.' },
        ],
      },
      { kind: 'list', items: [[{ text: 'one' }], [{ text: 'two lines' }]] },
      { kind: 'code', language: 'sh', text: 'npm run audit' },
    ]);
  });
});

describe('an alarm of a local stack', () => {
  const calm: LocalState = {
    pending: { count: 0, exact: true, oldest_ms: 0 },
    books: { state: 'balanced', sum: '0', since: at(0), checked_at: at(0), source: 'audit', history: [] },
    shards: [{ number: 0, address: '', state: 'reachable', checked_at: at(0), since: at(0), latencies_ms: [] }],
    last: [
      { service: 'mib', name: 'sweeps', value: 1, at: NOW },
      { service: 'mib', name: 'oldest_due_payment', value: 1_000, at: NOW },
    ],
    startedAt: NOW - 3_600_000,
    now: NOW,
  };
  const alarm = (name: string, service = 'mib') => ({ name, service, wholeName: '', text: '' });
  const minutes = (count: number) => count * 60_000;
  const dueFor = (due: number, ago: number) => {
    return { service: 'mib', name: 'oldest_due_payment', value: minutes(due), at: NOW - minutes(ago) };
  };

  it.each<[string, string, Partial<LocalState>]>([
    ['oldest-open-transfer', 'mib', { pending: { count: 1, exact: true, oldest_ms: minutes(6) } }],
    ['books-out-of-balance', 'mib', { books: { ...calm.books, state: 'unbalanced', sum: '1' } }],
    ['books-not-read', 'mib', { books: { ...calm.books, state: 'unknown', checked_at: at(-200) } }],
    ['sweeper-not-running', 'mib', { last: [{ service: 'mib', name: 'sweeps', value: 1, at: NOW - minutes(6) }] }],
    ['sweeper-not-running', 'mib', { last: [] }],
    ['scheduled-payments-late', 'mib', { last: [dueFor(6, 0)] }],
    ['scheduled-payments-late', 'mib', { last: [dueFor(0, 6)] }],
    ['scheduled-payments-late', 'mib', { last: [] }],
    ['growth-stands-still', 'mib', { last: [{ ...dueFor(11, 0), name: 'growth_silence' }] }],
    ['wallets-wait-to-move', 'mib', { last: [{ ...dueFor(0, 0), name: 'wallets_waiting_to_move', value: 1 }] }],
    [
      'commit-without-hold',
      'mib-shard-0',
      { last: [{ service: 'mib-shard-0', name: 'commit_without_hold', value: 1, at: NOW - 1 }] },
    ],
    [
      'server-errors',
      'mib-shard-0',
      {
        shards: [
          { number: 0, address: '', state: 'unreachable', checked_at: at(0), since: at(0), latencies_ms: [null] },
        ],
      },
    ],
  ])('%s of %s rings (%#), and does not when all is well', (name, service, change) => {
    expect(localAlarm(alarm(name, service), calm)?.state).toBe('ok');
    expect(localAlarm(alarm(name, service), { ...calm, ...change })?.state).toBe('alarm');
  });

  it('is not evaluated where what it measures does not exist', () => {
    expect(localAlarm(alarm('throttled-tables'), calm)).toBeUndefined();
    expect(localAlarm(alarm('oldest-open-transfer'), { ...calm, pending: undefined })).toEqual({ state: 'unknown' });
  });
});

describe('the measurements of a stage', () => {
  /** CloudWatch with one transfer in each minute and the alarm of a shard. */
  class Recorded extends CloudWatch {
    readonly asked: string[] = [];

    override async metrics(
      queries: readonly MetricQuery[],
      { from, to, periodSeconds }: { from: number; to: number; periodSeconds: number },
    ) {
      this.asked.push(queries.map(({ namespace, metric }) => `${namespace} ${metric}`).join());
      const values = Array.from({ length: (to - from) / 1000 / periodSeconds }, (_, n) => ({
        at: from + n * periodSeconds * 1000,
        value: 1,
      }));
      return new Map(queries.filter(({ id }) => id !== 'p99').map(({ id }) => [id, values]));
    }

    override async alarms(prefix: string) {
      this.asked.push(prefix);
      return [
        { name: `${prefix}server-errors`, state: 'ALARM' as const, since: new Date(NOW), reason: 'Threshold crossed' },
      ];
    }
  }

  it('are a chart without gaps, and the states of the alarms of every stack', async () => {
    const [home, away] = [new Recorded('eu-central-1'), new Recorded('us-west-2')];
    const measured = stageMeasurements('prod', { orchestrator: home, shards: [home, away] }, () => NOW);
    const series = await measured.series(15);
    expect(series).toMatchObject({ source: 'CloudWatch', period_seconds: 60 });
    expect(series.points).toHaveLength(15);
    expect(series.points[0]).toEqual({
      at: at(-15),
      successful: 1,
      invalid: 1,
      failed: 1,
      p50_ms: 1,
      max_ms: 1,
      pending: 1,
    });
    expect(await measured.alarms()).toEqual(
      new Map(
        ['mib-prod-', 'mib-shard-0-prod-', 'mib-shard-1-prod-'].map((prefix) => [
          `${prefix}server-errors`,
          { state: 'alarm', since: at(0), measured: 'Threshold crossed' },
        ]),
      ),
    );
    expect(away.asked).toEqual(['mib-shard-1-prod-']);
    expect((await measured.booksChecks()).at(-1)).toMatchObject({ balanced: true });
  });

  it('ask CloudWatch, which bills requests, once for all pages within half a minute', async () => {
    let now = NOW;
    const home = new Recorded('eu-central-1');
    const measured = stageMeasurements('prod', { orchestrator: home, shards: [] }, () => now);
    await Promise.all([measured.series(15), measured.series(15)]);
    now += 29_000;
    await measured.series(15);
    expect(home.asked).toHaveLength(1);
    now += 1_000;
    await measured.series(15);
    expect(home.asked).toHaveLength(2);
  });
});
