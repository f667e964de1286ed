import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<Record<string, string>>();

/** Runs one request or task. Fields added while it runs are in its own log lines only. */
export function withLogFields<T>(run: () => T): T {
  return storage.run({}, run);
}

/** Adds fields to all further log lines of this request or task. Ids only, never a secret. */
export function addLogFields(fields: Readonly<Record<string, string>>): void {
  Object.assign(storage.getStore() ?? {}, fields);
}

export function logFields(): Readonly<Record<string, string>> {
  return storage.getStore() ?? {};
}
