import { servicesOf } from '../../lib/local/watch.ts';

describe('a changed file', () => {
  it.each([
    ['functions/orchestrator/login.ts', true, false],
    ['functions/workflow/reserve.ts', true, false],
    ['functions/schedule/sweep.ts', true, false],
    ['functions/shard/reserve.ts', false, true],
    ['lib/domain/amount.ts', true, true],
    ['lib/local/stack.ts', false, false],
    ['lib/store/.journal.ts.swp', false, false],
    ['lib/domain', false, false],
    ['README.md', false, false],
  ])('%s is part of the orchestrator: %j, of the shards: %j', (file, orchestrator, shards) => {
    expect(servicesOf(file)).toEqual({ orchestrator, shards });
  });
});
