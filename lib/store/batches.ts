/** The maximum of keys in one BatchGetItem. */
const BATCH = 100;

/** The keys in batches for BatchGetItem. */
export function batchesOf<K>(keys: readonly K[]): K[][] {
  const count = Math.ceil(keys.length / BATCH);
  return Array.from({ length: count }, (_, n) => keys.slice(n * BATCH, (n + 1) * BATCH));
}
