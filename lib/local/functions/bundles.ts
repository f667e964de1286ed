import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildFailure, Metafile, OutputFile } from 'esbuild';
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
 * The functions of all cells, bundled by one esbuild with the settings of a deployment.
 * serverless-esbuild itself would start one esbuild in each cell and bundle shared sources in each.
 */
export class Bundles {
  /** Handlers are named relative to this folder. */
  readonly folder: string;
  #sources: readonly string[];
  readonly #settings: BundleSettings;
  /** The functions that a source file is bundled with, by their own source files. */
  readonly #bundledWith = new Map<string, Set<string>>();
  /** The hash of each file that has been written. */
  readonly #written = new Map<string, string>();

  /**
   * @param handlers such as `functions/shard/reserve.handler`; one may be there more than once
   * @param settings the same as those of a deployment
   */
  constructor(folder: string, handlers: readonly string[], settings: BundleSettings) {
    this.folder = folder;
    this.#sources = sourcesOf(handlers);
    this.#settings = settings;
  }

  get count(): number {
    return this.#sources.length;
  }

  /**
   * Bundles all functions.
   * @param handlers the present ones, if they are others than before
   * @returns the bundles that differ from those of the time before
   * @throws BundlingFailed if they do not compile; the bundles of the time before stay
   */
  async build(handlers?: readonly string[]): Promise<string[]> {
    if (handlers) this.#sources = sourcesOf(handlers);
    return this.#build(this.#sources);
  }

  /**
   * Bundles the functions that are bundled with some of these files.
   * @param files relative to the project's folder
   * @returns the bundles that differ from those of the time before
   * @throws BundlingFailed if they do not compile; the bundles of the time before stay
   */
  async rebuild(files: readonly string[]): Promise<string[]> {
    const concerned = new Set(files.flatMap((file) => [...(this.#bundledWith.get(file) ?? [])]));
    return this.#build(this.#sources.filter((source) => concerned.has(source)));
  }

  /** Whether some function is bundled with one of these files. */
  use(files: readonly string[]): boolean {
    return files.some((file) => this.#bundledWith.has(file));
  }

  /** The bundle of a handler, relative to the folder. */
  bundleOf(handler: string): string {
    return sourceOf(handler).replace(/\.ts$/, '');
  }

  async #build(sources: readonly string[]): Promise<string[]> {
    if (sources.length === 0) return [];
    // Loaded only now: the flags of a program are checked without it.
    const { build, formatMessages, stop } = await import('esbuild');
    const { outputFileExtension, exclude, ...settings } = this.#settings;
    const options = { absWorkingDir: PROJECT, outbase: PROJECT, outdir: this.folder, platform: 'node' } as const;
    try {
      const { metafile, outputFiles } = await build({
        ...settings,
        ...options,
        entryPoints: [...sources],
        outExtension: { '.js': outputFileExtension },
        external: [...exclude],
        metafile: true,
        write: false,
        logLevel: 'silent',
      });
      this.#note(metafile);
      return await this.#write(outputFiles);
    } catch (error) {
      if (!isBuildFailure(error)) throw error;
      throw new BundlingFailed(await formatMessages(error.errors, { kind: 'error', color: false }));
    } finally {
      // Its process would hold some 100 MB until the next change.
      await stop();
    }
  }

  #note({ outputs }: Metafile): void {
    for (const { entryPoint, inputs } of Object.values(outputs)) {
      if (entryPoint === undefined) continue;
      for (const functions of this.#bundledWith.values()) functions.delete(entryPoint);
      for (const input of Object.keys(inputs)) {
        const functions = this.#bundledWith.get(input) ?? new Set();
        this.#bundledWith.set(input, functions.add(entryPoint));
      }
    }
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
