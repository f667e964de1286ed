import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { StatementVector } from '../domain/statement.ts';
import { vectorOf } from '../domain/striped-statement.ts';
import { batchesOf } from './batches.ts';
import { SafeNumber } from './items.ts';
import type { Statements } from './statements.ts';

const Item = z.object({ wallet_id: z.string(), seq: SafeNumber, hash: z.string(), balance: z.bigint() });

/** An entry as far as the audit needs it of an entry that it has verified before. */
export interface EntryHead {
  readonly seq: number;
  readonly hash: string;
  /** The booked balance after the entry. */
  readonly balance: bigint;
  /** Of a wallet in stripes: how many postings of each item are in the statement up to the entry. */
  readonly vector?: StatementVector;
}

/** Reads the last entries of many wallets at once, for the audit. */
export class StatementHeads {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #statements: Pick<Statements, 'latest' | 'upTo'>;

  constructor(documents: DynamoDBDocumentClient, table: string, statements: Pick<Statements, 'latest' | 'upTo'>) {
    this.#documents = documents;
    this.#table = table;
    this.#statements = statements;
  }

  /**
   * The heads of wallets, by wallet. An entry follows its posting: a wallet whose last entry is not
   * there yet has the one before it. One in stripes has the newest that is there, with its vector: of those
   * that its items had posted when they were read, others may be in the statement first.
   * @param postings the number of the last posting of each wallet
   * @param striped those of them in stripes
   */
  async of(
    postings: ReadonlyMap<string, number>,
    striped: ReadonlySet<string> = new Set(),
  ): Promise<ReadonlyMap<string, EntryHead>> {
    const posted = [...postings].filter(([, seq]) => seq > 0);
    const keys = posted.filter(([id]) => !striped.has(id)).map(([wallet_id, seq]) => ({ wallet_id, seq }));
    const pages = await Promise.all(batchesOf(keys).map((Keys) => this.#read(Keys)));
    const heads = new Map<string, EntryHead>(pages.flat().map(({ wallet_id, ...head }) => [wallet_id, head]));
    for (const [id, seq] of posted) {
      if (heads.has(id)) continue;
      const last = await (striped.has(id) ? this.#statements.latest(id) : this.#statements.upTo(id, seq));
      const vector = striped.has(id) ? { vector: vectorOf(last) } : {};
      if (last) heads.set(id, { seq: last.seq, hash: last.hash, balance: last.balance, ...vector });
    }
    return heads;
  }

  async #read(Keys: { wallet_id: string; seq: number }[]): Promise<z.infer<typeof Item>[]> {
    const { Responses } = await this.#documents.send(
      new BatchGetCommand({
        RequestItems: {
          [this.#table]: {
            Keys,
            ProjectionExpression: 'wallet_id, seq, #hash, balance',
            ExpressionAttributeNames: { '#hash': 'hash' },
          },
        },
      }),
    );
    return z.array(Item).parse(Responses?.[this.#table] ?? []);
  }
}
