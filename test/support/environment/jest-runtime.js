import path from 'node:path';
import Runtime from 'jest-runtime';
import { isPackage, isStatelessPackage, isStatelessSource } from './stateless.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/**
 * Loads the shared modules of a worker. It is never torn down.
 * @type {Runtime | undefined}
 */
let shared;

/**
 * jest's loader of modules. jest loads each module again for each test file, which takes longer than most tests.
 * This one loads packages and stateless sources once for all files of a worker. They run in the same context
 * as the tests (jest-environment.ts). Mocks of them in a test file apply to what the file itself loads.
 */
export default class extends Runtime {
  constructor(...options) {
    super(...options);
    shared ??= new Runtime(...options);
  }

  requireModule(from, name, options, isActual) {
    const isShared = name !== undefined && options?.isInternalModule !== true && isStateless(from, name);
    return isShared
      ? shared.requireModule(from, name, options, isActual)
      : super.requireModule(from, name, options, isActual);
  }

  requireInternalModule(from, name) {
    return name !== undefined && isPackage(name)
      ? shared.requireInternalModule(from, name)
      : super.requireInternalModule(from, name);
  }
}

function isStateless(from, name) {
  if (isPackage(name)) return isStatelessPackage(name);
  return isStatelessSource(path.relative(ROOT, path.resolve(path.dirname(from), name)));
}
