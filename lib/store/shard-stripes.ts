import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MibError } from '../domain/errors.ts';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { inTransit, placeOfItem, stripeIds, wholeWallet } from '../domain/stripes.ts';
import type { MovedWallet } from '../domain/wallet-move.ts';
import { readAll } from './batches.ts';
import * as writes from './shard-stripe-writes.ts';
import { listedOf, shardWalletOf } from './shard-wallet-item.ts';
import { ShardWalletTable } from './shard-wallet-table.ts';
import type { Write } from './shard-wallet-writes.ts';

interface Listed {
  readonly wallets: ShardWallet[];
  readonly moved: MovedWallet[];
}

/** The number of tries when an item changes between its read and the write. */
const MAX_TRIES = 5;

/**
 * The stripes of a shard's wallets: items that take credits beside the wallet's own one
 * (docs/protocol.md, "A wallet in stripes"). All debits are on the wallet's own item, which gathers what
 * it lacks.
 */
export class ShardStripes {
  readonly #documents: DynamoDBDocumentClient;
  readonly #name: string;
  readonly #table: ShardWalletTable;

  /** @param table that of the wallets */
  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#name = table;
    this.#table = new ShardWalletTable(documents, table);
  }

  /**
   * Gives a wallet stripes, up to this number. It keeps those that it has.
   * @returns the wallet's own item afterwards, which says how many there are: never fewer than before
   * @throws MibError no_such_wallet, wallet_closed, wallet_moving, wallet_moved; unavailable if the wallet
   *   changes all the time
   * @throws Error if its statement is not open: `operator migrate` opens it
   */
  async make(walletId: string, count: number): Promise<ShardWallet> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const main = await this.#table.get(walletId);
      if (!main) throw new MibError('no_such_wallet');
      if ((main.stripes ?? 0) >= count) return main;
      if (main.controls?.closedAt !== undefined) throw new MibError('wallet_closed');
      if (!main.statement) throw new Error(`the statement of wallet ${walletId} is not open`);
      if (await this.#added(main, count)) return { ...main, stripes: count };
    }
    throw new MibError('unavailable');
  }

  /**
   * The stripes of a wallet, strongly consistent.
   * @param main its own item, read before
   * @throws MibError wallet_moving, wallet_moved
   */
  async of({ walletId, stripes }: ShardWallet): Promise<ShardWallet[]> {
    if (stripes === undefined) return [];
    const items = await this.#items(walletId, stripes);
    return complete(
      { walletId, stripes },
      items.flatMap((item) => shardWalletOf(item) ?? []),
    );
  }

  /**
   * What a list of items says of wallets: each whole, and without its stripes apart. One that has begun to
   * leave a tombstone for each stripe has moved.
   */
  async listed({ wallets, moved }: Listed): Promise<Listed> {
    const items = wallets.filter(({ walletId }) => !isStripe(walletId));
    const found = await Promise.all(items.map((main) => this.#listedOne(main)));
    return {
      wallets: found.flatMap((one) => ('to' in one ? [] : one)),
      moved: [
        ...moved.filter(({ walletId }) => !isStripe(walletId)),
        ...found.flatMap((one) => ('to' in one ? one : [])),
      ],
    };
  }

  async #listedOne(main: ShardWallet): Promise<ShardWallet | MovedWallet> {
    if (main.stripes === undefined) return main;
    const stripes = listedOf(await this.#items(main.walletId, main.stripes));
    const [gone] = stripes.moved;
    return gone ? { ...gone, walletId: main.walletId } : wholeWallet(main, complete(main, stripes.wallets));
  }

  /** The whole wallet. @param main its own item, read before @throws what `of` throws */
  async whole(main: ShardWallet): Promise<ShardWallet> {
    return wholeWallet(main, await this.of(main));
  }

  /**
   * Brings money of stripes to the wallet's own item, of as few as have enough.
   * @param main the wallet's own item, and its stripes, read after it
   * @param lacking what it needs more than it has
   * @returns the wallet's own item afterwards; others may have taken of it meanwhile
   * @throws MibError unavailable if it changes all the time; wallet_moving, wallet_moved
   */
  async gather(main: ShardWallet, stripes: readonly ShardWallet[], lacking: bigint): Promise<ShardWallet> {
    const asked = giversOf(main, stripes, lacking);
    const givers = await Promise.all(asked.map((stripe) => this.#given(stripe)));
    const totals = new Map(givers.map(({ walletId, given = 0n }) => [placeOfItem(walletId).stripe ?? 0, given]));
    return this.#taken(main, totals);
  }

  #items(walletId: string, stripes: number): Promise<unknown[]> {
    const keys = stripeIds(walletId, stripes).map((wallet_id) => ({ wallet_id }));
    return readAll(this.#documents, this.#name, keys, { ConsistentRead: true });
  }

  /** The stripe after it has given all that it had, or as another gather has left it. */
  async #given(stripe: ShardWallet): Promise<ShardWallet> {
    if (stripe.spendable === 0n) return stripe;
    const { wallet } = await this.#table.write(stripe.walletId, writes.giving(stripe.spendable));
    return wallet ?? stripe;
  }

  async #taken(read: ShardWallet, totals: ReadonlyMap<number, bigint>): Promise<ShardWallet> {
    let main = read;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const { taken = {} } = main;
      if ([...totals].every(([stripe, total]) => total <= (taken[stripe] ?? 0n))) return main;
      const written = await this.#table.write(main.walletId, writes.taking(main, totals));
      if (!written.wallet) throw new MibError('no_such_wallet');
      main = written.wallet;
      if (written.done) return main;
    }
    throw new MibError('unavailable');
  }

  /** @returns false if the wallet has changed since it was read */
  #added(main: ShardWallet, count: number): Promise<boolean> {
    const { walletId, stripes = 0 } = main;
    const added = stripeIds(walletId, count).slice(stripes);
    return this.#table.tryAll(
      new Map([
        [walletId, writes.striped(main, count)],
        ...added.map((id): [string, Write] => [id, writes.newStripe(main)]),
      ]),
    );
  }
}

/** The stripes, if they are all there. A wallet never loses any. */
function complete({ walletId, stripes = 0 }: Pick<ShardWallet, 'walletId' | 'stripes'>, found: ShardWallet[]) {
  if (found.length < stripes) throw new Error(`wallet ${walletId} has ${found.length} of ${stripes} stripes`);
  return found;
}

function isStripe(itemId: string): boolean {
  return placeOfItem(itemId).stripe !== undefined;
}

/** The stripes with the most, as many as have what is lacking together. */
function giversOf(main: ShardWallet, stripes: readonly ShardWallet[], lacking: bigint): ShardWallet[] {
  const owned = (stripe: ShardWallet) => stripe.spendable + inTransit(main, stripe);
  const richest = stripes.filter((stripe) => owned(stripe) > 0n).sort((a, b) => (owned(a) < owned(b) ? 1 : -1));
  const givers: ShardWallet[] = [];
  let left = lacking;
  for (const stripe of richest) {
    if (left <= 0n) break;
    givers.push(stripe);
    left -= owned(stripe);
  }
  return givers;
}
