import { openStore, type Store } from '../../lib/local/database/store.ts';

/** Small values in memory by namespace, as of a cell that stores nothing. */
export async function memoryValues(): Promise<Store['values']> {
  const store = await openStore({ path: undefined, tables: [], flush: 'system' });
  return (namespace) => store.values(namespace);
}
