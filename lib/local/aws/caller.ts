import { AsyncLocalStorage } from 'node:async_hooks';

/** What ends the turn of the request that the current work is done for. */
const turns = new AsyncLocalStorage<() => void>();

/**
 * Runs a request, whose turn ends earlier if it only waits for an execution. In the cloud such a
 * request takes no processor either. Otherwise a few requests that wait for a shard that is down
 * would keep all others out.
 */
export function endingWhenItOnlyWaits<T>(endTurn: () => void, run: () => T): T {
  return turns.run(endTurn, run);
}

/** The request of the current work only waits from now on. */
export function onlyWaits(): void {
  turns.getStore()?.();
}
