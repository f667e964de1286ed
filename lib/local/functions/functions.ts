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
  readonly #lambda: Lambda;
  readonly #keys: ReadonlyMap<string, string>;

  /** @param folder of the bundles. Handlers are named relative to it. */
  constructor(folder: string, { service, provider, functions }: OfflineService) {
    this.#folder = folder;
    this.#lambda = new Lambda(
      { service: { service, provider }, serviceDir: folder, config: { servicePath: folder, serverlessPath: '' } },
      // The functions have the environment of this process, and beside it what is declared for them.
      { useInProcess: true, localEnvironment: false },
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
    const result = await instance.runHandler().catch((error: unknown) => {
      if (!(error instanceof Error)) throw new FunctionError('Error', String(error));
      throw new FunctionError(error.name, error.message, { trace: error.stack?.split('\n') });
    });
    return jsonCopy(result);
  };

  /**
   * Loads bundles again at their next call. A call in flight ends with the code that it began with.
   * @param bundles relative to the folder
   */
  reload(bundles: readonly string[]): void {
    for (const bundle of bundles) delete cache[path.join(this.#folder, bundle)];
  }
}
