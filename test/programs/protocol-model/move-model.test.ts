import { exploreMoves, type MoveBounds } from './move-model.ts';
import type { BentMoves } from './move-rules.ts';

/** As in protocol-model.test.ts: `npm test` leaves out what takes longest. */
const asked = process.env.MODEL_UNTIL;
const inFull = <Case>(...cases: readonly Case[]) => (asked === undefined ? [] : cases);

const BOUNDS: MoveBounds = {
  operations: [1],
  movers: [1],
  runs: 1,
  shards: 2,
  route: 'newest first',
  debit: true,
  credits: 1,
  maxStates: 3_000_000,
};
const BACK: Partial<MoveBounds> = { operations: [1, 0], movers: [1, 2] };
const ALONE: Partial<MoveBounds> = { ...BACK, runs: 0 };
const AGAIN: Partial<MoveBounds> = { operations: [1, 0, 1], movers: [1, 2, 3], runs: 0, credits: 2 };
const ON: Partial<MoveBounds> = { operations: [1, 2], movers: [1, 2], shards: 3, credits: 0 };
const DIRECTORY: Partial<MoveBounds> = { route: 'directory' };
const TWO_RUNS: Partial<MoveBounds> = { runs: 2, credits: 0 };

describe('the model of a wallet that moves', () => {
  it.each<[string, Partial<MoveBounds>, string[], number]>([
    ['while two movers turn it back', ALONE, ['moved'], 5_000],
    ...inFull<[string, Partial<MoveBounds>, string[], number]>(
      ['while it pays', {}, ['abort', 'commit'], 20_000],
      ['while it is paid', { debit: false }, ['abort', 'commit'], 20_000],
      ['while it pays, and two movers work', { movers: [1, 1] }, ['abort', 'commit'], 75_000],
      [
        'while two runs ask in another order',
        { ...TWO_RUNS, route: 'each run differently' },
        ['abort', 'commit'],
        40_000,
      ],
      ['while it pays, and runs ask the directory', DIRECTORY, ['abort', 'commit'], 20_000],
      ['to a third shard, without a transfer', { ...ON, runs: 0 }, ['moved'], 2_000],
    ),
  ])('loses and doubles nothing in every order of movers, runs and messages: %s', (_about, bounds, ends, states) => {
    const found = exploreMoves({}, { ...BOUNDS, ...bounds });
    expect(found).toEqual({ exhaustive: true, ends, states: expect.any(Number) });
    expect(found.states).toBeGreaterThan(states);
  });

  const TWO = 'two shards have the wallet';
  const LOST = 'the wallet is lost';
  const MONEY = 'the wallet has other money than its transfers make';
  const HOLD = 'a hold is left after the end';
  const REFUSED = 'a transfer is refused because its wallet moves';
  const ASTRAY = 'the wallet is not where the last operation brings it';

  it.each<[string, BentMoves, Partial<MoveBounds>, string]>([
    ['a copy before the mark', { copiesBeforeMark: true }, {}, TWO],
    ['an old shard that answers while the wallet moves', { answersWhileMoving: true }, {}, MONEY],
    ['a tombstone before the new shard has the wallet', { leavesFirst: true }, {}, LOST],
    ['an old item that is deleted, and a late copy', { deletes: true }, ALONE, TWO],
    ['an old item that is deleted, and a late creation', { deletes: true }, {}, TWO],
    ['a tombstone that is forgotten', { forgets: true }, DIRECTORY, TWO],
    ['a wallet that is created where it is asked for', { createsAnywhere: true }, {}, TWO],
    ['a mark without a number', { markUnnumbered: true }, BACK, ASTRAY],
    ['a copy over whatever is there', { putsBlindly: true }, {}, MONEY],
    ['a wallet at its target that keeps an old number', { noStay: true }, BACK, ASTRAY],
    ['a mark that is dropped to turn back', { unmarks: true }, {}, TWO],
    ['a directory that is written first', { namesFirst: true }, DIRECTORY, REFUSED],
    ['holds that are not copied', { holdsStay: true }, {}, MONEY],
    [
      'a statement whose number is not copied',
      { seqStays: true },
      {},
      'the statement has other entries than were posted',
    ],
    ['the first shard without the wallet that has the last word', { firstMissIsFinal: true }, {}, REFUSED],
    ['a rollback that is done where there is no wallet', { rollbackMissIsDone: true }, {}, HOLD],
    ['a rollback that leaves its fence wherever it asks', { fencesAnywhere: true }, {}, REFUSED],
    ['a commit that is done where there is no wallet', { commitMissIsDone: true }, {}, HOLD],
    ['a moving wallet that refuses', { movingIsRefusal: true }, {}, REFUSED],
    ...inFull<[string, BentMoves, Partial<MoveBounds>, string]>(
      ['tombstones of transfers that are not copied', { tombstonesStay: true }, {}, HOLD],
      ['a fence that is not copied', { fenceStays: true }, {}, HOLD],
      [
        'an item that does not name its former shard',
        { fromUnnamed: true },
        BACK,
        'a mark is left after the last operation',
      ],
      ['a copy without a number', { putUnnumbered: true }, BACK, TWO],
      ['a tombstone without a number', { leaveUnnumbered: true }, AGAIN, MONEY],
      ['a tombstone over whatever is there', { leavesBlindly: true }, BACK, MONEY],
      ['a tombstone that raises the number', { leaveRaises: true }, AGAIN, LOST],
    ),
  ])('finds the broken promise of %s', (_about, bent, bounds, promise) => {
    const { broken } = exploreMoves(bent, { ...BOUNDS, ...bounds });
    expect(broken?.promise).toBe(promise);
    expect(broken?.trace.length).toBeGreaterThan(1);
  });
});
