import { invalidInput } from './errors.ts';
import { afterChange, canonicalMetadata, type Metadata, type MetadataChange, metadataProblem } from './metadata.ts';

/** The name and the metadata that the owner gives a wallet. Only the owner sees them. */
export interface WalletLabels {
  readonly name?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

/** A change of labels: null removes, and what is absent stays. */
export interface LabelChange {
  readonly name?: string | null | undefined;
  readonly metadata?: MetadataChange | undefined;
}

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
