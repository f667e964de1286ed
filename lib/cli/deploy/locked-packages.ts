import * as z from 'zod';

/**
 * The part of package-lock.json that is read here: packages by their folder,
 * `node_modules/@middy/core`.
 */
export const LockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().default(false) }),
  ),
});

/** A third-party package in its locked version. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** The package's own SPDX expression. */
  readonly license: string;
}

/**
 * The direct and transitive dependencies of the deployed code: all packages but devDependencies.
 */
export function deployedPackages({ packages }: z.infer<typeof LockFile>): LockedPackage[] {
  return Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && !dev)
    .map(([place, { version = '', license = '' }]) => ({
      name: place.split('node_modules/').at(-1) ?? place,
      version,
      license,
    }));
}
