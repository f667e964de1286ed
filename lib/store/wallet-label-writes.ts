import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { areSameLabels, type WalletLabels } from '../domain/wallet-labels.ts';
import { conditionally } from './documents.ts';
import { storedMetadata } from './metadata-items.ts';

/** A wallet as it was read. */
interface Read extends WalletLabels {
  readonly walletId: string;
  readonly owner: string;
}

/**
 * Writes those labels of a wallet that differ from what was read, in one write. Its condition is that
 * the owner is the same, and so are the metadata if they change: another change of them is not lost.
 */
export function writeLabels(documents: DynamoDBDocumentClient, table: string, read: Read, labels: WalletLabels) {
  const values = {
    ...(labels.name !== read.name && { '#name': labels.name }),
    ...(!areSameLabels({ metadata: read.metadata }, { metadata: labels.metadata }) && {
      '#metadata': storedMetadata(labels.metadata),
    }),
  };
  const names = Object.keys(values);
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  const removed = names.filter((name) => set.every(([one]) => one !== name));
  const clauses = [
    ...(set.length > 0 ? [`SET ${set.map(([name]) => `${name} = ${placeholderOf(name)}`).join(', ')}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
  ];
  const asRead = read.metadata ? '#metadata = :read' : 'attribute_not_exists(#metadata)';
  const conditions = ['#owner = :owner', ...(names.includes('#metadata') ? [asRead] : [])];
  return conditionally(
    documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { wallet_id: read.walletId },
        UpdateExpression: clauses.join(' '),
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(['#owner', ...names].map((name) => [name, name.slice(1)])),
        ExpressionAttributeValues: {
          ':owner': read.owner,
          ...(names.includes('#metadata') && read.metadata && { ':read': storedMetadata(read.metadata) }),
          ...Object.fromEntries(set.map(([name, value]) => [placeholderOf(name), value])),
        },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
}

/** The placeholder of the value of an attribute. */
function placeholderOf(name: string): string {
  return name.replace('#', ':');
}
