import * as z from 'zod/mini';
import { doc } from './doc.ts';
import { text } from './text.ts';
import { MAX_METADATA_KEYS, MAX_METADATA_VALUE_CHARACTERS, TEXT_PATTERN } from './text-pattern.ts';

/** Texts of an owner for their own programs, by key. */
export type Metadata = Readonly<Record<string, string>>;

/** The size of the keys and values together, so that an item stays cheap to read and write. */
export const MAX_METADATA_BYTES = 2_048;

const KEY_RULE = 'must have a key of 1 to 40 letters, digits, _, . or -, which begins with a letter or digit';
// No key is `__proto__`.
const Key = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/));
const Value = text(MAX_METADATA_VALUE_CHARACTERS).check(
  z.meta({ minLength: 1, maxLength: MAX_METADATA_VALUE_CHARACTERS, pattern: TEXT_PATTERN }),
);

const error = ({ code }: { readonly code?: string | undefined }) =>
  code === 'invalid_key' ? KEY_RULE : 'must be an object of strings';
const LIMITS = { maxProperties: MAX_METADATA_KEYS };
const EXAMPLE = { order: '6735', customer: 'c-118' };
const RULES = `Up to ${MAX_METADATA_KEYS} keys with texts of 1 to ${MAX_METADATA_VALUE_CHARACTERS} characters, together at most ${MAX_METADATA_BYTES} bytes in UTF-8.`;

/** New metadata. An object without keys is none. */
export const NewMetadata = z.pipe(
  z.record(Key, Value, { error }).check(
    z.check<Metadata>(({ value, issues }) => {
      const message = metadataProblem(value);
      if (message !== undefined) issues.push({ code: 'custom', message, input: value });
    }),
    z.meta({
      description: `Texts for your own programs. Nobody else sees them. ${RULES}`,
      example: EXAMPLE,
      ...LIMITS,
    }),
  ),
  z.transform((metadata: Metadata) => (Object.keys(metadata).length > 0 ? metadata : undefined)),
);

/**
 * A change of metadata, as a JSON Merge Patch (RFC 7396): a text sets its key, null removes it, and
 * other keys stay. Null for all of it removes every key.
 */
export const MetadataChange = doc(
  z.nullable(z.record(Key, z.nullable(Value), { error })),
  `The keys that change: a text sets a key, null removes it, and other keys stay. Null for all of it removes every key. ${RULES}`,
  { customer: 'c-119', order: null },
);
export type MetadataChange = z.output<typeof MetadataChange>;

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
