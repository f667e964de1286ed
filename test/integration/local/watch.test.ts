import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Reloadable } from '../../../lib/local/cells/cells.ts';
import { isDeclaration, isSource, type ReloadOptions, reloadOnChange } from '../../../lib/local/watch.ts';
import { eventually } from '../../support/environment/eventually.ts';

describe('isSource', () => {
  it.each([
    ['functions/orchestrator/login.ts', true],
    ['functions/workflow/reserve.ts', true],
    ['functions/schedule/sweep.ts', true],
    ['functions/shard/reserve.ts', true],
    ['lib/domain/amount.ts', true],
    ['lib/local/stack.ts', false],
    ['lib/web/ui/format.ts', false],
    ['lib/store/.journal.ts.swp', false],
    ['lib/domain/amount.d.ts', false],
    ['lib/domain', false],
    ['README.md', false],
  ])('says of %s: %j', (file, expected) => {
    expect(isSource(file)).toBe(expected);
  });
});

describe('isDeclaration', () => {
  it.each([
    ['serverless.yml', true],
    ['serverless.shard.yml', true],
    ['statemachines/transfer.asl.yaml', true],
    ['statemachines/sedQx7Yb2', false],
    ['lib/stack/stages.yml', true],
    ['lib/stack/environment.cjs', true],
    ['lib/stack/print-state-machine.ts', false],
    ['lib/domain/amount.ts', false],
  ])('says of %s: %j', (file, expected) => {
    expect(isDeclaration(file)).toBe(expected);
  });
});

