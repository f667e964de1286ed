import { MAX_METADATA_KEYS } from './text-pattern.ts';

/** Texts of an owner for their own programs, by key. */
export type Metadata = Readonly<Record<string, string>>;

/** The size of the keys and values together, so that an item stays cheap to read and write. */
export const MAX_METADATA_BYTES = 2_048;

/** A change of metadata: a text sets its key, null removes it. Null for all of it removes every key. */
export type MetadataChange = Readonly<Record<string, string | null>> | null;

/** The metadata after a change. */
export function afterChange(metadata: Metadata, change: MetadataChange): Metadata {
  if (change === null) return {};
  const entries = Object.entries<string | null>({ ...metadata, ...change });
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

/** The rule of all keys and values together that metadata break. */
export function metadataProblem(metadata: Metadata): string | undefined {
  const entries = Object.entries(metadata);
  if (entries.length > MAX_METADATA_KEYS) return `must have at most ${MAX_METADATA_KEYS} keys`;
  const bytes = entries.flat().reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  if (bytes > MAX_METADATA_BYTES) return `must have at most ${MAX_METADATA_BYTES} bytes in keys and values`;
  return undefined;
}

/** The keys and values in the order of the keys: the same text for the same metadata. */
export function canonicalMetadata(metadata: Metadata): string {
  return JSON.stringify(inOrder(metadata));
}

/** The same metadata with its keys in order. The database has none. */
export function inOrder(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
}
