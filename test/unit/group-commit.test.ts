import { setImmediate as turn } from 'node:timers/promises';
import { GroupCommit } from '../../lib/local/database/group-commit.ts';

/** The groups that are to be written, each with its end. */
function slowDisk() {
  const groups: { writes: readonly number[]; end: PromiseWithResolvers<void> }[] = [];
  const write = (writes: readonly number[]) => {
    const end = Promise.withResolvers<void>();
    groups.push({ writes, end });
    return end.promise;
  };
  return { groups, write };
}

it('writes in the order of the calls, together what comes while it writes', async () => {
  const { groups, write } = slowDisk();
  const commit = new GroupCommit(write, fail);
  commit.add(1);
  commit.add(2, 3);
  await turn();
  commit.add(4);
  commit.add(5);
  await turn();
  expect(groups.map(({ writes }) => writes)).toEqual([[1, 2, 3]]);
  groups[0]?.end.resolve();
  await turn();
  expect(groups.map(({ writes }) => writes)).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

it('is settled when all that was added before is written', async () => {
  const { groups, write } = slowDisk();
  const commit = new GroupCommit(write, fail);
  expect(commit.settled()).toBeUndefined();
  const order: string[] = [];
  commit.add(1);
  void commit.settled()?.then(() => order.push('first'));
  await turn();
  // While the first group is being written, nothing else is to be waited for.
  void commit.settled()?.then(() => order.push('still the first'));
  commit.add(2);
  void commit.settled()?.then(() => order.push('second'));
  groups[0]?.end.resolve();
  await turn();
  expect(order).toEqual(['first', 'still the first']);
  groups[1]?.end.resolve();
  await turn();
  expect(order).toEqual(['first', 'still the first', 'second']);
  expect(commit.settled()).toBeUndefined();
});

it('writes nothing more after a failure, and every waiting caller gets the error', async () => {
  const { groups, write } = slowDisk();
  const failures: unknown[] = [];
  const commit = new GroupCommit(write, (error) => failures.push(error));
  commit.add(1);
  const first = expect(commit.settled()).rejects.toThrow('no space');
  await turn();
  commit.add(2);
  const second = expect(commit.settled()).rejects.toThrow('no space');
  groups[0]?.end.reject(new Error('no space'));
  await Promise.all([first, second]);
  commit.add(3);
  await expect(commit.settled()).rejects.toThrow('no space');
  await turn();
  expect(groups.map(({ writes }) => writes)).toEqual([[1]]);
  expect(failures).toEqual([new Error('no space')]);
});

function fail(error: unknown): void {
  throw error;
}
