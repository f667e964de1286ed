import * as z from 'zod/mini';
import type { Metadata } from '../domain/metadata.ts';

/** Metadata in an item. Unlike `z.record` this adds nothing to the bundles of the functions that read. */
export const StoredMetadata = z.catchall(z.object({}), z.string());

/**
 * Metadata for an item. A Map, because the SDK takes an object that has the key `constructor` for an
 * instance of a class.
 */
export function storedMetadata(metadata: Metadata | undefined): ReadonlyMap<string, string> | undefined {
  return metadata && new Map(Object.entries(metadata));
}
