import * as z from 'zod';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';

/** A Lambda as it is called: an event in, a result out. */
export type Handler = (event: unknown, context: object) => Promise<unknown>;

const Module = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });

/**
 * Loads functions with the environment that their serverless file declares, apart from every other module of the test, as a shard's
 * functions read the shard's number when they are loaded.
 * @returns the handlers by the function's key
 */
export async function loadFunctions(functions: readonly ServiceFunction[]): Promise<ReadonlyMap<string, Handler>> {
  const loaded = new Map<string, Handler>();
  for (const { environment } of functions) Object.assign(process.env, environment);
  await jest.isolateModulesAsync(async () => {
    for (const { key, handler } of functions) {
      const module = Module.parse(await import(`../../../${handler.replace(/\.handler$/, '.ts')}`));
      loaded.set(key, module.handler);
    }
  });
  return loaded;
}

/** The one that has this key. */
export function handlerOf(handlers: ReadonlyMap<string, Handler>, key: string): Handler {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`no function "${key}" is declared`);
  return handler;
}