describe('reloadOnChange', () => {
  const RESERVE = 'functions/shard/reserve.ts';
  const LOGIN = 'functions/orchestrator/login.ts';
  const AMOUNT = 'lib/domain/amount.ts';
  const OPERATOR = 'lib/cli/audit.ts';
  const MACHINE = 'statemachines/transfer.asl.yaml';
  const PAGE = 'lib/web/wallet/main.tsx';
  const FILES = [RESERVE, LOGIN, AMOUNT, OPERATOR, MACHINE, PAGE];

  let root: string;
  let reloaded: string[];
  let said: string[];
  let builds: number;
  let pageBuilds = 0;
  let rereads: number;
  let rereadBundles: string[];
  let failing: boolean;
  let close: () => Promise<void>;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'mib-watch-'));
    await Promise.all(FILES.map((file) => mkdir(path.join(root, path.dirname(file)), { recursive: true })));
    await Promise.all(FILES.map((file) => writeFile(path.join(root, file), '// before')));
    [reloaded, said, builds, rereads, failing] = [[], [], 0, 0, false];
    [differing, rereadBundles] = [[RESERVE], []];
    const pages = { build: async () => void pageBuilds++, handler: 'functions/orchestrator/login.handler' };
    close = await reloadOnChange({ bundles, cells: () => cells, reread, pages, say: (line) => said.push(line), root });
  });
  afterEach(async () => {
    await close();
    await rm(root, { recursive: true });
  });

  const bundleOf = (handler: string) => handler.replace(/\.\w+$/, '');
  let differing: readonly string[];
  const bundles: ReloadOptions['bundles'] = {
    build: async () => {
      builds += 1;
      if (failing) throw new Error('it does not compile');
      return differing.map(bundleOf);
    },
    use: (files) => files.some((file) => isSource(file) && file !== OPERATOR),
    bundleOf,
  };
  const cell = (name: string, handler: string): Reloadable => ({
    handlers: [handler],
    reload: (changed) => void reloaded.push(`${name}: ${changed.join()}`),
  });
  const cells = [
    cell('orchestrator', 'functions/orchestrator/login.handler'),
    cell('shard-0', 'functions/shard/reserve.handler'),
  ];
  const reread = async () => {
    rereads += 1;
    if (failing) throw new Error('there is no such state');
    return { restarted: ['orchestrator'], bundles: rereadBundles };
  };

  /** As editors save: a new file beside the old one, renamed over it. */
  async function saveByRenaming(file: string, text: string): Promise<void> {
    const draft = path.join(root, `${file}~`);
    await writeFile(draft, text);
    await rename(draft, path.join(root, file));
  }

  it('lets the shard, and not the orchestrator, load a function each time that an editor saves it', async () => {
    await saveByRenaming(RESERVE, '// once');
    await eventually(() => reloaded.length === 1);
    await saveByRenaming(RESERVE, '// twice');
    await eventually(() => reloaded.length === 2);
    expect(reloaded).toEqual(['shard-0: functions/shard/reserve', 'shard-0: functions/shard/reserve']);
    expect(said).toContain(`${RESERVE} changed: new code in reserve`);
  });

  it('lets every cell load its functions that contain a file', async () => {
    differing = [RESERVE, LOGIN];
    await saveByRenaming(AMOUNT, '// once');
    await eventually(() => reloaded.length === 2);
    expect(reloaded.toSorted()).toEqual([
      'orchestrator: functions/orchestrator/login',
      'shard-0: functions/shard/reserve',
    ]);
  });

  it('bundles nothing for a file that no function contains', async () => {
    await saveByRenaming(OPERATOR, '// once');
    await saveByRenaming(RESERVE, '// once');
    await eventually(() => reloaded.length > 0);
    await saveByRenaming(OPERATOR, '// twice');
    await saveByRenaming(LOGIN, '// once');
    await eventually(() => reloaded.length > 1);
    expect([builds, reloaded.length]).toEqual([2, 2]);
  });

  it('builds the web pages and lets the function that serves them read them again', async () => {
    // The watcher may miss a change in its first moments.
    await eventually(async () => {
      await saveByRenaming(PAGE, `// ${Date.now()}`);
      return reloaded.length > 0;
    });
    expect(pageBuilds).toBeGreaterThan(0);
    expect(builds).toBe(0);
    expect(new Set(reloaded)).toEqual(new Set(['orchestrator: functions/orchestrator/login']));
    expect(said).toContain(`${PAGE} changed: new web pages`);
  });

  it('says when no function differs', async () => {
    differing = [];
    await saveByRenaming(AMOUNT, '// a comment');
    await eventually(() => said.includes(`${AMOUNT} changed: no function differs`));
    expect(reloaded).toEqual([]);
  });

  it('leaves everything running while the sources do not compile, and loads what changed once they do', async () => {
    failing = true;
    await saveByRenaming(RESERVE, '// wrong');
    await eventually(() => said.includes('everything runs as before until the next change'));
    expect([said.includes('it does not compile'), reloaded]).toEqual([true, []]);
    failing = false;
    differing = [RESERVE, LOGIN];
    await saveByRenaming(LOGIN, '// right');
    await eventually(() => reloaded.length === 2);
    expect(reloaded.map((line) => line.split(':')[0]).toSorted()).toEqual(['orchestrator', 'shard-0']);
  });

  it('loads a source that changed together with a state machine, also where reading the files has bundled it', async () => {
    rereadBundles = [bundleOf(LOGIN)];
    await Promise.all([saveByRenaming(MACHINE, '# once'), saveByRenaming(RESERVE, '// once')]);
    await eventually(() => reloaded.length === 2);
    expect(reloaded.toSorted()).toEqual([
      'orchestrator: functions/orchestrator/login',
      'shard-0: functions/shard/reserve',
    ]);
  });

  it('reads the serverless files again when a state machine changes, and says why it cannot', async () => {
    await saveByRenaming(MACHINE, '# once');
    await eventually(() => said.includes(`${MACHINE} changed: orchestrator started again`));
    failing = true;
    await saveByRenaming(MACHINE, '# wrong');
    await eventually(() => said.includes('there is no such state'));
    expect([rereads, builds, reloaded]).toEqual([2, 0, []]);
  });
});
