import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { MibError } from '../domain/errors.ts';
import { endOfAll, stripeIds } from '../domain/stripes.ts';
import { readAll } from './batches.ts';
import { SafeNumber } from './items.ts';

const Item = z.object({
  spendable: z.optional(z.bigint()),
  to_shard: z.optional(SafeNumber),
  seq: z.optional(SafeNumber),
  posted_at: z.optional(SafeNumber),
  posting: z.optional(z.object({ opening: z.optional(z.literal(true)) })),
  stripes: z.optional(SafeNumber),
});
type Item = z.infer<typeof Item>;

/** What the item of a wallet says of its last posting. Of a wallet in stripes, what all its items say. */
export interface WalletHead {
  /** Absent before the statement of an older wallet is opened. Of stripes it is the sum of all items. */
  readonly seq?: number | undefined;
  /** In ms since 1970: that of the last one of all items. */
  readonly postedAt?: number | undefined;
  /** How many stripes the wallet has; absent if it never had any. */
  readonly stripes?: number | undefined;
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
   * The head of a live wallet, strongly consistent. The items of one in stripes are read one after another,
   * its own first: each has all that was posted to it before the call.
   * @throws MibError no_such_wallet, wallet_moving, wallet_moved
   */
  async get(walletId: string): Promise<WalletHead> {
    const { Item: item = {} } = await this.#documents.send(
      new GetCommand({
        TableName: this.#table,
        Key: { wallet_id: walletId },
        ProjectionExpression: 'spendable, to_shard, seq, posted_at, posting, stripes',
        ConsistentRead: true,
      }),
    );
    const { to_shard: to, stripes, ...main } = Item.parse(item);
    if (to !== undefined) throw movedTo(to, main);
    // An id without a wallet may have an item with a fence alone.
    if (main.spendable === undefined) throw new MibError('no_such_wallet');
    if (stripes === undefined) return headOf(main);
    return { ...wholeOf(main, await this.#stripes(walletId, stripes)), stripes };
  }

  /** @throws MibError wallet_moved: the wallet has left since its own item was read */
  async #stripes(walletId: string, stripes: number): Promise<Item[]> {
    const keys = stripeIds(walletId, stripes).map((wallet_id) => ({ wallet_id }));
    const found = await readAll(this.#documents, this.#table, keys, { ConsistentRead: true });
    const items = z.array(Item).parse(found);
    // A stripe that is marked has what was posted to it.
    const gone = items.find(({ spendable, to_shard: to }) => spendable === undefined && to !== undefined);
    if (gone?.to_shard !== undefined) throw movedTo(gone.to_shard, gone);
    if (items.length < stripes) throw new Error(`wallet ${walletId} has ${items.length} of ${stripes} stripes`);
    return items;
  }
}

function headOf({ seq, posted_at: postedAt, posting }: Item): WalletHead {
  return { seq, postedAt, posting };
}

/** A wallet gets stripes once its statement is open. */
function wholeOf(main: Item, stripes: readonly Item[]): WalletHead {
  const heads = [main, ...stripes].map(headOf);
  return { ...endOfAll(heads), posting: heads.find(({ posting }) => posting)?.posting };
}

function movedTo(shard: number, { spendable }: Pick<Item, 'spendable'>): MibError {
  return new MibError(spendable === undefined ? 'wallet_moved' : 'wallet_moving', { shard });
}
