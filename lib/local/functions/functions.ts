import { createRequire } from 'node:module';
import path from 'node:path';
import Lambda from 'serverless-offline/lambda';
import { FunctionError } from '../aws/function-error.ts';
import { type Json, jsonCopy } from '../aws/json.ts';
import type { OfflineService } from '../template/offline-service.ts';

/** Shared by all modules of the process. */
const { cache } = createRequire(import.meta.url);

/**
 * The functions of one cell, run by serverless-offline in this process. A call goes through no
 * server: that would cost more than most functions themselves. Event and result are copied as
 * JSON, as in Lambda.
 */
export class Functions {
  readonly #folder: string;
  readonly #service: OfflineService;
  readonly #lambda: Lambda;
  readonly #keys: ReadonlyMap<string, string>;

  /** @param folder of the bundles. Handlers are named relative to it. */
  constructor(folder: string, declared: OfflineService) {
    const { service, provider, functions } = declared;
    this.#folder = folder;
    this.#service = declared;
    this.#lambda = new Lambda(
      { service: { service, provider }, serviceDir: folder, config: { servicePath: folder, serverlessPath: '' } },
      // The functions have the environment of this process, and beside it what is declared for them.
      // Its timeouts would keep each call in memory until they are over.
      { useInProcess: true, localEnvironment: false, noTimeout: true },
    );
    const all = Object.entries(functions);
    this.#lambda.create(all.map(([functionKey, functionDefinition]) => ({ functionKey, functionDefinition })));
    this.#keys = new Map(all.map(([key, { name }]) => [name, key]));
  }

  /**
   * Calls a function by its name or ARN.
   * @throws FunctionError if there is no such function, or if it fails
   */
  readonly invoke = async (nameOrArn: string, payload: Json): Promise<Json> => {
    const name = nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1);
    const key = this.#keys.get(name);
    if (key === undefined) {
      throw new FunctionError('Lambda.ResourceNotFoundException', `there is no function ${name}`, { notCalled: true });
    }
    const instance = this.#lambda.get(key);
    instance.setEvent(jsonCopy(payload));
    const run = instance.runHandler().catch((error: unknown) => {
      if (!(error instanceof Error)) throw new FunctionError('Error', String(error));
      throw new FunctionError(error.name, error.message, { trace: error.stack?.split('\n') });
    });
    return jsonCopy(await inTime(run, this.#timeoutMs(key)));
  };

  #timeoutMs(key: string): number {
    const { provider, functions } = this.#service;
    return (functions[key]?.timeout ?? provider.timeout ?? DEFAULT_TIMEOUT_S) * 1_000;
  }

  /**
   * Loads bundles again at their next call. A call in flight ends with the code that it began with.
   * @param bundles relative to the folder
   */
  reload(bundles: readonly string[]): void {
    for (const bundle of bundles) delete cache[path.join(this.#folder, bundle)];
  }
}

/** Of Lambda, in s. */
const DEFAULT_TIMEOUT_S = 3;

/** @throws FunctionError if the call takes longer. The call goes on, and its result is ignored. */
async function inTime<T>(run: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new FunctionError('Sandbox.Timedout', `Task timed out after ${(ms / 1_000).toFixed(2)} seconds`));
  }, ms);
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
