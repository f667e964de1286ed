import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { invalidInput, MibError } from '../domain/errors.ts';
import { FIRST, firstChainFault, type LastEntry } from '../domain/statement.ts';
import { countIn } from '../domain/striped-statement.ts';
import { stripeIds } from '../domain/stripes.ts';
import type { Move, WalletOnShard } from '../domain/wallet-move.ts';
import { readAll } from './batches.ts';
import { conditionally } from './documents.ts';
import { type MovedItems, movedItemsOf, textOfMoved, wholeStatementOf } from './moved-items.ts';
import { type Found, foundIn, isFree, isMarkedAs, opOf, type Placed, stateOf } from './placed-item.ts';
import type { Statements } from './statements.ts';
import { type PutWrite, pastOthers, writeAll } from './transactions.ts';

const IS_LIVE = 'attribute_exists(spendable) AND attribute_not_exists(to_shard)';
const IS_OLDER = '(attribute_not_exists(op) OR op < :op)';
/** No wallet, or the tombstone of an earlier move. Nothing is ever put over a wallet. */
const IS_FREE = `attribute_not_exists(spendable) AND ${IS_OLDER}`;

/** The number of tries when an item changes between its read and the write. */
const MAX_TRIES = 5;

/** A wallet on its way to this shard. */
export interface ArrivingWallet {
  readonly walletId: string;
  readonly op: number;
  /** The number of the shard that it comes from. */
  readonly from: number;
  /** As that shard has given it. */
  readonly item: string;
}

/**
 * What a move does on one shard. Each step is one conditional write of one item, and compares the
 * number of the move. It may be repeated, and may arrive late or out of order (docs/protocol.md, "A
 * wallet that moves"). A step that comes too late changes nothing. Each step tells what is here
 * afterwards.
 *
 * A wallet in stripes moves whole, and its main item says where it is. Its stripes are marked one after
 * the main item, because a transaction with items that take many credits would hardly ever succeed. It is
 * put and leaves its tombstones by one transaction each: no credit meets a stripe on its new shard before
 * the wallet is there.
 */
export class ShardMoves {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #statements: Statements;
  readonly #shard: number;

  /**
   * @param table that of the wallets
   * @param shard the number of this shard
   */
  constructor(documents: DynamoDBDocumentClient, table: string, statements: Statements, shard: number) {
    this.#documents = documents;
    this.#table = table;
    this.#statements = statements;
    this.#shard = shard;
  }

  /** What this shard has of the wallet, strongly consistent. */
  async place(walletId: string): Promise<WalletOnShard> {
    return this.#view(walletId, await this.#read(walletId));
  }

