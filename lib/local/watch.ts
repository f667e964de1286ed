import { once } from 'node:events';
import path from 'node:path';
import { watch } from 'chokidar';
import type { Reloadable } from './cells/cells.ts';
import { type Bundles, sourceOf } from './functions/bundles.ts';
import { explanation } from './main.ts';
import { PROJECT } from './processes/project.ts';

/** Editors write a file in several steps, and often several files at once. */
const SETTLE_MS = 100;

export interface ReloadOptions {
  readonly bundles: Pick<Bundles, 'build' | 'handlersWith'>;
  readonly cells: readonly Reloadable[];
  readonly say: (line: string) => void;
  /** Of the sources; by default the project's folder. */
  readonly root?: string;
}

/**
 * Bundles the functions again when their sources change, restarts the cells whose functions contain
 * a changed file, and logs a line. While sources do not compile, the cells run unchanged.
 *
 * chokidar watches, because `fs.watch` follows the inode of a file. It loses a file that an editor
 * saves by writing a new one and renaming it.
 * @returns when changes are seen; call the result to stop watching
 */
export async function reloadOnChange({
  bundles,
  cells,
  say,
  root = PROJECT,
}: ReloadOptions): Promise<() => Promise<void>> {
  const reload = new Reload(bundles, cells, say);
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(['functions', 'lib'], { cwd: root, ignoreInitial: true });
  watcher.on('all', (_event, file) => {
    if (!isSource(file)) return;
    reload.changed.add(file.split(path.sep).join('/'));
    clearTimeout(timer);
    timer = setTimeout(() => reload.run(), SETTLE_MS);
  });
  await once(watcher, 'ready');
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

/** Whether functions can be bundled with a file. */
export function isSource(file: string): boolean {
  const local = file.startsWith(path.join('lib', 'local') + path.sep);
  return file.endsWith('.ts') && !file.endsWith('.d.ts') && !local;
}

/** One reload after the other. */
class Reload {
  /** Files that have changed since the last bundles. */
  readonly changed = new Set<string>();
  readonly #bundles: ReloadOptions['bundles'];
  readonly #cells: readonly Reloadable[];
  readonly #say: (line: string) => void;
  #last = Promise.resolve();
  #failed = false;

  constructor(bundles: ReloadOptions['bundles'], cells: readonly Reloadable[], say: (line: string) => void) {
    this.#bundles = bundles;
    this.#cells = cells;
    this.#say = say;
  }

  run(): void {
    this.#last = this.#last.then(() => this.#once());
  }

  async #once(): Promise<void> {
    const files = [...this.changed];
    this.changed.clear();
    const before = new Set(files.flatMap((file) => this.#bundles.handlersWith(file)));
    // A new file matters only if the sources that import it have not compiled without it.
    if (before.size === 0 && !this.#failed) return;
    try {
      await this.#bundles.build();
    } catch (error) {
      this.#failed = true;
      for (const file of files) this.changed.add(file);
      for (const line of explanation(error)) this.#say(line);
      this.#say('the functions run as before until the next change');
      return;
    }
    this.#failed = false;
    const concerned = new Set([...before, ...files.flatMap((file) => this.#bundles.handlersWith(file))]);
    await this.#restart(
      files,
      this.#cells.filter(({ handlers }) => handlers.some((handler) => concerned.has(sourceOf(handler)))),
    );
  }

  async #restart(files: readonly string[], cells: readonly Reloadable[]): Promise<void> {
    if (cells.length === 0) return;
    this.#say(`${files.join(', ')} changed: restarting ${cells.map(({ process }) => process.name).join(', ')}`);
    const started = await Promise.all(cells.map((cell) => this.#restartOne(cell)));
    if (started.every(Boolean)) this.#say('ready again');
  }

  async #restartOne({ process }: Reloadable): Promise<boolean> {
    try {
      await process.stop();
      await process.start();
      return true;
    } catch (error) {
      for (const line of explanation(error)) this.#say(line);
      this.#say(`${process.name} waits for the next change`);
      return false;
    }
  }
}
