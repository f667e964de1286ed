import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
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
}

/** Reads the last entries of many wallets at once, for the audit. */
export class StatementHeads {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #statements: Pick<Statements, 'latest'>;

  constructor(documents: DynamoDBDocumentClient, table: string, statements: Pick<Statements, 'latest'>) {
    this.#documents = documents;
    this.#table = table;
    this.#statements = statements;
  }

  /**
   * The heads of wallets, by wallet. An entry follows its posting: a wallet whose last entry is not
   * there yet has the one before it.
   * @param postings the number of the last posting of each wallet
   */
  async of(postings: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, EntryHead>> {
    const keys = [...postings].filter(([, seq]) => seq > 0).map(([wallet_id, seq]) => ({ wallet_id, seq }));
    const pages = await Promise.all(batchesOf(keys).map((Keys) => this.#read(Keys)));
    const heads = new Map(pages.flat().map(({ wallet_id, ...head }) => [wallet_id, head]));
    for (const { wallet_id } of keys) {
      if (heads.has(wallet_id)) continue;
      const last = await this.#statements.latest(wallet_id);
      if (last) heads.set(wallet_id, { seq: last.seq, hash: last.hash, balance: last.balance });
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
