import {
  checkOperatorLog,
  entryFollowing,
  NO_ENTRY,
  newestActs,
  type OperatorLogEntry,
} from '../../lib/domain/operator-log.ts';

const MINUTE = 60_000;
const ann = 'arn:aws:sts::123456789012:assumed-role/Operators/ann';
const bob = 'arn:aws:iam::123456789012:user/bob';

/** Ann freezes wallet 41 and is done; Bob fails to close it; Ann lifts the freeze and is stopped. */
function aLog(): OperatorLogEntry[] {
  const acts = [
    { by: ann, act: { kind: 'intent', command: 'wallets freeze', arguments: { wallet: '41' }, reason: 'fraud' } },
    { by: ann, act: { kind: 'outcome', of: 1, result: 'done' } },
    { by: bob, act: { kind: 'intent', command: 'wallets close', arguments: { wallet: '41' }, reason: 'left' } },
    { by: bob, act: { kind: 'outcome', of: 3, result: 'failed', detail: 'it has money' } },
    { by: ann, act: { kind: 'intent', command: 'wallets unfreeze', arguments: { wallet: '41' }, reason: 'cleared' } },
  ] as const;
  let before = NO_ENTRY;
  return acts.map(({ by, act }, n) => {
    const entry = entryFollowing(before, act, { id: `id-${n}`, at: n * MINUTE, by });
    before = entry;
    return entry;
  });
}

async function* each(entries: readonly OperatorLogEntry[]) {
  yield* entries;
}
const check = (entries: readonly OperatorLogEntry[], noted?: string) => checkOperatorLog(each(entries), noted);
const without = (seq: number) => aLog().filter((entry) => entry.seq !== seq);
const changed = (seq: number, change: object) =>
  aLog().map((entry) => (entry.seq === seq ? Object.assign({ ...entry }, change) : entry));

describe('the chain of the operator log', () => {
  it('is whole as it was written, and has each head that was noted', async () => {
    const log = aLog();
    expect(await check(log)).toEqual({ verified: true, entries: 5, head: log[4]?.hash });
    expect(await check(log, log[1]?.hash)).toMatchObject({ verified: true });
    expect(await check([])).toEqual({ verified: true, entries: 0, head: NO_ENTRY.hash });
  });

  it.each([
    ['another reason', 3, { reason: 'other' }],
    ['another operator', 1, { by: bob }],
    ['another argument', 1, { arguments: { wallet: '42' } }],
    ['another time', 2, { at: 1 }],
    ['another result', 4, { result: 'done' }],
    ['no detail', 4, { detail: undefined }],
  ])('breaks at an entry with %s', async (_what, seq, change) => {
    expect(await check(changed(seq, change))).toMatchObject({
      verified: false,
      entries: seq - 1,
      broken: { seq, detail: `entry ${seq} is not what was written` },
    });
  });

  it('breaks where an entry is missing, and where one was written anew', async () => {
    expect(await check(without(1))).toMatchObject({ broken: { seq: 1, detail: 'entry 1 is missing' } });
    expect(await check(without(3))).toMatchObject({ broken: { seq: 3, detail: 'entry 3 is missing' } });
    const [first] = aLog();
    if (first?.kind !== 'intent') throw new Error('no first entry');
    const anew = entryFollowing(NO_ENTRY, { ...first, reason: 'other' }, first);
    expect(await check([anew, ...without(1)])).toMatchObject({
      broken: { seq: 2, detail: 'entry 2 does not follow the entry before it' },
    });
  });

  it('has no head that was noted before its end was removed', async () => {
    const log = aLog();
    const noted = log[4]?.hash;
    expect(await check(log.slice(0, 4))).toMatchObject({ verified: true });
    expect(await check(log.slice(0, 4), noted)).toMatchObject({
      verified: false,
      broken: { seq: 5, detail: expect.stringContaining('removed from the end') },
    });
  });
});

describe('the acts of operators', () => {
  const acts = async (filter: Parameters<typeof newestActs>[1], limit = 10) =>
    (await newestActs(each(aLog()), filter, limit)).map(({ intent, outcome }) => [intent.command, outcome?.result]);

  it('are the newest first, each with its outcome, and without one if it was stopped', async () => {
    expect(await acts({})).toEqual([
      ['wallets unfreeze', undefined],
      ['wallets close', 'failed'],
      ['wallets freeze', 'done'],
    ]);
    expect(await acts({}, 1)).toEqual([['wallets unfreeze', undefined]]);
  });

  it('are found by time, operator and command', async () => {
    expect(await acts({ by: 'BOB' })).toEqual([['wallets close', 'failed']]);
    expect(await acts({ command: 'wallets freeze' })).toEqual([['wallets freeze', 'done']]);
    expect(await acts({ command: 'wallets' })).toHaveLength(3);
    expect(await acts({ command: 'wall' })).toEqual([]);
    expect(await acts({ since: 2 * MINUTE, until: 4 * MINUTE })).toEqual([['wallets close', 'failed']]);
  });
});
