import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import type { Service, ServiceFunction } from '../../lib/local/template.ts';

const Settings = z.object({
  custom: z.object({
    esbuild: z.object({
      minify: z.boolean(),
      keepNames: z.boolean(),
      format: z.literal('cjs'),
      target: z.string(),
      exclude: z.array(z.string()),
    }),
  }),
});

/** A function as it is deployed. Sizes in bytes; `sdk`: the packages of AWS that it imports, which Lambda brings along. */
export interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly zipped: number;
  readonly sdk: readonly string[];
  readonly declared: ServiceFunction;
}

/** Bundles every function of a service as serverless-esbuild does, by the same settings, below the folder. */
export async function bundled(name: string, { functions }: Service, folder: string): Promise<Bundle[]> {
  const text = await readFile('serverless.yml', 'utf8');
  const { esbuild } = Settings.parse(parseDocument(text, { logLevel: 'silent', merge: true }).toJS()).custom;
  const { minify, keepNames, format, target, exclude } = esbuild;
  await mkdir(folder, { recursive: true });
  return Promise.all(
    functions.map(async (declared) => {
      const file = path.resolve(folder, `${name}-${declared.key}.cjs`);
      const entry = declared.handler.replace(/\.handler$/, '.ts');
      const options = { minify, keepNames, format, target, external: exclude, outfile: file };
      await build({ entryPoints: [entry], bundle: true, platform: 'node', logLevel: 'error', ...options });
      const code = await readFile(file);
      const imported = new Set(
        [...code.toString().matchAll(/require\("(@aws-sdk\/[\w-]+)"\)/g)].map(([, sdk = '']) => sdk),
      );
      const zipped = (await promisify(deflateRaw)(code)).length;
      return { name: `${name}/${declared.key}`, file, bytes: code.length, zipped, sdk: [...imported].sort(), declared };
    }),
  );
}
