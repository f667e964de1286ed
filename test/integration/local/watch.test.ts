import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reloadOnChange, servicesOf } from '../../../lib/local/watch.ts';
import { eventually } from '../../support/environment/eventually.ts';

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

describe('the sources are watched:', () => {
  const FILE = 'functions/shard/reserve.ts';
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'mib-watch-'));
    await Promise.all(['functions/shard', 'lib'].map((folder) => mkdir(path.join(root, folder), { recursive: true })));
    await writeFile(path.join(root, FILE), '// as it was');
  });
  afterEach(() => rm(root, { recursive: true }));

  /** As editors save: a new file beside the old one, renamed over it. */
  async function saveByRenaming(text: string): Promise<void> {
    const draft = path.join(root, `${FILE}~`);
    await writeFile(draft, text);
    await rename(draft, path.join(root, FILE));
  }

  it('a file that is saved twice by renaming reloads the shards twice, and the orchestrator never', async () => {
    const starts: string[] = [];
    const service = (name: string) => ({ name, stop: async () => {}, start: async () => void starts.push(name) });
    const services = new Map(['orchestrator', 'shard-0'].map((name) => [name, service(name)]));
    const close = await reloadOnChange(services, () => undefined, root);
    try {
      await saveByRenaming('// once');
      await eventually(() => starts.length === 1);
      await saveByRenaming('// twice');
      await eventually(() => starts.length === 2);
      expect(starts).toEqual(['shard-0', 'shard-0']);
    } finally {
      await close();
    }
  });
});
