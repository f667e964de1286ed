import { type DynamoDBDocumentClient, GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { placeOfItem } from '../domain/stripes.ts';
import { conditionally } from './documents.ts';
import { listedOf, shardWalletOf } from './shard-wallet-item.ts';
import type { Write } from './shard-wallet-writes.ts';
import { pastOthers, writeAll } from './transactions.ts';

const PageKey = z.object({ wallet_id: z.string() });

/** Nothing changes a wallet that is moving or has moved. */
function whereHere(condition: string): string {
  return `(${condition}) AND attribute_not_exists(to_shard)`;
}

/** What became of a write. */
export interface Written {
  readonly done: boolean;
  /** The wallet after a write that returns it, or the wallet that failed the condition. */
  readonly wallet: ShardWallet | undefined;
}

/**
 * The table of a shard's wallets. Every write but those of a move goes through it, so that none
 * changes a wallet that is moving or has moved. What meets such a wallet throws wallet_moving or
 * wallet_moved, a MibError with the shard to ask next.
 */
export class ShardWalletTable {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** The wallet, read strongly consistently, or undefined. */
  async get(walletId: string): Promise<ShardWallet | undefined> {
    return this.#walletOf(walletId, await this.#read(walletId));
  }

  /** See ShardWallets.listed. */
  async listed(walletId: string) {
    const item = await this.#read(walletId);
    return listedOf(item === undefined ? [] : [item]);
  }

  /** See ShardWallets.page. */
  async page({ after, limit }: { after?: string | undefined; limit: number }) {
    const { Items: items = [], LastEvaluatedKey } = await this.#documents.send(
      new ScanCommand({
        TableName: this.#table,
        ConsistentRead: true,
        Limit: limit,
        ExclusiveStartKey: after === undefined ? undefined : { wallet_id: after },
      }),
    );
    return {
      ...listedOf(items),
      next: LastEvaluatedKey && PageKey.parse(LastEvaluatedKey).wallet_id,
    };
  }

  /** Writes the item of a wallet. @returns whether it is here and the condition held */
  async try(walletId: string, write: Write): Promise<boolean> {
    return 'ok' in (await this.#send(walletId, write));
  }

  /**
   * Writes the item of a wallet. A wallet that failed the condition is read now if the database does
   * not return it.
   */
  async write(walletId: string, write: Write): Promise<Written> {
    const written = await this.#send(walletId, write);
    if ('ok' in written) {
      const { Attributes } = written.ok;
      return { done: true, wallet: Attributes && shardWalletOf(Attributes) };
    }
    const { item } = written;
    return {
      done: false,
      wallet: item === undefined ? await this.get(walletId) : await this.#walletOf(walletId, item),
    };
  }

  /**
   * Writes items of one wallet, all or none.
   * @param writes by the item's id
   * @returns whether they are here and all conditions held
   * @throws MibError unavailable if other writes of the items come in between all the time
   */
  async tryAll(writes: ReadonlyMap<string, Write>): Promise<boolean> {
    return writeAll(
      this.#documents,
      [...writes].map(([wallet_id, { ReturnValues: _, ConditionExpression, ...write }]) => ({
        Update: {
          TableName: this.#table,
          Key: { wallet_id },
          ConditionExpression: whereHere(ConditionExpression),
          ...write,
        },
      })),
    );
  }

  /**
   * The wallet in an item, or undefined. A shard that a wallet has left before it got stripes has no
   * tombstones of them: there, the wallet's own says where they are.
   */
  async #walletOf(itemId: string, item: unknown): Promise<ShardWallet | undefined> {
    const wallet = item === undefined ? undefined : shardWalletOf(item);
    const { walletId, stripe } = placeOfItem(itemId);
    if (!wallet && stripe !== undefined) await this.get(walletId);
    return wallet;
  }

  async #read(walletId: string): Promise<unknown> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { wallet_id: walletId }, ConsistentRead: true }),
    );
    return item;
  }

  #send(walletId: string, { ConditionExpression, ...write }: Write) {
    return conditionally(
      pastOthers(
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: { wallet_id: walletId },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ConditionExpression: whereHere(ConditionExpression),
            ...write,
          }),
        ),
      ),
    );
  }
}
