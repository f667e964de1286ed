import * as z from 'zod/mini';
import { invalidInput } from './errors.ts';
import {
  afterChange,
  canonicalMetadata,
  type Metadata,
  MetadataChange,
  metadataProblem,
  NewMetadata,
} from './metadata.ts';
import { lineOfText } from './text.ts';
import { LINE_PATTERN, MAX_NAME_CHARACTERS } from './text-pattern.ts';

/** What the owner of a wallet calls it, and their metadata on it. Nobody else sees either. */
export interface WalletLabels {
  readonly name?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

export const WalletName = lineOfText(MAX_NAME_CHARACTERS).check(
  z.meta({
    description:
      'What you call the wallet. Nobody else sees it, and two wallets may have the same. It has no space at its ends and no invisible characters.',
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
export type LabelChange = z.output<typeof LabelChange>;

/**
 * The labels after a change.
 * @throws MibError invalid_input if the metadata are then too many
 */
export function relabelled({ name, metadata = {} }: WalletLabels, change: LabelChange): WalletLabels {
  const changed = change.metadata === undefined ? metadata : afterChange(metadata, change.metadata);
  const message = metadataProblem(changed);
  if (message !== undefined) throw invalidInput([{ field: 'metadata', message: `${message} after the change` }]);
  return {
    name: change.name === undefined ? name : (change.name ?? undefined),
    metadata: Object.keys(changed).length > 0 ? changed : undefined,
  };
}

/** Whether two wallets have the same labels. */
export function areSameLabels(a: WalletLabels, b: WalletLabels): boolean {
  return a.name === b.name && canonicalMetadata(a.metadata ?? {}) === canonicalMetadata(b.metadata ?? {});
}
