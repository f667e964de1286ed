import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { conditionally } from './documents.ts';

/** Before a wallet's id in the name of an attribute: the place that is taken for the wallet, until it is known what became of it. */
const CLAIM = 'claim#';

const Item = z.pipe(
  z.looseObject({}),
  z.transform((item): ReadonlyMap<string, string> => {
    const claims = Object.entries(item).filter(([name]) => name.startsWith(CLAIM));
    return new Map(claims.map(([name, place]) => [name.slice(CLAIM.length), z.string().parse(place)]));
  }),
);

/** The place for a wallet, or none: then the wallets whose places are taken and not yet confirmed, each with its place. */
export type Taken = { readonly place: string } | { readonly unsettled: ReadonlyMap<string, string> };

/**
 * How many wallets each user has opened: one item a user, in the directory's table, under a key that no wallet has. A wallet takes a
 * place before it is claimed. The place has an id, which the claim carries, so that every step can be repeated: taking counts once a
 * wallet, and a place is kept or given back once.
 */
export class WalletPlaces {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Takes a place for a wallet in one conditional write. If one is taken for the same wallet already, by this call or by another, that
   * one stands.
   * @param place a new id
   */
  async take(userId: string, walletId: string, place: string, limit: number): Promise<Taken> {
    const taken = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keyOf(userId),
          UpdateExpression: 'SET used = if_not_exists(used, :none) + :one, #claim = :place',
          ConditionExpression: 'attribute_not_exists(#claim) AND (attribute_not_exists(used) OR used < :limit)',
          ExpressionAttributeNames: { '#claim': CLAIM + walletId },
          ExpressionAttributeValues: { ':none': 0, ':one': 1, ':place': place, ':limit': limit },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in taken) return { place };
    const unsettled = Item.parse(taken.item ?? (await this.#read(userId)));
    const standing = unsettled.get(walletId);
    return standing === undefined ? { unsettled } : { place: standing };
  }

  /** The wallet was claimed with this place: it counts for good. */
  async keep(userId: string, walletId: string, place: string): Promise<void> {
    await this.#settle(userId, walletId, 'REMOVE #claim', { ':place': place });
  }

  /** The wallet was not claimed with this place. */
  async giveBack(userId: string, walletId: string, place: string): Promise<void> {
    await this.#settle(userId, walletId, 'SET used = used - :one REMOVE #claim', { ':place': place, ':one': 1 });
  }

  /** Once: whoever comes second finds the place settled, and changes nothing. */
  async #settle(userId: string, walletId: string, update: string, values: Record<string, unknown>): Promise<void> {
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keyOf(userId),
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
      new GetCommand({ TableName: this.#table, Key: keyOf(userId), ConsistentRead: true }),
    );
    return item;
  }
}

/** A wallet's id is made of digits: none is like this. */
function keyOf(userId: string): { wallet_id: string } {
  return { wallet_id: `places#${userId}` };
}
