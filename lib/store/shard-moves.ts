import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { invalidInput, MibError } from '../domain/errors.ts';
import { FIRST, firstChainFault, type StatementEntry } from '../domain/statement.ts';
import type { Move, WalletOnShard } from '../domain/wallet-move.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';
import { itemOfText, textOfItem } from './moved-item.ts';
import { listedWalletOf } from './shard-wallet-item.ts';
import type { Statements } from './statements.ts';

/** An item of the table as far as a move needs it. */
const Placed = z.object({
  wallet_id: z.string(),
  spendable: z.optional(z.bigint()),
  fence: z.optional(SafeNumber),
  op: z.optional(SafeNumber),
  to_shard: z.optional(SafeNumber),
  from_shard: z.optional(SafeNumber),
  posted: z.optional(z.bigint()),
  seq: z.optional(SafeNumber),
  posted_at: z.optional(SafeNumber),
});
type Placed = z.infer<typeof Placed>;
/** An item of the table, and the same as it is stored. */
interface Found {
  readonly placed: Placed | undefined;
  readonly item: unknown;
}

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
    return this.#update(walletId, {
      UpdateExpression: 'SET to_shard = :to, op = :op REMOVE posting',
      ConditionExpression: `${IS_LIVE} AND ${IS_OLDER}`,
      ExpressionAttributeValues: { ':to': to, ':op': op },
    });
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
      await this.#putOver(here.placed?.fence, { op, from, ...arriving });
      here = await this.#read(walletId);
    }
    const after = await this.#view(walletId, here);
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
      if (stateOf(placed) !== 'moving' || !placed || opOf(placed) > op) return this.#view(walletId, found);
      const tombstone = { wallet_id: walletId, op: placed.op, to_shard: placed.to_shard };
      await conditionally(
        this.#documents.send(
          new PutCommand({
            TableName: this.#table,
            Item: tombstone,
            ConditionExpression: 'attribute_exists(spendable) AND to_shard = :to AND op = :op',
            ExpressionAttributeValues: { ':to': placed.to_shard, ':op': placed.op },
          }),
        ),
      );
    }
    throw new MibError('unavailable');
  }

  /** Gives a live wallet that is where it shall be the number of a move, if it has a smaller one. */
  stay(walletId: string, op: number): Promise<WalletOnShard> {
    return this.#update(walletId, {
      UpdateExpression: 'SET op = :op REMOVE posting',
      ConditionExpression: `${IS_LIVE} AND ${IS_OLDER}`,
      ExpressionAttributeValues: { ':op': op },
    });
  }

  /**
   * Stores entries of a statement whose wallet is to come here, one after another. Those that are
   * stored stay, so it may be repeated and may stop anywhere. A shard whose wallet is live or moving
   * stores none: there, only what is posted makes entries.
   * @param entries the oldest first
   * @returns the number of the last entry here; 0 if there is none
   * @throws MibError entries_behind if entries before them are missing here; invalid_input if one does
   *   not follow the one before it
   */
  async copy(walletId: string, entries: readonly StatementEntry[]): Promise<number> {
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
    for (const entry of added) await this.#statements.add(entry);
    return added.at(-1)?.seq ?? last.seq;
  }

  /** @param fence the one that is here; the item gets the later one of both */
  async #putOver(
    fence: number | undefined,
    {
      op,
      from,
      item: { to_shard: _, ...item },
      placed,
    }: { op: number; from: number; item: Record<string, unknown>; placed: Placed },
  ): Promise<void> {
    const isUnchanged = fence === undefined ? 'attribute_not_exists(fence)' : 'fence = :fence';
    await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            ...item,
            from_shard: from,
            ...(fence !== undefined && { fence: Math.max(fence, placed.fence ?? 0) }),
          },
          ConditionExpression: `${IS_FREE} AND ${isUnchanged}`,
          ExpressionAttributeValues: { ':op': op, ...(fence !== undefined && { ':fence': fence }) },
        }),
      ),
    );
  }

  /** The item of a wallet that comes here. @throws MibError invalid_input */
  #arriving({ walletId, op, from, item }: ArrivingWallet): { item: Record<string, unknown>; placed: Placed } {
    const parsed = itemOfText(item);
    const wallet = parsed && Placed.safeParse(parsed).data;
    const isIts = wallet?.wallet_id === walletId && wallet.op === op && wallet.to_shard === this.#shard;
    if (!parsed || !wallet || !isIts || !isWallet(parsed) || parsed.posting !== undefined)
      throw invalidInput([{ field: 'item', message: 'must be this wallet, as its move to this shard has marked it' }]);
    if (from === this.#shard) throw invalidInput([{ field: 'from', message: 'must be another shard' }]);
    return { item: parsed, placed: wallet };
  }

  /** A wallet of the version before has no statement yet. */
  async #assertEntries(walletId: string, { placed: { seq, posted } }: { placed: Placed }): Promise<void> {
    if (seq === undefined) return;
    const last = (await this.#statements.latest(walletId)) ?? FIRST;
    if (last.seq !== seq || last.balance !== posted) throw new MibError('entries_behind');
  }

  async #update(
    walletId: string,
    write: {
      UpdateExpression: string;
      ConditionExpression: string;
      ExpressionAttributeValues: Record<string, unknown>;
    },
  ): Promise<WalletOnShard> {
    const written = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { wallet_id: walletId },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...write,
        }),
      ),
    );
    const item = 'ok' in written ? written.ok.Attributes : written.item;
    return this.#view(walletId, item === undefined ? await this.#read(walletId) : foundIn(item));
  }

  async #read(walletId: string): Promise<Found> {
    const { Item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { wallet_id: walletId }, ConsistentRead: true }),
    );
    return foundIn(Item);
  }

  async #view(walletId: string, { placed, item }: Found): Promise<WalletOnShard> {
    const entries = (await this.#statements.latest(walletId))?.seq ?? 0;
    const state = stateOf(placed);
    if (!placed || state === 'absent') return { state: 'absent', op: 0, entries };
    const { to_shard: to, from_shard: from, seq, posted_at: postedAt } = placed;
    return {
      state,
      op: opOf(placed),
      ...(to !== undefined && { to }),
      ...(from !== undefined && { from }),
      ...(seq !== undefined && { seq }),
      ...(postedAt !== undefined && { postedAt }),
      entries,
      ...(state === 'moving' && { item: textOfItem(item) }),
    };
  }
}

function foundIn(item: unknown): Found {
  return { placed: item === undefined ? undefined : Placed.parse(item), item };
}

function stateOf(placed: Placed | undefined): WalletOnShard['state'] {
  if (placed?.spendable !== undefined) return placed.to_shard === undefined ? 'live' : 'moving';
  return placed?.to_shard === undefined ? 'absent' : 'moved';
}

function opOf({ op = 0 }: Placed): number {
  return op;
}

/** Whether a wallet of this move may be put over the item. */
function isFree(placed: Placed | undefined, op: number): boolean {
  const state = stateOf(placed);
  return state === 'absent' || (state === 'moved' && placed !== undefined && opOf(placed) < op);
}

/** Whether this version can read it as a wallet. */
function isWallet(item: unknown): boolean {
  try {
    return listedWalletOf(item) !== undefined;
  } catch {
    return false;
  }
}
