import * as z from 'zod';

/** package-lock.json as far as it matters here: by where a package is installed, `node_modules/@middy/core`. */
export const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().default(false) }),
  ),
});

/** A package of others, in the version that is locked. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As the package says it, by SPDX. */
  readonly license: string;
}

/** The packages that what deploys depends on, directly or not: all but those that only development needs. */
export function deployedPackages({ packages }: z.infer<typeof LockFile>): LockedPackage[] {
  return Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && !dev)
    .map(([place, { version = '', license = '' }]) => ({
      name: place.split('node_modules/').at(-1) ?? place,
      version,
      license,
    }));
}
