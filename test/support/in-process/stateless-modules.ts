import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The folders of sources that compute, and neither read the environment nor store anything. */
const FOLDERS = ['lib/domain', 'lib/api', 'lib/unicode'];
const PROGRAM = 'write-confusables.ts';

/** Packages that take all that they know as arguments. */
const PACKAGES = [
  'zod',
  'zod/mini',
  'zod/locales',
  'zod-openapi',
  'jose',
  'ulid',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
];

let areShared = false;

/**
 * Lets the services of a test file share the modules that have no state. These are most of the
 * modules of a service, and loading them takes longer than the rest of a world's start. Call it
 * before functions are loaded.
 */
export function shareStatelessModules(): void {
  if (areShared) return;
  areShared = true;
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((file) => path.resolve(folder, file)));
  const sources = files.filter((file) => path.basename(file) !== PROGRAM);
  for (const name of [...PACKAGES, ...sources]) {
    const loaded = jest.requireActual<object>(name);
    jest.doMock(name, () => loaded);
  }
}
