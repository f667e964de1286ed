/**
 * Runs a job for each item, `width` at the same time. By hand: p-map does not say which worker runs
 * a job, and the bench gives each worker its own wallets.
 * @returns the results in the order of the items
 */
export async function sideBySide<T, R>(
  width: number,
  all: readonly T[],
  job: (one: T, worker: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = all.entries();
  const work = async (worker: number) => {
    for (const [n, one] of left) results[n] = await job(one, worker);
  };
  await Promise.all(Array.from({ length: width }, (_, worker) => work(worker)));
  return results;
}
