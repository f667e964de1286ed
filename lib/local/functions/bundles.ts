import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildContext, BuildFailure, OutputFile, Plugin } from 'esbuild';
import { PROJECT } from '../processes/project.ts';
import type { BundleSettings } from '../template/bundle-settings.ts';

/**
 * The sources of the functions do not compile. The message has each error with the line of the
 * source.
 */
export class BundlingFailed extends Error {
  override readonly name = 'BundlingFailed';

  constructor(messages: readonly string[]) {
    super([...messages.map((message) => message.trimEnd()), 'The functions do not compile.'].join('\n'));
  }
}

/**
 * The functions of all cells, bundled by one esbuild with the settings of a deployment, but without
 * their packages. serverless-esbuild itself would start one esbuild in each cell and bundle shared
 * sources in each.
 */
export class Bundles {
  /** Handlers are named relative to this folder. */
  readonly folder: string;
  #sources: readonly string[];
  readonly #settings: BundleSettings;
  readonly #keeps: boolean;
  #context: BuildContext<{ metafile: true; write: false }> | undefined;
  /** Every file that some function is bundled with. */
  #inputs: ReadonlySet<string> = new Set();
  /** The hash of each file that has been written. */
  readonly #written = new Map<string, string>();

  /**
   * @param handlers such as `functions/shard/reserve.handler`; one may be there more than once
   * @param settings the same as those of a deployment
   * @param keeps whether esbuild keeps running between builds, which takes some 50 MB
   */
  constructor(folder: string, handlers: readonly string[], settings: BundleSettings, keeps = false) {
    this.folder = folder;
    this.#sources = sourcesOf(handlers);
    this.#settings = settings;
    this.#keeps = keeps;
  }

  get count(): number {
    return this.#sources.length;
  }

  /** Whether some function is bundled with one of these files, named relative to the project. */
  use(files: readonly string[]): boolean {
    return files.some((file) => this.#inputs.has(file));
  }

  /** The bundle of a handler, relative to the folder. */
  bundleOf(handler: string): string {
    return sourceOf(handler).replace(/\.ts$/, '');
  }

  /**
   * Bundles all functions.
   * @param handlers the present ones, if they are others than before
   * @returns the bundles that differ from those of the time before
   * @throws BundlingFailed if they do not compile; the bundles of the time before stay
   */
  async build(handlers?: readonly string[]): Promise<string[]> {
    // Loaded only now: the flags of a program are checked without it.
    const { formatMessages } = await import('esbuild');
    if (handlers) {
      await this.close();
      this.#sources = sourcesOf(handlers);
    }
    this.#context ??= await this.#newContext();
    try {
      const { metafile, outputFiles } = await this.#context.rebuild();
      this.#inputs = new Set(Object.keys(metafile.inputs));
      return await this.#write(outputFiles);
    } catch (error) {
      if (!isBuildFailure(error)) throw error;
      throw new BundlingFailed(await formatMessages(error.errors, { kind: 'error', color: false }));
    } finally {
      if (!this.#keeps) await this.close();
    }
  }

  /** Ends esbuild, until the next build. */
  async close(): Promise<void> {
    const context = this.#context;
    if (!context) return;
    this.#context = undefined;
    const { stop } = await import('esbuild');
    await context.dispose();
    await stop();
  }

  async #newContext() {
    const { context } = await import('esbuild');
    const { outputFileExtension, exclude, ...settings } = this.#settings;
    return context({
      ...settings,
      absWorkingDir: PROJECT,
      outbase: PROJECT,
      outdir: this.folder,
      platform: 'node',
      entryPoints: [...this.#sources],
      outExtension: { '.js': outputFileExtension },
      external: [...exclude],
      plugins: [packagesOutside],
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
  }

  /** A function that is called meanwhile finds a whole bundle, the old one or the new one. */
  async #write(files: readonly OutputFile[]): Promise<string[]> {
    if (this.#written.size === 0) {
      await mkdir(this.folder, { recursive: true });
      // The nearest package.json above the bundles says that they are ES modules.
      await writeFile(path.join(this.folder, 'package.json'), JSON.stringify({ type: 'commonjs' }));
    }
    const changed = files.filter(({ path: file, hash }) => this.#written.get(file) !== hash);
    await Promise.all(
      changed.map(async ({ path: file, hash, contents }) => {
        const name = this.#nameOf(file);
        await mkdir(path.dirname(name), { recursive: true });
        await writeFile(`${name}.new`, contents);
        await rename(`${name}.new`, name);
        this.#written.set(file, hash);
      }),
    );
    const bundles = changed.filter(({ path: file }) => !file.endsWith('.map'));
    return bundles.map(({ path: file }) => path.relative(this.folder, this.#nameOf(file)));
  }

  /**
   * A bundle has no extension here. At each call serverless-offline looks for a file without one
   * first, and a look for six others would cost more than the call.
   */
  #nameOf(file: string): string {
    return file.endsWith('.map') ? file : file.slice(0, -this.#settings.outputFileExtension.length);
  }
}

function sourcesOf(handlers: readonly string[]): readonly string[] {
  return [...new Set(handlers.map(sourceOf))];
}

/** The source file of a handler such as `functions/shard/reserve.handler`. */
function sourceOf(handler: string): string {
  return handler.replace(/\.\w+$/, '.ts');
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** Packages that `require` cannot load. */
const ONLY_IMPORTED = /^@middy\//;

/** Leaves out the packages that a bundle can load when it runs. */
const packagesOutside: Plugin = {
  name: 'packages outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === 'entry-point' || ONLY_IMPORTED.test(name) ? undefined : { external: true },
    );
  },
};