  /**
   * Marks a live wallet with a smaller number as moving. Its item is in what is told then, and nothing
   * but a move changes it any more.
   * @throws MibError invalid_input if it would move to this shard
   */
  async mark({ walletId, op, to }: Move): Promise<WalletOnShard> {
    if (to === this.#shard) throw invalidInput([{ field: 'to', message: 'must be another shard' }]);
    return this.#view(walletId, await this.#updated(walletId, marking(op, to)));
  }

  /**
   * Puts a wallet here that another shard has marked. A shard that has had it since stays as it is. A fence
   * that a rollback has left here before the wallet was created stays: it keeps a late reserve out.
   * @throws MibError entries_behind unless the entries here end with the last one of its statement;
   *   invalid_input if the item is not that of this wallet, this number and this shard
   * @throws Error if the wallet is live here with a smaller number: then two shards have it, which no
   *   move does
   */
  async put({ walletId, op, from, item }: ArrivingWallet): Promise<WalletOnShard> {
    const arriving = this.#arriving({ walletId, op, from, item });
    let here = await this.#read(walletId);
    if (isFree(here.placed, op)) await this.#assertEntries(walletId, arriving);
    for (let attempt = 1; attempt <= MAX_TRIES && isFree(here.placed, op); attempt++) {
      await this.#putOver(here, { op, from, ...arriving });
      here = await this.#read(walletId);
    }
    const after = await this.#told(walletId, here);
    // Only a wallet with this number or a larger one says that the put is done, and its tombstone may follow.
    if (after.op < op) throw new Error(`wallet ${walletId} is ${after.state} here by move ${after.op}, before ${op}`);
    return after;
  }

  /**
   * Leaves the tombstone of a wallet that is moving by this number or a smaller one. The tombstone has
   * the number of the mark: a larger one would refuse a later put.
   */
  async tomb(walletId: string, op: number): Promise<WalletOnShard> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const found = await this.#read(walletId);
      const { placed } = found;
      if (stateOf(placed) !== 'moving' || !placed || opOf(placed) > op) return this.#told(walletId, found);
      await this.#write(
        [walletId, ...stripeIds(walletId, placed.stripes)].map((wallet_id) => ({
          TableName: this.#table,
          Item: { wallet_id, op: placed.op, to_shard: placed.to_shard },
          ConditionExpression: 'attribute_exists(spendable) AND to_shard = :to AND op = :op',
          ExpressionAttributeValues: { ':to': placed.to_shard, ':op': placed.op },
        })),
      );
    }
    throw new MibError('unavailable');
  }

  /**
   * Gives a live wallet that is where it shall be the number of a move, if it has a smaller one. Stripes
   * need none: only the main item is marked by a move that asks for it.
   */
  async stay(walletId: string, op: number): Promise<WalletOnShard> {
    const found = await this.#updated(walletId, {
      UpdateExpression: 'SET op = :op REMOVE posting',
      ConditionExpression: `${IS_LIVE} AND ${IS_OLDER}`,
      ExpressionAttributeValues: { ':op': op },
    });
    return this.#told(walletId, found);
  }

  /**
   * Stores entries of a statement whose wallet is to come here, one after another. Those that are
   * stored stay, so it may be repeated and may stop anywhere. A shard whose wallet is live or moving
   * stores none: there, only what is posted makes entries.
   * @param entries the oldest first. The last one has the vector of a wallet in stripes, where it ends a block:
   *   the end of the statement always does
   * @returns the number of the last entry here; 0 if there is none
   * @throws MibError entries_behind if entries before them are missing here; invalid_input if one does
   *   not follow the one before it
   */
  async copy(walletId: string, entries: readonly LastEntry[]): Promise<number> {
    const state = stateOf((await this.#read(walletId)).placed);
    const last = (await this.#statements.latest(walletId)) ?? FIRST;
    if (state === 'live' || state === 'moving') return last.seq;
    const added = entries.filter(({ seq }) => seq > last.seq);
    const found = firstChainFault(walletId, added, last);
    if (found?.fault === 'missing' && found.entry === added[0]) throw new MibError('entries_behind');
    if (found) {
      const field = `entries[${entries.indexOf(found.entry)}]`;
      throw invalidInput([{ field, message: 'must follow the entry before it' }]);
    }
    const end = added.at(-1);
    if (end?.vector && countIn(end.vector) !== end.seq)
      throw invalidInput([{ field: 'vector', message: 'must count as many entries as there are' }]);
    for (const entry of added) await this.#statements.add(entry);
    return added.at(-1)?.seq ?? last.seq;
  }

  /** @param here the main item, or what is in its place */
  async #putOver(
    here: Found,
    { op, from, main, stripes }: MovedItems & { readonly op: number; readonly from: number },
  ): Promise<void> {
    const others = await this.#readAll(stripes.map(({ placed }) => placed.wallet_id));
    const putOf = ({ placed, item: { to_shard: _, ...item } }: MovedItems['main'], fence: number | undefined) => ({
      TableName: this.#table,
      Item: {
        ...item,
        from_shard: from,
        // The later one of both.
        ...(fence !== undefined && { fence: Math.max(fence, placed.fence ?? 0) }),
      },
      ConditionExpression: `${IS_FREE} AND ${fence === undefined ? 'attribute_not_exists(fence)' : 'fence = :fence'}`,
      ExpressionAttributeValues: { ':op': op, ...(fence !== undefined && { ':fence': fence }) },
    });
    await this.#write([
      putOf(main, here.placed?.fence),
      ...stripes.map((stripe) => putOf(stripe, others.get(stripe.placed.wallet_id)?.placed?.fence)),
    ]);
  }

  /** Puts the items, all or none, if all conditions hold. One item needs no transaction. */
  async #write([main, ...stripes]: readonly PutWrite[]): Promise<void> {
    if (!main) return;
    if (stripes.length > 0)
      await writeAll(
        this.#documents,
        [main, ...stripes].map((Put) => ({ Put })),
      );
    else await conditionally(pastOthers(this.#documents.send(new PutCommand(main))));
  }

  /** The items of a wallet that comes here. @throws MibError invalid_input */
  #arriving({ walletId, op, from, item }: ArrivingWallet): MovedItems {
    const items = movedItemsOf(item, { walletId, op, to: this.#shard });
    if (!items)
      throw invalidInput([{ field: 'item', message: 'must be this wallet, as its move to this shard has marked it' }]);
    if (from === this.#shard) throw invalidInput([{ field: 'from', message: 'must be another shard' }]);
    return items;
  }

  /** A wallet of the version before has no statement yet. */
  async #assertEntries(walletId: string, { statement }: MovedItems): Promise<void> {
    if (statement === undefined) return;
    const last = (await this.#statements.latest(walletId)) ?? FIRST;
    if (last.seq !== statement.seq || last.balance !== statement.posted) throw new MibError('entries_behind');
  }

  /** @returns the item after the write, or the one that failed the condition */
  async #updated(itemId: string, write: PlacedUpdate): Promise<Found> {
    const written = await conditionally(
      pastOthers(
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: { wallet_id: itemId },
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            ...write,
          }),
        ),
      ),
    );
    const item = 'ok' in written ? written.ok.Attributes : written.item;
    return item === undefined ? this.#read(itemId) : foundIn(item);
  }

  async #read(itemId: string): Promise<Found> {
    const { Item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { wallet_id: itemId }, ConsistentRead: true }),
    );
    return foundIn(Item);
  }

  /** The items of these ids that exist, strongly consistent. */
  async #readAll(itemIds: readonly string[]): Promise<ReadonlyMap<string, Found>> {
    const keys = itemIds.map((wallet_id) => ({ wallet_id }));
    const items = await readAll(this.#documents, this.#table, keys, { ConsistentRead: true });
    return new Map(items.map(foundIn).flatMap((found) => (found.placed ? [[found.placed.wallet_id, found]] : [])));
  }

  /**
   * The stripes of a wallet that is live or moving. Those of a marked one are marked as it is, by this call
   * where a mover has died before: until then they take credits.
   * @param placed the main item, read before
   * @returns undefined if the wallet has changed its state since
   */
  async #stripes(walletId: string, placed: Placed): Promise<Found[] | undefined> {
    const ids = stripeIds(walletId, placed.stripes);
    const found = await this.#readAll(ids);
    const isMoving = stateOf(placed) === 'moving';
    const stripes = await Promise.all(
      ids.map((id) => {
        const stripe = found.get(id) ?? foundIn(undefined);
        return isMoving && !isMarkedAs(placed, stripe)
          ? this.#updated(id, marking(opOf(placed), placed.to_shard))
          : stripe;
      }),
    );
    const isOf = (stripe: Found) => (isMoving ? isMarkedAs(placed, stripe) : stripe.placed?.spendable !== undefined);
    return stripes.every(isOf) ? stripes : undefined;
  }

  /** All that is here of a wallet. @param first the main item */
  async #view(walletId: string, first: Found): Promise<WalletOnShard> {
    let found = first;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const { placed } = found;
      const hasStripes = placed?.spendable !== undefined && placed.stripes !== undefined;
      const stripes = hasStripes ? await this.#stripes(walletId, placed) : [];
      if (stripes) return this.#told(walletId, found, stripes);
      found = await this.#read(walletId);
    }
    throw new MibError('unavailable');
  }

  /**
   * @param main the main item
   * @param stripes its stripes, which were read later. Without those of a wallet that has any, nothing is
   *   told that needs them: who asks for the wallet itself marks it, or asks for its place.
   */
  async #told(walletId: string, main: Found, stripes: readonly Found[] = []): Promise<WalletOnShard> {
    const { placed } = main;
    const entries = (await this.#statements.latest(walletId))?.seq ?? 0;
    const state = stateOf(placed);
    if (!placed || state === 'absent') return { state: 'absent', op: 0, entries };
    const { to_shard: to, from_shard: from } = placed;
    const isWhole = stripes.length === (placed.stripes ?? 0);
    const { seq, postedAt } = isWhole ? wholeStatementOf(main, stripes) : {};
    return {
      state,
      op: opOf(placed),
      ...(to !== undefined && { to }),
      ...(from !== undefined && { from }),
      ...(seq !== undefined && { seq }),
      ...(postedAt !== undefined && { postedAt }),
      entries,
      ...(state === 'moving' && isWhole && { item: textOfMoved(main, stripes) }),
    };
  }
}

interface PlacedUpdate {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/** Marks a live item as moving. */
function marking(op: number, to: number | undefined): PlacedUpdate {
  return {
    UpdateExpression: 'SET to_shard = :to, op = :op REMOVE posting',
    ConditionExpression: `${IS_LIVE} AND ${IS_OLDER}`,
    ExpressionAttributeValues: { ':to': to, ':op': op },
  };
}
