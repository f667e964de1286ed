import type { BuildFailure, Metafile } from 'esbuild';
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
  readonly #sources: readonly string[];
  readonly #settings: BundleSettings;
  /** The functions that a source file is bundled with, by their own source files. */
  #bundledWith: ReadonlyMap<string, readonly string[]> = new Map();

  /**
   * @param handlers such as `functions/shard/reserve.handler`; one may be there more than once
   * @param settings the same as those of a deployment
   */
  constructor(folder: string, handlers: readonly string[], settings: BundleSettings) {
    this.folder = folder;
    this.#sources = [...new Set(handlers.map(sourceOf))];
    this.#settings = settings;
  }

  get count(): number {
    return this.#sources.length;
  }

  /**
   * Bundles all functions.
   * @throws BundlingFailed if they do not compile; the bundles of the time before stay
   */
  async build(): Promise<void> {
    // Loaded only now: the flags of a program are checked without it.
    const { build, formatMessages, stop } = await import('esbuild');
    const { outputFileExtension, exclude, ...settings } = this.#settings;
    const options = { absWorkingDir: PROJECT, outbase: PROJECT, outdir: this.folder, platform: 'node' } as const;
    try {
      const { metafile } = await build({
        ...settings,
        ...options,
        entryPoints: [...this.#sources],
        outExtension: { '.js': outputFileExtension },
        external: [...exclude],
        metafile: true,
        logLevel: 'silent',
      });
      this.#bundledWith = inputsOf(metafile);
    } catch (error) {
      if (!isBuildFailure(error)) throw error;
      throw new BundlingFailed(await formatMessages(error.errors, { kind: 'error', color: false }));
    } finally {
      // Its process would hold some 100 MB until the next change.
      await stop();
    }
  }

  /**
   * The handlers whose bundles contain a source file.
   * @param file relative to the project's folder
   */
  handlersWith(file: string): readonly string[] {
    return this.#bundledWith.get(file) ?? [];
  }
}

/** The source file of a handler such as `functions/shard/reserve.handler`. */
export function sourceOf(handler: string): string {
  return handler.replace(/\.\w+$/, '.ts');
}

function inputsOf({ outputs }: Metafile): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { entryPoint, inputs } of Object.values(outputs)) {
    if (entryPoint === undefined) continue;
    for (const input of Object.keys(inputs)) found.set(input, [...(found.get(input) ?? []), entryPoint]);
  }
  return found;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
