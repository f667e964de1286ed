import { releaseMemory } from './release-memory.ts';

/** Reports to the parent process that this one is ready for its callers. */
export function ready(): void {
  process.send?.('ready');
  releaseMemory();
}
