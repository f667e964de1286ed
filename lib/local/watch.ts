import { once } from 'node:events';
import path from 'node:path';
import { watch } from 'chokidar';
import type { Reloadable } from './cells/cells.ts';
import type { Reread } from './cells/launch.ts';
import type { Bundles } from './functions/bundles.ts';
import { explanation } from './main.ts';
import { PROJECT } from './processes/project.ts';

/** Editors write a file in several steps, and often several files at once. */
const SETTLE_MS = 50;

export interface ReloadOptions {
  readonly bundles: Pick<Bundles, 'build' | 'use' | 'bundleOf'>;
  /** The present cells. */
  readonly cells: () => readonly Reloadable[];
  /**
   * Reads the serverless files again and restarts the cells that they now describe otherwise.
   * @throws Error if a file is refused or a cell does not start; then everything runs as before
   */
  readonly reread: () => Promise<Reread>;
  /** Builds the web pages, and names the handler that serves them. */
  readonly pages?: { readonly build: () => Promise<void>; readonly handler: string } | undefined;
  readonly say: (line: string) => void;
  /** Of the sources; by default the project's folder. */
  readonly root?: string;
}

/**
 * Bundles the functions again when their sources change, builds the web pages again, and lets the cells load the bundles that
 * differ. No cell stops for that, and no other function is loaded again. When a serverless file or a state
 * machine changes, the cells concerned start again. A change that cannot work is reported, and
 * everything runs as before.
 *
 * chokidar watches, because `fs.watch` follows the inode of a file. It loses a file that an editor
 * saves by writing a new one and renaming it.
 * @returns when changes are seen; call the result to stop watching
 */
export async function reloadOnChange({ root = PROJECT, ...options }: ReloadOptions): Promise<() => Promise<void>> {
  const reload = new Reload(options);
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(['functions', 'lib', 'statemachines', 'serverless.yml', 'serverless.shard.yml'], {
    cwd: root,
    ignoreInitial: true,
  });
  watcher.on('all', (_event, name) => {
    const file = name.split(path.sep).join('/');
    if (!isSource(file) && !isDeclaration(file) && !isPage(file)) return;
    reload.changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => reload.run(), SETTLE_MS);
  });
  await once(watcher, 'ready');
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

/** Whether functions can be bundled with a file, by its path with slashes. */
export function isSource(file: string): boolean {
  return file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.startsWith('lib/local/') && !isOfPage(file);
}

/** Whether the web pages can be built with a file, by its path with slashes. */
export function isPage(file: string): boolean {
  return /\.(?:ts|tsx|css|svg)$/.test(file) && (isOfPage(file) || file.startsWith('lib/client/'));
}

function isOfPage(file: string): boolean {
  return file.startsWith('lib/web/');
}

/** Whether a file is a serverless file, or a part of one, by its path with slashes. */
export function isDeclaration(file: string): boolean {
  return /^(?:serverless(?:\.shard)?\.yml$|statemachines\/.*\.(?:yml|yaml|json)$|lib\/stack\/.*\.(?:yml|yaml|json|cjs)$)/.test(
    file,
  );
}

/** One reload after the other. */
class Reload {
  /** Files that have changed since the last bundles. */
  readonly changed = new Set<string>();
  readonly #options: Omit<ReloadOptions, 'root'>;
  #last = Promise.resolve();
  #failed = false;

  constructor(options: Omit<ReloadOptions, 'root'>) {
    this.#options = options;
  }

  run(): void {
    this.#last = this.#last.then(() => this.#once());
  }

  async #once(): Promise<void> {
    const files = [...this.changed];
    this.changed.clear();
    try {
      const { restarted, bundles } = files.some(isDeclaration) ? await this.#options.reread() : NOTHING;
      if (restarted.length > 0) this.#options.say(`${files.join(', ')} changed: ${restarted.join(', ')} started again`);
      // The same change may have sources in it.
      await this.#rebundle(files, bundles);
      if (files.some(isPage)) await this.#rebuildPages(files.filter(isPage));
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      for (const file of files) this.changed.add(file);
      for (const line of explanation(error)) this.#options.say(line);
      this.#options.say('everything runs as before until the next change');
    }
  }

  async #rebuildPages(files: readonly string[]): Promise<void> {
    const { pages, bundles, cells, say } = this.#options;
    if (!pages) return;
    await pages.build();
    // The function has read the files of the build before.
    for (const { handlers, reload } of cells()) {
      if (handlers.includes(pages.handler)) reload([bundles.bundleOf(pages.handler)]);
    }
    say(`${files.join(', ')} changed: new web pages`);
  }

  /** @param differing bundles that were built by now and differ from those that the cells have */
  async #rebundle(files: readonly string[], differing: readonly string[]): Promise<void> {
    const { bundles, cells, say } = this.#options;
    // A new file matters only if the sources that import it have not compiled without it.
    const concerned = this.#failed || bundles.use(files);
    if (!concerned && differing.length === 0) return;
    const changed = new Set([...differing, ...(concerned ? await bundles.build() : [])]);
    for (const { handlers, reload } of cells()) {
      const own = handlers.map((handler) => bundles.bundleOf(handler)).filter((bundle) => changed.has(bundle));
      if (own.length > 0) reload(own);
    }
    const names = [...changed].map((bundle) => path.basename(bundle));
    say(`${files.join(', ')} changed: ${names.length > 0 ? `new code in ${several(names)}` : 'no function differs'}`);
  }
}

const NOTHING: Reread = { restarted: [], bundles: [] };

const NAMED = 5;

function several(names: readonly string[]): string {
  if (names.length <= NAMED) return names.join(', ');
  return `${names.length} functions`;
}
