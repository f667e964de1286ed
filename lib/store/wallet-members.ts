import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { WalletMember } from '../domain/wallet-member.ts';
import type { DirectoryEntry } from './directory-item.ts';
import { conditionally } from './documents.ts';
import { storedMembers } from './member-items.ts';

/** With whom owners share their wallets, in the directory. */
export class WalletMembers {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Replaces the members of a wallet. Its condition is that the owner and the members are those that were
   * read: another change of them is not lost.
   * @returns whether they were
   */
  async replace(read: DirectoryEntry, members: readonly WalletMember[]): Promise<boolean> {
    const written = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: read.walletId },
          UpdateExpression: members.length > 0 ? 'SET members = :members' : 'REMOVE members',
          ConditionExpression: `#owner = :owner AND ${read.members ? 'members = :read' : 'attribute_not_exists(members)'}`,
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: {
            ':owner': read.owner,
            ...(members.length > 0 && { ':members': storedMembers(members) }),
            ...(read.members && { ':read': storedMembers(read.members) }),
          },
        }),
      ),
    );
    return 'ok' in written;
  }
}
