import { watch } from 'node:fs';
import path from 'node:path';
import { ORCHESTRATOR } from './cell.ts';
import type { Child } from './child.ts';
import { explanation } from './main.ts';
import { PROJECT } from './project.ts';

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

/**
 * Starts those services anew whose sources change, one change after the other, and says so in a line. A service that does not start,
 * as its sources are wrong for the moment, is left until they change again.
 * @param processes by name: the orchestrator's and the shards'
 */
export function reloadOnChange(processes: ReadonlyMap<string, Child>, say: (line: string) => void): void {
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
    say(`${files.join(', ')} changed: starting ${services.map(({ name }) => name).join(', ')} anew …`);
    const started = await Promise.all(services.map((service) => restart(service, say)));
    if (started.every(Boolean)) say('ready again');
  };
  for (const folder of ['functions', 'lib']) {
    watch(path.join(PROJECT, folder), { recursive: true }, (_event, file) => {
      if (file === null) return;
      const name = path.join(folder, file);
      const { orchestrator, shards } = servicesOf(name);
      if (!orchestrator && !shards) return;
      changed.add(name);
      clearTimeout(timer);
      timer = setTimeout(() => {
        reloading = reloading.then(reload);
      }, SETTLE_MS);
    });
  }
}

async function restart(service: Child, say: (line: string) => void): Promise<boolean> {
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
