import * as z from 'zod/mini';
import { MetadataChange, NewMetadata } from './metadata-rules.ts';
import { lineOfText } from './text.ts';
import { LINE_PATTERN, MAX_NAME_CHARACTERS } from './text-pattern.ts';

export const WalletName = lineOfText(MAX_NAME_CHARACTERS).check(
  z.meta({
    description:
      'The name that you give the wallet. Only you see it. Two wallets may have the same. It has no space at its ends and no invisible characters.',
    example: 'Household',
    minLength: 1,
    maxLength: MAX_NAME_CHARACTERS,
    pattern: LINE_PATTERN,
  }),
);

/** The labels of a new wallet. */
export const newLabels = { name: z.optional(WalletName), metadata: z.optional(NewMetadata) };

/** A change of labels, as a JSON Merge Patch (RFC 7396). */
export const LabelChange = z.strictObject({
  name: z.optional(z.nullable(WalletName)),
  metadata: z.optional(MetadataChange),
});
