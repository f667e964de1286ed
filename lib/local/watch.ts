import { once } from 'node:events';
import path from 'node:path';
import { watch } from 'chokidar';
import { ORCHESTRATOR } from './cells/cell.ts';
import { explanation } from './main.ts';
import type { Child } from './processes/child.ts';
import { PROJECT } from './processes/project.ts';

/** Editors write a file in several steps, and often several files at once. */
const SETTLE_MS = 200;

/** What a changed file is part of: the orchestrator, the shards, both or nothing that runs. */
export function servicesOf(file: string): { orchestrator: boolean; shards: boolean } {
  const parts = file.split(path.sep);
  const source = file.endsWith('.ts') && !file.endsWith('.d.ts');
  const lib = source && parts[0] === 'lib' && parts[1] !== 'local';
  const inFunctions = source && parts[0] === 'functions';
  const shards = lib || (inFunctions && parts[1] === 'shard');
  return { orchestrator: lib || (inFunctions && !shards), shards };
}

/** A service as the watcher sees it. */
export type Reloadable = Pick<Child, 'name' | 'stop' | 'start'>;

/**
 * Restarts those services whose sources change, one change after the other, and says so in a line. A service that does not start,
 * because its sources do not compile, waits until they change again.
 *
 * chokidar and not `fs.watch`: that one follows the inode of each file, so a file that an editor saves by writing a new one and
 * renaming it is lost after the first save.
 * @param processes by name: the orchestrator's and the shards'
 * @param root of the sources
 * @returns when changes are seen, what stops watching
 */
export async function reloadOnChange(
  processes: ReadonlyMap<string, Reloadable>,
  say: (line: string) => void,
  root = PROJECT,
): Promise<() => Promise<void>> {
  const changed = new Set<string>();
  let reloading = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const reload = async (): Promise<void> => {
    const files = [...changed];
    changed.clear();
    const concerned = files.map(servicesOf);
    const services = [...processes.values()].filter(({ name }) =>
      concerned.some(({ orchestrator, shards }) =>
        name === ORCHESTRATOR ? orchestrator : shards && name.startsWith('shard-'),
      ),
    );
    if (services.length === 0) return;
    say(`${files.join(', ')} changed: restarting ${services.map(({ name }) => name).join(', ')} …`);
    const started = await Promise.all(services.map((service) => restart(service, say)));
    if (started.every(Boolean)) say('ready again');
  };
  const watcher = watch(['functions', 'lib'], { cwd: root, ignoreInitial: true });
  watcher.on('all', (_event, file) => {
    const { orchestrator, shards } = servicesOf(file);
    if (!orchestrator && !shards) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      reloading = reloading.then(reload);
    }, SETTLE_MS);
  });
  await once(watcher, 'ready');
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

async function restart(service: Reloadable, say: (line: string) => void): Promise<boolean> {
  try {
    await service.stop();
    await service.start();
    return true;
  } catch (error) {
    for (const line of explanation(error)) say(line);
    say(`${service.name} waits for the next change`);
    return false;
  }
}
