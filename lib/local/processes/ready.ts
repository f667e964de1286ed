import { releaseMemory } from './release-memory.ts';

/** Tells the process that has started this one that it is ready for its callers. */
export function ready(): void {
  process.send?.('ready');
  releaseMemory();
}
