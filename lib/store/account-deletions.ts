import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';
import { type Due, dueIn, postpone, unfinishedAttributes } from './unfinished-index.ts';
import { placesKey, UnsettledPlaces, userOfPlaces } from './wallet-places.ts';

/** The partition of the index `open` with the deletions that are not finished. They are few. */
const PARTITION = 'deletions';

const Key = z.object({ wallet_id: z.string() });
const Item = z.object({
  used: z.optional(SafeNumber),
  deleted_at: z.optional(z.string()),
  login: z.optional(z.string()),
});

/** What a user has of wallets, and how far the deletion of the user is. */
export interface AccountState {
  /** How many wallets the user has taken places for; undefined: never one. */
  readonly used: number | undefined;
  /** Those places of which it is not settled whether a wallet uses them, by their wallets. */
  readonly unsettled: ReadonlyMap<string, string>;
  /** Since the deletion was decided. `login`: folded, until everything of the user is erased. */
  readonly deletion?: { readonly login?: string };
}

/**
 * The deletions of users, in the items that count their wallets: so it is a condition of one write that
 * a user who is being deleted takes no place for another wallet.
 */
export class AccountDeletions {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  /** @param table the table of the directory */
  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Strongly consistent. */
  async of(userId: string): Promise<AccountState> {
    const { Item: item = {} } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: placesKey(userId), ConsistentRead: true }),
    );
    const { used, deleted_at, login } = Item.parse(item);
    return {
      used,
      unsettled: UnsettledPlaces.parse(item),
      ...(deleted_at !== undefined && { deletion: { ...(login !== undefined && { login }) } }),
    };
  }

  /**
   * Decides the deletion, unless a place was taken since the state was read. From then on the user has no
   * further wallet, and the deletion is due until it is finished.
   * @param read a state without unsettled places
   * @param times `now` and `dueAt`: ms since 1970
   * @returns whether the deletion is decided, by this call or another one
   */
  async decide(
    userId: string,
    { used }: AccountState,
    login: string,
    { now, dueAt }: { now: number; dueAt: number },
  ): Promise<boolean> {
    const { open, due_at, attempts } = unfinishedAttributes(PARTITION, dueAt);
    const decided = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: placesKey(userId),
          UpdateExpression: 'SET deleted_at = :at, login = :login, #open = :open, due_at = :due, attempts = :attempts',
          ConditionExpression: `attribute_not_exists(deleted_at) AND ${used === undefined ? 'attribute_not_exists(used)' : 'used = :used'}`,
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: {
            ':at': new Date(now).toISOString(),
            ':login': login,
            ':open': open,
            ':due': due_at,
            ':attempts': attempts,
            ...(used !== undefined && { ':used': used }),
          },
        }),
      ),
    );
    // Its own write, whose response was lost; or that of another request.
    return 'ok' in decided || (await this.of(userId)).deletion !== undefined;
  }

  /** The deletions that are due, the longest overdue first. @param now ms since 1970 */
  async due(now: number, limit: number): Promise<{ userId: string; due: Due<z.infer<typeof Key>> }[]> {
    const found = await dueIn(this.#documents, this.#table, Key, now, limit, [PARTITION]);
    return found.map((due) => ({ userId: userOfPlaces(due.key), due }));
  }

  /** Claims a due deletion, as `postpone` says. */
  postpone(due: Due<z.infer<typeof Key>>, now: number, sweepId: string): Promise<boolean> {
    return postpone(this.#documents, this.#table, due, now, sweepId);
  }

  /** Everything of the user is erased, and with this the login. It may be repeated. */
  async finish(userId: string): Promise<void> {
    await this.#documents.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: placesKey(userId),
        UpdateExpression: 'REMOVE login, #open, due_at, attempts, sweep_id',
        ConditionExpression: 'attribute_exists(deleted_at)',
        ExpressionAttributeNames: { '#open': 'open' },
      }),
    );
  }
}
