import { AsyncLocalStorage } from 'node:async_hooks';

const collected = new AsyncLocalStorage<unknown[]>();

/**
 * Runs commands whose JSON is for this process, in place of the terminal. Commands that run at the same
 * time do not get each other's.
 * @returns each value that they printed, as it is in JSON
 */
export async function printedBy(run: () => Promise<unknown>): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  await collected.run(values, run);
  return values;
}

/** Takes a text of JSON if this process asked for it. @returns whether it did */
export function collect(text: string): boolean {
  const values = collected.getStore();
  values?.push(JSON.parse(text));
  return values !== undefined;
}
