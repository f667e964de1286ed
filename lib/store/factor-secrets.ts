import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { SafeNumber } from './items.ts';

const Item = z.object({ id: z.string(), secret: z.string(), expires_at: z.optional(SafeNumber) });

/** The key of the secret that waits for its first code. No id of a secret is this. */
export const PROPOSED = 'proposed';

/** A secret of an authenticator app. */
export interface FactorSecret {
  readonly id: string;
  /** In Base32. */
  readonly secret: string;
}

/**
 * The secrets of authenticator apps, in a table that only the functions read which check a code: the one
 * that a user confirmed, and the newest that waits for its first code.
 */
export class FactorSecrets {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Stores a secret that waits for its first code, in place of one that waits already. It may be repeated.
   * @param until s since 1970
   */
  async propose(userId: string, { id, secret }: FactorSecret, until: number): Promise<void> {
    await this.#documents.send(
      new PutCommand({
        TableName: this.#table,
        Item: { user_id: userId, kind: PROPOSED, id, secret, expires_at: until },
      }),
    );
  }

  /** The secret that waits for its first code. @param now ms since 1970 */
  async proposed(userId: string, now: number): Promise<FactorSecret | undefined> {
    const found = await this.#read(userId, PROPOSED);
    return found && (found.expires_at ?? 0) * 1_000 > now ? { id: found.id, secret: found.secret } : undefined;
  }

  /** Stores a secret for good. It may be repeated. */
  async keep(userId: string, { id, secret }: FactorSecret): Promise<void> {
    await this.#documents.send(
      new PutCommand({ TableName: this.#table, Item: { user_id: userId, kind: id, id, secret } }),
    );
  }

  /** A kept secret, in Base32; undefined if there is none. */
  async of(userId: string, id: string): Promise<string | undefined> {
    return (await this.#read(userId, id))?.secret;
  }

  /** Forgets a kept secret, or with PROPOSED the one that waits. It may be repeated. */
  async forget(userId: string, id: string): Promise<void> {
    await this.#documents.send(new DeleteCommand({ TableName: this.#table, Key: { user_id: userId, kind: id } }));
  }

  async #read(userId: string, kind: string): Promise<z.infer<typeof Item> | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { user_id: userId, kind }, ConsistentRead: true }),
    );
    return item && Item.parse(item);
  }
}
