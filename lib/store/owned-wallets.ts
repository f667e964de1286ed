import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { readAll } from './batches.ts';
import { type DirectoryEntry, DirectoryItem } from './directory-item.ts';

/** A wallet in a list. */
export type ListedWallet = Pick<
  DirectoryEntry,
  'walletId' | 'owner' | 'status' | 'createdAt' | 'place' | 'currency' | 'name' | 'metadata' | 'stripes'
>;

/** Which wallet a row of the index is. */
const Indexed = z.pipe(
  z.object({ wallet_id: z.string() }),
  z.transform(({ wallet_id }) => ({ walletId: wallet_id })),
);
type Indexed = z.infer<typeof Indexed>;

/** The wallets of each owner in the directory. */
export class OwnedWallets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * One page of an owner's wallets, by id. The index says which they are, and the wallets themselves
   * say their currency and what their owner calls them. Both are eventually consistent. A wallet that
   * is new may be in the index first, and is read again.
   * @param page `after`: the last id of the page before
   */
  async page(
    owner: string,
    page: { after?: string | undefined; limit: number },
  ): Promise<{ wallets: ListedWallet[]; next: string | undefined }> {
    const { Items: items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'owner',
        KeyConditionExpression: page.after === undefined ? '#owner = :owner' : '#owner = :owner AND wallet_id > :after',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': owner, ':after': page.after },
        // One item more shows whether there is another page; LastEvaluatedKey may lead to an empty
        // one.
        Limit: page.limit + 1,
      }),
    );
    const indexed = z.array(Indexed).parse(items.slice(0, page.limit));
    const seen = await this.#read(indexed, false);
    const unseen = indexed.filter(({ walletId }) => !seen.has(walletId));
    const found = new Map([...seen, ...(await this.#read(unseen, true))]);
    return {
      wallets: indexed.flatMap(({ walletId }) => found.get(walletId) ?? []).filter((wallet) => wallet.owner === owner),
      next: items.length > page.limit ? indexed.at(-1)?.walletId : undefined,
    };
  }

  /** All wallets of an owner, page by page, as `page` reads them. */
  async *all(owner: string): AsyncGenerator<ListedWallet> {
    let after: string | undefined;
    do {
      const { wallets, next } = await this.page(owner, { after, limit: 100 });
      yield* wallets;
      after = next;
    } while (after !== undefined);
  }

  async #read(indexed: readonly Indexed[], ConsistentRead: boolean): Promise<ReadonlyMap<string, DirectoryEntry>> {
    const keys = indexed.map(({ walletId }) => ({ wallet_id: walletId }));
    const items = await readAll(this.#documents, this.#table, keys, { ConsistentRead });
    return new Map(items.map((item) => DirectoryItem.parse(item)).map((wallet) => [wallet.walletId, wallet]));
  }
}
