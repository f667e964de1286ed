import { isBuiltin } from 'node:module';
import path from 'node:path';

/**
 * Folders of sources without state: they keep nothing between two calls, and read no environment when they are
 * loaded. What they import from the project is in these folders, too.
 */
const STATELESS = [
  'lib/api',
  'lib/auth',
  'lib/config',
  'lib/domain',
  'lib/local/aws',
  'lib/local/database',
  'lib/local/template',
  'lib/store',
  'lib/unicode',
];
/** What the tests have compiled of the documents of both APIs. */
const OF_TESTS: ReadonlySet<string> = new Set([
  'test/support/steps/as-described.ts',
  'test/support/steps/described-apis.ts',
]);
/** The exceptions: tests replace what the first two import, and the others start processes and are programs. */
const OWN: ReadonlySet<string> = new Set([
  'lib/auth/passwords.ts',
  'lib/local/aws/step-functions/lambda-invoke.ts',
  'lib/local/template/load-service.ts',
  'lib/local/template/printed-templates.ts',
  'lib/auth/write-common-passwords.ts',
  'lib/unicode/write-confusables.ts',
]);
/** Packages that keep what they read from the environment, or that a test replaces. */
const OWN_PACKAGES = /^(@aws-lambda-powertools\/|bcryptjs$)/;

/** Whether all test files of a worker share a source of the project. @param file from the project's folder */
export function isStatelessSource(file: string): boolean {
  if (!file.endsWith('.ts') || OWN.has(file)) return false;
  return OF_TESTS.has(file) || STATELESS.some((folder) => file.startsWith(`${folder}/`));
}

/** Whether they share a package. @param name as in an import */
export function isStatelessPackage(name: string): boolean {
  return isPackage(name) && !OWN_PACKAGES.test(name);
}

/** Whether an import names a package, and neither a file nor a module of Node. */
export function isPackage(name: string): boolean {
  return !name.startsWith('.') && !path.isAbsolute(name) && !isBuiltin(name);
}
