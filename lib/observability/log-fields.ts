import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<Record<string, string>>();

/** Runs one request or task: what `addLogFields` is given meanwhile stands in its log lines and in no other's. */
export function withLogFields<T>(run: () => T): T {
  return storage.run({}, run);
}

/** From here on every line of this request or task has these fields too. Nothing secret, and nothing but ids. */
export function addLogFields(fields: Readonly<Record<string, string>>): void {
  Object.assign(storage.getStore() ?? {}, fields);
}

export function logFields(): Readonly<Record<string, string>> {
  return storage.getStore() ?? {};
}
