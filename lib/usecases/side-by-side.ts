/**
 * Runs a job for each item, in their order and at most `width` at the same time. A generator is asked
 * for an item when there is room for its job. By hand: p-map would be one more package that deploys,
 * for a few lines.
 * @throws the first error of a job. Jobs in flight then go on, and no other begins.
 */
export async function sideBySide<T>(width: number, items: Iterable<T>, job: (item: T) => Promise<void>): Promise<void> {
  // A generator is closed by the worker that fails, for all of them.
  const left = (function* () {
    yield* items;
  })();
  const worker = async () => {
    for (const item of left) await job(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
