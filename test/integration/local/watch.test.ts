import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isSource, type ReloadOptions, reloadOnChange } from '../../../lib/local/watch.ts';
import { eventually } from '../../support/environment/eventually.ts';

describe('isSource', () => {
  it.each([
    ['functions/orchestrator/login.ts', true],
    ['functions/workflow/reserve.ts', true],
    ['functions/schedule/sweep.ts', true],
    ['functions/shard/reserve.ts', true],
    ['lib/domain/amount.ts', true],
    ['lib/local/stack.ts', false],
    ['lib/store/.journal.ts.swp', false],
    ['lib/domain/amount.d.ts', false],
    ['lib/domain', false],
    ['README.md', false],
  ])('says of %s: %j', (file, expected) => {
    expect(isSource(file)).toBe(expected);
  });
});

describe('reloadOnChange', () => {
  const RESERVE = 'functions/shard/reserve.ts';
  const LOGIN = 'functions/orchestrator/login.ts';
  const AMOUNT = 'lib/domain/amount.ts';
  const OPERATOR = 'lib/cli/audit.ts';
  const FOLDERS = ['functions/shard', 'functions/orchestrator', 'lib/domain', 'lib/cli'];

  let root: string;
  let starts: string[];
  let said: string[];
  let builds: number;
  let failing: boolean;
  let close: () => Promise<void>;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'mib-watch-'));
    await Promise.all(FOLDERS.map((folder) => mkdir(path.join(root, folder), { recursive: true })));
    await Promise.all([RESERVE, LOGIN, AMOUNT, OPERATOR].map((file) => writeFile(path.join(root, file), '// before')));
    [starts, said, builds, failing] = [[], [], 0, false];
    close = await reloadOnChange({ bundles, cells, say: (line) => said.push(line), root });
  });
  afterEach(async () => {
    await close();
    await rm(root, { recursive: true });
  });

  const bundles: ReloadOptions['bundles'] = {
    build: async () => {
      builds += 1;
      if (failing) throw new Error('it does not compile');
    },
    handlersWith: (file) => (file === AMOUNT ? [RESERVE, LOGIN] : file === OPERATOR ? [] : [file]),
  };
  const cell = (name: string, ...handlers: string[]): ReloadOptions['cells'][number] => ({
    process: { name, stop: async () => {}, start: async () => void starts.push(name) },
    handlers,
  });
  const cells = [
    cell('orchestrator', 'functions/orchestrator/login.handler'),
    cell('shard-0', 'functions/shard/reserve.handler'),
  ];

  /** As editors save: a new file beside the old one, renamed over it. */
  async function saveByRenaming(file: string, text: string): Promise<void> {
    const draft = path.join(root, `${file}~`);
    await writeFile(draft, text);
    await rename(draft, path.join(root, file));
  }

  it('restarts the shards, and not the orchestrator, each time that an editor saves a function of theirs', async () => {
    await saveByRenaming(RESERVE, '// once');
    await eventually(() => starts.length === 1);
    await saveByRenaming(RESERVE, '// twice');
    await eventually(() => starts.length === 2);
    expect(starts).toEqual(['shard-0', 'shard-0']);
    expect(said).toContain(`${RESERVE} changed: restarting shard-0`);
  });

  it('restarts every cell for a file that functions of each contain', async () => {
    await saveByRenaming(AMOUNT, '// once');
    await eventually(() => starts.length === 2);
    expect(starts.toSorted()).toEqual(['orchestrator', 'shard-0']);
  });

  it('bundles nothing for a file that no function contains', async () => {
    await saveByRenaming(OPERATOR, '// once');
    await saveByRenaming(RESERVE, '// once');
    await eventually(() => starts.length > 0);
    await saveByRenaming(OPERATOR, '// twice');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([builds, starts]).toEqual([1, ['shard-0']]);
  });

  it('leaves everything running while the sources do not compile, and restarts what changed once they do', async () => {
    failing = true;
    await saveByRenaming(RESERVE, '// wrong');
    await eventually(() => said.includes('the functions run as before until the next change'));
    expect([said.includes('it does not compile'), starts]).toEqual([true, []]);
    failing = false;
    await saveByRenaming(LOGIN, '// right');
    await eventually(() => starts.length === 2);
    expect(starts.toSorted()).toEqual(['orchestrator', 'shard-0']);
  });
});
