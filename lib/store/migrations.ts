import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';

/** How far a migration of a stage's data has come. */
export type Progress = z.infer<typeof Progress>;
const Progress = z.union([
  /** When it was completed, RFC 3339. */
  z.object({ done: z.string() }),
  /** The key after which it goes on. */
  z.object({ after: z.unknown() }),
]);

/**
 * The migrations of a stage: one item for each, in the directory's table, under a key that no wallet
 * has.
 */
export class Migrations {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Strongly consistent; undefined if it has not begun. */
  async progress(name: string): Promise<Progress | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(name), ConsistentRead: true }),
    );
    return item && Progress.parse(item);
  }

  async store(name: string, progress: Progress): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName: this.#table, Item: { ...keyOf(name), ...progress } }));
  }
}

/** No wallet has such a key: a wallet's id consists of digits. */
const PREFIX = 'migration#';

/** Whether a key of the directory's table is that of a migration. */
export function isMigrationKey(key: string): boolean {
  return key.startsWith(PREFIX);
}

function keyOf(name: string): { wallet_id: string } {
  return { wallet_id: `${PREFIX}${name}` };
}
