import * as z from 'zod';

/**
 * `custom.esbuild` of a serverless file. A setting that is not known here is an error: it would
 * hold only for deployments.
 */
export type BundleSettings = z.infer<typeof BundleSettings>;
export const BundleSettings = z
  .strictObject({
    bundle: z.literal(true),
    minify: z.boolean(),
    keepNames: z.boolean(),
    format: z.enum(['cjs', 'esm']),
    target: z.string(),
    sourcemap: z.boolean(),
    sourcesContent: z.boolean(),
    outputFileExtension: z.string(),
    exclude: z.array(z.string()),
    // Of no use here: a run has a folder of its own, and lib/local/watch.ts watches the sources.
    outputWorkFolder: z.unknown().optional(),
    watch: z.unknown().optional(),
  })
  .transform(({ outputWorkFolder: _folder, watch: _watch, ...settings }) => settings);
