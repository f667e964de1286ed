import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { type Handler, loadFunctions as loadByName } from '../../support/in-process/functions.ts';

export type { Handler } from '../../support/in-process/functions.ts';

/**
 * Loads functions with their declared environment.
 * @returns the handlers by the functions' keys
 */
export async function loadFunctions(functions: readonly ServiceFunction[]): Promise<ReadonlyMap<string, Handler>> {
  const byName = await loadByName(functions, {});
  return new Map(functions.map(({ key, name }) => [key, handlerOf(byName, name)]));
}

/** @throws Error if no function has this key */
export function handlerOf(handlers: ReadonlyMap<string, Handler>, key: string): Handler {
  const handler = handlers.get(key);
  if (!handler) throw new Error(`no function "${key}" is declared`);
  return handler;
}
