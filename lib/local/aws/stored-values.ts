import type { Json } from './json.ts';

/**
 * Small values by name. When `put` or `remove` resolves, its change is stored and survives a kill of
 * the process.
 */
export interface StoredValues {
  readonly put: (name: string, value: Json) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly all: () => Promise<[name: string, value: Json][]>;
}
