import type { StoredValues } from '../../lib/local/aws/stored-values.ts';
import { openStore } from '../../lib/local/database/store.ts';

/** Small values in memory, as of a cell that stores nothing. */
export async function memoryValues(): Promise<StoredValues> {
  const store = await openStore({ path: undefined, tables: [], flush: 'system' });
  return store.values('test');
}
