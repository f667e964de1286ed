import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { memberOf } from '../domain/wallet-member.ts';
import { readAll } from './batches.ts';
import { type DirectoryEntry, DirectoryItem } from './directory-item.ts';

const Row = z.object({ wallet_id: z.string() });

/**
 * The wallets that are shared with each user, for their list. The directory alone says who is a member:
 * a row without its member is not listed.
 */
export class Memberships {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #wallets: string;

  /** @param wallets the table of the directory */
  constructor(documents: DynamoDBDocumentClient, table: string, wallets: string) {
    this.#documents = documents;
    this.#table = table;
    this.#wallets = wallets;
  }

  /** Adds a wallet to the list of a user. It may be repeated. */
  async add(userId: string, walletId: string): Promise<void> {
    await this.#documents.send(
      new PutCommand({ TableName: this.#table, Item: { user_id: userId, wallet_id: walletId } }),
    );
  }

  /** Removes a wallet from the list of a user. It may be repeated. */
  async remove(userId: string, walletId: string): Promise<void> {
    await this.#documents.send(
      new DeleteCommand({ TableName: this.#table, Key: { user_id: userId, wallet_id: walletId } }),
    );
  }

  /**
   * One page of the wallets that are shared with a user, by id. A page may have fewer than its limit.
   * @param page `after`: the last id of the page before
   * @returns `unshared`: the ids of rows whose wallet does not have the user as a member
   */
  async page(
    userId: string,
    page: { after?: string | undefined; limit: number },
  ): Promise<{ wallets: DirectoryEntry[]; unshared: string[]; next: string | undefined }> {
    const { Items: items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: page.after === undefined ? 'user_id = :user' : 'user_id = :user AND wallet_id > :after',
        ExpressionAttributeValues: { ':user': userId, ':after': page.after },
        ConsistentRead: true,
        Limit: page.limit + 1,
      }),
    );
    const rows = z.array(Row).parse(items.slice(0, page.limit));
    const keys = rows.map(({ wallet_id }) => ({ wallet_id }));
    const read = await readAll(this.#documents, this.#wallets, keys, { ConsistentRead: true });
    const found = new Map(read.map((item) => DirectoryItem.parse(item)).map((wallet) => [wallet.walletId, wallet]));
    const wallets = rows
      .flatMap(({ wallet_id }) => found.get(wallet_id) ?? [])
      .filter((wallet) => memberOf(wallet, userId) !== undefined);
    const shared = new Set(wallets.map(({ walletId }) => walletId));
    return {
      wallets,
      unshared: rows.map(({ wallet_id }) => wallet_id).filter((id) => !shared.has(id)),
      next: items.length > page.limit ? rows.at(-1)?.wallet_id : undefined,
    };
  }
}
