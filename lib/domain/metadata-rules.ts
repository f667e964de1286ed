import * as z from 'zod/mini';
import { doc } from './doc.ts';
import { MAX_METADATA_BYTES, type Metadata, metadataProblem } from './metadata.ts';
import { text } from './text.ts';
import { MAX_METADATA_KEYS, MAX_METADATA_VALUE_CHARACTERS, TEXT_PATTERN } from './text-pattern.ts';

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
      description: `Texts for your own programs. Only you see them. ${RULES}`,
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
