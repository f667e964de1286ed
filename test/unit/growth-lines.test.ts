import { progressLine } from '../../lib/cli/operator/shards/lines.ts';
import { FRESH_PART, type Growth } from '../../lib/domain/growth.ts';

const GROWTH: Growth = {
  ...{ op: 1, from: 2, to: 3, state: 'moving', perSecond: 100, stays: false, startedAt: 0, expected: 200 },
  parts: [
    { ...FRESH_PART, moved: 80 },
    { ...FRESH_PART, moved: 20, waiting: 3 },
  ],
};

describe('the line of a growth', () => {
  it('has a bar, the wallets, and those a second since the command looks, not since the growth began', () => {
    expect(progressLine(GROWTH, { moved: 30, tookMs: 2_000 })).toBe(
      '[############------------] 100 of about 200 wallets moved, 15.0 a second, 3 wait for a shard, moving',
    );
  });

  it('is full only once all wallets are moved, whatever was estimated', () => {
    const more = { ...GROWTH, expected: 50 };
    expect(progressLine(more, { moved: 0, tookMs: 0 })).toMatch(/^\[#{23}-\] 100 of about 50 /);
    expect(progressLine({ ...more, expected: 1_000, state: 'moved' }, { moved: 0, tookMs: 0 })).toMatch(/^\[#{24}\] /);
  });
});
