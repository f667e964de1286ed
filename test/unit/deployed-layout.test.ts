import { assertMayChange } from '../../lib/cli/deploy/layout.ts';
import { forMoreOrFewerShards, forShards } from '../../lib/cli/operator/keys/rotation.ts';
import type { Growth } from '../../lib/domain/growth.ts';

const layout = (...shards: string[]) => ({ stage: 'dev', region: 'eu-central-1', shards });
const growth = (from: number, to: number, state: Growth['state']): Growth => ({
  ...{ op: 1, from, to, state, perSecond: 1, stays: false, startedAt: 0, expected: 0, parts: [] },
});

describe('The layout of a stage in use', () => {
  const change = (after: readonly string[], last?: Growth) => () =>
    assertMayChange(layout('a', 'b', 'c'), layout(...after), last);

  it('may get more shards, in any region, also while wallets move', () => {
    expect(change(['a', 'b', 'c', 'd'])).not.toThrow();
    expect(change(['a', 'b', 'c', 'd'], growth(2, 3, 'moving'))).not.toThrow();
  });

  it('may lose the shards that a finished growth has emptied, and no others', () => {
    expect(change(['a', 'b'])).toThrow('its wallets are on 3 shards: run "operator shards grow --to 2" first');
    expect(change(['a', 'b'], growth(3, 2, 'moved'))).toThrow('the growth from 3 to 2 shards is not finished');
    expect(change(['a', 'b'], growth(3, 2, 'finished'))).not.toThrow();
    expect(change(['a'], growth(3, 2, 'finished'))).toThrow('its wallets are on 2 shards');
  });

  it.each([[['a', 'x', 'c']], [['a', 'x', 'c', 'd']], [['x', 'b']]])(
    'keeps the regions of the shards that it has (%j)',
    (after) => {
      expect(change(after, growth(3, 2, 'finished'))).toThrow('would not have its wallets');
    },
  );
});

describe('The keys of services', () => {
  const set = { keys: [], shard_regions: ['a', 'b'] };

  it('go to the shards that a deployment adds, and no more to those that it leaves', () => {
    expect(forMoreOrFewerShards(set, ['a', 'b', 'c']).shard_regions).toEqual(['a', 'b', 'c']);
    expect(forMoreOrFewerShards(set, ['a']).shard_regions).toEqual(['a']);
  });

  it('do not follow a shard to another region, nor a number that an operator mistypes', () => {
    expect(() => forMoreOrFewerShards(set, ['x', 'b', 'c'])).toThrow('the keys are for 2 shards');
    expect(() => forShards(set, ['a', 'b', 'c'])).toThrow('the keys are for 2 shards');
  });
});
