import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { conditionally } from './documents.ts';

/**
 * The prefix of attributes that hold the place taken for a wallet, until it is settled whether the
 * wallet uses it.
 */
const CLAIM = 'claim#';

/** The places in the item of a user that are taken and not settled, by their wallets. */
export const UnsettledPlaces = z.pipe(
  z.looseObject({}),
  z.transform((item): ReadonlyMap<string, string> => {
    const claims = Object.entries(item).filter(([name]) => name.startsWith(CLAIM));
    return new Map(claims.map(([name, place]) => [name.slice(CLAIM.length), z.string().parse(place)]));
  }),
);

/**
 * The place for a wallet; or, at the limit, the wallets whose places are taken and not settled,
 * each with its place; or that the user is deleted, and has no place any more.
 */
export type Taken =
  | { readonly place: string }
  | { readonly unsettled: ReadonlyMap<string, string> }
  | { readonly deleted: true };

const Deleted = z.object({ deleted_at: z.string() });

/**
 * Counts the wallets of each user: one item per user, in the directory's table, under a key that no
 * wallet has. A wallet takes a place before it is claimed, and the claim carries the id of the
 * place. So every step can be repeated: a wallet counts once, and a place is confirmed or given
 * back once.
 */
export class WalletPlaces {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Takes a place for a wallet in one conditional write. A place that is already taken for the same
   * wallet, by this or another call, stays.
   * @param place a new id
   */
  async take(userId: string, walletId: string, place: string, limit: number): Promise<Taken> {
    const taken = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: placesKey(userId),
          UpdateExpression: 'SET used = if_not_exists(used, :none) + :one, #claim = :place',
          ConditionExpression:
            'attribute_not_exists(#claim) AND attribute_not_exists(deleted_at) AND (attribute_not_exists(used) OR used < :limit)',
          ExpressionAttributeNames: { '#claim': CLAIM + walletId },
          ExpressionAttributeValues: { ':none': 0, ':one': 1, ':place': place, ':limit': limit },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in taken) return { place };
    const item = taken.item ?? (await this.#read(userId));
    if (Deleted.safeParse(item).success) return { deleted: true };
    const unsettled = UnsettledPlaces.parse(item);
    const standing = unsettled.get(walletId);
    return standing === undefined ? { unsettled } : { place: standing };
  }

  /** Confirms the place: the wallet was claimed with it and counts for good. */
  async confirm(userId: string, walletId: string, place: string): Promise<void> {
    await this.#settle(userId, walletId, 'REMOVE #claim', { ':place': place });
  }

  /** Gives the place back: the wallet was not claimed with it. */
  async giveBack(userId: string, walletId: string, place: string): Promise<void> {
    await this.#settle(userId, walletId, 'SET used = used - :one REMOVE #claim', { ':place': place, ':one': 1 });
  }

  /** Settles a place once: a second call finds it settled and changes nothing. */
  async #settle(userId: string, walletId: string, update: string, values: Record<string, unknown>): Promise<void> {
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: placesKey(userId),
          UpdateExpression: update,
          ConditionExpression: '#claim = :place',
          ExpressionAttributeNames: { '#claim': CLAIM + walletId },
          ExpressionAttributeValues: values,
        }),
      ),
    );
  }

  async #read(userId: string): Promise<unknown> {
    const { Item: item = {} } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: placesKey(userId), ConsistentRead: true }),
    );
    return item;
  }
}

const PLACES = 'places#';

/** The key of a user's item. No wallet has it: a wallet's id consists of digits. */
export function placesKey(userId: string): { wallet_id: string } {
  return { wallet_id: PLACES + userId };
}

/** Whose item has this key. */
export function userOfPlaces({ wallet_id }: { readonly wallet_id: string }): string {
  return wallet_id.slice(PLACES.length);
}
