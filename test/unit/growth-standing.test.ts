import { FRESH_PART, type Growth, type GrowthPart, type GrowthState, standingOf } from '../../lib/domain/growth.ts';

const BEGUN = 1_700_000_000_000;
const MINUTE = 60_000;

function growth(state: GrowthState, parts: readonly Partial<GrowthPart>[]): Growth {
  return {
    ...{ op: 1, from: 2, to: 3, state, perSecond: 100, stays: false, startedAt: BEGUN, expected: 10 },
    parts: parts.map((part) => ({ ...FRESH_PART, ...part })),
  };
}

describe('what the alarms know of a growth', () => {
  it('is how long its quietest mover has written nothing, and what waits', () => {
    const parts = [
      { touchedAt: BEGUN + 8 * MINUTE, moved: 5, waiting: 2, left: ['7'] },
      { touchedAt: BEGUN + 3 * MINUTE, moved: 1 },
      { touchedAt: BEGUN, done: true, moved: 4 },
    ];
    const standing = { silentMs: 6 * MINUTE, waiting: 2, moved: 10 };
    expect(standingOf(growth('moving', parts), BEGUN + 9 * MINUTE)).toEqual(standing);
  });

  it('counts from its beginning until the first mover has written', () => {
    expect(standingOf(growth('moving', [{}]), BEGUN + MINUTE)).toMatchObject({ silentMs: MINUTE });
  });

  it('is of a paused one only what has to arrive', () => {
    const parts = [
      { touchedAt: BEGUN, atRest: true, waiting: 3 },
      { touchedAt: BEGUN + 5 * MINUTE, waiting: 9, left: ['7'] },
    ];
    expect(standingOf(growth('paused', parts), BEGUN + 9 * MINUTE)).toMatchObject({ silentMs: 4 * MINUTE, waiting: 1 });
    const atRest = growth('paused', [{ touchedAt: BEGUN, atRest: true, waiting: 3 }]);
    expect(standingOf(atRest, BEGUN + 99 * MINUTE)).toMatchObject({ silentMs: 0, waiting: 0 });
  });

  it.each(['moved', 'finished'] as const)('is nothing once it is %s', (state) => {
    expect(standingOf(growth(state, [{}]), BEGUN + MINUTE)).toBeUndefined();
  });
});
