import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { build } from 'esbuild';
import * as z from 'zod';
import type { Service, ServiceFunction } from '../../../lib/local/template/template.ts';
import { serverlessFile } from './serverless-file.ts';

const Settings = z.object({
  custom: z.object({
    esbuild: z.object({
      minify: z.boolean(),
      keepNames: z.boolean(),
      format: z.literal('cjs'),
      target: z.string(),
      sourcemap: z.boolean(),
      sourcesContent: z.boolean(),
      exclude: z.array(z.string()),
    }),
  }),
});

/**
 * A function as it is deployed. Sizes are in bytes, without the source map. `sdk`: the packages of
 * AWS that it imports from Lambda. `packages`: those that it carries.
 */
export interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly zipped: number;
  readonly sdk: readonly string[];
  readonly packages: readonly string[];
  readonly declared: ServiceFunction;
}

/**
 * Bundles every function of each service below the folder, by the settings of serverless-esbuild.
 * One build bundles all, so that it reads each source once.
 */
export async function allBundles(services: Readonly<Record<string, Service>>, folder: string): Promise<Bundle[]> {
  const { exclude, ...settings } = Settings.parse(await serverlessFile('serverless.yml')).custom.esbuild;
  const all = Object.entries(services).flatMap(([service, { functions }]) =>
    functions.map((declared) => ({ name: `${service}/${declared.key}`, declared })),
  );
  const { metafile } = await build({
    ...settings,
    external: exclude,
    entryPoints: all.map(({ name, declared }) => ({
      in: declared.handler.replace(/\.handler$/, '.ts'),
      out: name.replace('/', '-'),
    })),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    metafile: true,
    platform: 'node',
    logLevel: 'error',
  });
  const packagesOf = new Map(
    Object.entries(metafile.outputs).map(([file, { inputs }]) => [path.resolve(file), packagesIn(inputs)]),
  );
  return Promise.all(all.map(({ name, declared }) => bundle(name, declared, folder, packagesOf)));
}

/** The packages that have a part in a bundle. */
function packagesIn(inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>): string[] {
  const carried = Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => {
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
    return name !== undefined && bytesInOutput > 0 ? [name] : [];
  });
  return [...new Set(carried)].sort();
}

async function bundle(
  name: string,
  declared: ServiceFunction,
  folder: string,
  packagesOf: ReadonlyMap<string, readonly string[]>,
): Promise<Bundle> {
  const file = path.resolve(folder, `${name.replace('/', '-')}.cjs`);
  const code = await readFile(file);
  const imported = new Set(
    [...code.toString().matchAll(/require\("(@aws-sdk\/[\w-]+)"\)/g)].map(([, sdk = '']) => sdk),
  );
  const zipped = (await promisify(deflateRaw)(code)).length;
  return {
    name,
    file,
    bytes: code.length,
    zipped,
    sdk: [...imported].sort(),
    packages: packagesOf.get(file) ?? [],
    declared,
  };
}
