import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { areSameLabels, type WalletLabels } from '../domain/wallet-labels.ts';
import { type DirectoryEntry, DirectoryItem } from './directory-item.ts';
import { conditionally } from './documents.ts';
import { storedMetadata } from './metadata-items.ts';

/** What owners call their wallets, and their metadata, in the directory. */
export class LabelledWallets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Writes those labels of a wallet that differ from what was read, in one write. Its condition is that
   * the owner is the same, and so are the metadata if they change: another change of them is not lost.
   * @param read the wallet as it was read
   * @returns the wallet afterwards; undefined if its owner or the metadata to change are others by now
   */
  async relabel(read: DirectoryEntry, labels: WalletLabels): Promise<DirectoryEntry | undefined> {
    const values = changed(read, labels);
    const names = Object.keys(values);
    const set = Object.entries(values).filter(([, value]) => value !== undefined);
    const removed = names.filter((name) => set.every(([one]) => one !== name));
    const clauses = [
      ...(set.length > 0 ? [`SET ${set.map(([name]) => `${name} = ${placeholderOf(name)}`).join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
    ];
    const asRead = read.metadata ? '#metadata = :read' : 'attribute_not_exists(#metadata)';
    const hasMetadata = names.includes('#metadata');
    const written = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: read.walletId },
          UpdateExpression: clauses.join(' '),
          ConditionExpression: ['#owner = :owner', ...(hasMetadata ? [asRead] : [])].join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(['#owner', ...names].map((name) => [name, name.slice(1)])),
          ExpressionAttributeValues: {
            ':owner': read.owner,
            ...(hasMetadata && read.metadata && { ':read': storedMetadata(read.metadata) }),
            ...Object.fromEntries(set.map(([name, value]) => [placeholderOf(name), value])),
          },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return 'ok' in written ? DirectoryItem.parse(written.ok.Attributes) : undefined;
  }

  /** Removes the labels and the members of a user's wallet. It may be repeated. */
  async unlabel(walletId: string, owner: string): Promise<void> {
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          UpdateExpression: 'REMOVE #name, metadata, members, owner_login',
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner', '#name': 'name' },
          ExpressionAttributeValues: { ':owner': owner },
        }),
      ),
    );
  }
}

/** The attributes that differ, by their placeholders. One that is undefined is removed. */
function changed(read: WalletLabels, { name, metadata }: WalletLabels): Readonly<Record<string, unknown>> {
  return {
    ...(name !== read.name && { '#name': name }),
    ...(!areSameLabels({ metadata: read.metadata }, { metadata }) && { '#metadata': storedMetadata(metadata) }),
  };
}

/** The placeholder of the value of an attribute. */
function placeholderOf(name: string): string {
  return name.replace('#', ':');
}
