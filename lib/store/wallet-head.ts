import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { MibError } from '../domain/errors.ts';
import { SafeNumber } from './items.ts';

const Item = z.object({
  spendable: z.optional(z.bigint()),
  to_shard: z.optional(SafeNumber),
  seq: z.optional(SafeNumber),
  posted_at: z.optional(SafeNumber),
  posting: z.optional(z.object({ opening: z.optional(z.literal(true)) })),
});

/** What the item of a wallet says of its last posting. */
export interface WalletHead {
  /** Absent before the statement of an older wallet is opened. */
  readonly seq?: number | undefined;
  /** In ms since 1970. */
  readonly postedAt?: number | undefined;
  /** The item still shows its last posting, which may be the opening one. */
  readonly posting?: { readonly opening?: true | undefined } | undefined;
}

/**
 * Reads the heads of the wallets of a shard. Only the shard that has the wallet live gives its
 * statement, and each read of a statement asks here first: the entries of a wallet that has left stay.
 */
export class WalletHeads {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  /** @param table that of the wallets */
  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * The head of a live wallet, strongly consistent.
   * @throws MibError no_such_wallet, wallet_moving, wallet_moved
   */
  async get(walletId: string): Promise<WalletHead> {
    const { Item: item = {} } = await this.#documents.send(
      new GetCommand({
        TableName: this.#table,
        Key: { wallet_id: walletId },
        ProjectionExpression: 'spendable, to_shard, seq, posted_at, posting',
        ConsistentRead: true,
      }),
    );
    const { spendable, to_shard: to, seq, posted_at: postedAt, posting } = Item.parse(item);
    if (to !== undefined) throw new MibError(spendable === undefined ? 'wallet_moved' : 'wallet_moving', { shard: to });
    // An id without a wallet may have an item with a fence alone.
    if (spendable === undefined) throw new MibError('no_such_wallet');
    return { seq, postedAt, posting };
  }
}
