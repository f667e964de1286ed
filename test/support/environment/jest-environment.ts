import { createRequire } from 'node:module';
import { type Context, createContext, runInContext } from 'node:vm';
import { ModernFakeTimers } from '@jest/fake-timers';
import { TestEnvironment } from 'jest-environment-node';

/** Where the tests and all modules of a worker run. */
interface WorkerContext {
  readonly context: Context;
  readonly global: typeof globalThis;
}

let ofWorker: WorkerContext | undefined;

/** Reading these makes Node 25 and later warn. No test has a use for them. */
const STORAGES: ReadonlySet<PropertyKey> = new Set(['localStorage', 'sessionStorage']);

/** What Node's own modules return is an instance of these. */
const OF_NODE: ReadonlySet<PropertyKey> = new Set(['ArrayBuffer', 'Uint8Array']);

/**
 * jest's environment for Node, with one context for all test files of a worker. Modules that are loaded once
 * for all files (jest-runtime.js) then have the same `Object` and `Error` as the tests. What a file changes in the
 * global object or in `process` is undone at its end. It has Node's own `require` for oncePerWorker().
 */
export default class extends TestEnvironment {
  readonly #undo: () => void;

  constructor(...options: ConstructorParameters<typeof TestEnvironment>) {
    super(...options);
    const [{ projectConfig }] = options;
    ofWorker ??= contextLike(this.global);
    Object.assign(this, ofWorker);
    const { global } = ofWorker;
    this.fakeTimersModern?.dispose();
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global });
    const undoProcess = restorer(global.process);
    const undoGlobal = restorer(global);
    const { env } = global.process;
    global.process.env = Object.assign(Object.create(Object.getPrototypeOf(env)), env);
    this.#undo = () => {
      undoGlobal();
      undoProcess();
    };
    Object.assign(global, { requireOutsideOfJest: createRequire(import.meta.filename) });
  }

  /** Of this context even after the file: modules of all files are loaded in it. */
  override getVmContext(): Context | null {
    return ofWorker?.context ?? null;
  }

  override async teardown(): Promise<void> {
    this.moduleMocker?.restoreAllMocks();
    this.#undo();
    await super.teardown();
  }
}

/** A context with the same globals as another one of jest, without its bookkeeping of what to delete. */
function contextLike(other: object): WorkerContext {
  const context = createContext();
  const global: typeof globalThis = runInContext('globalThis', context);
  for (const name of Reflect.ownKeys(other)) {
    if ((Object.hasOwn(global, name) && !OF_NODE.has(name)) || STORAGES.has(name)) continue;
    // Some are set by the first who reads them.
    const value: unknown = Reflect.get(other, name);
    const { enumerable } = { enumerable: false, ...Object.getOwnPropertyDescriptor(other, name) };
    Object.defineProperty(global, name, { value, enumerable, configurable: true, writable: true });
  }
  global.global = global;
  return { context, global };
}

/** Remembers the properties of an object. @returns undoes what was changed since */
function restorer(object: object): () => void {
  const before = Object.getOwnPropertyDescriptors(object);
  return () => {
    for (const name of Object.getOwnPropertyNames(object)) {
      if (!Object.hasOwn(before, name)) Reflect.deleteProperty(object, name);
    }
    for (const [name, descriptor] of Object.entries(before)) Reflect.defineProperty(object, name, descriptor);
  };
}
