import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { HeadLeaf, HeadNode, HeadPage } from '../domain/head-pages.ts';
import { SafeNumber } from './items.ts';

/** After this time DynamoDB may delete the pages of a root. The root itself is kept for good. */
export const PAGES_KEPT_MS = 48 * 60 * 60_000;

/** The partition of the kept roots. Each page has one of its own, so that writes spread. */
const ROOTS = 'roots';

/** The signed Merkle root of the heads of all statements at one time. */
export interface KeptRoot {
  /** Ms since 1970. It identifies the root. */
  readonly keptAt: number;
  /** In base64url. */
  readonly root: string;
  /** The number of wallets that have a statement. */
  readonly size: number;
  /** The root, signed for outsiders. */
  readonly jws: string;
  /** The heads that had newer entries, which the audit had not verified. */
  readonly behind?: number | undefined;
  /** The number of the findings of that audit. */
  readonly findings?: number | undefined;
}

const Root = z.pipe(
  z.object({
    kept_at: SafeNumber,
    root: z.string(),
    size: SafeNumber,
    jws: z.string(),
    behind: z.optional(SafeNumber),
    findings: z.optional(SafeNumber),
  }),
  z.transform(({ kept_at, ...root }): KeptRoot => ({ keptAt: kept_at, ...root })),
);

/** The nodes of a page, joined. */
const Page = z.object({
  keys: z.instanceof(Uint8Array),
  hashes: z.instanceof(Uint8Array),
  seqs: z.optional(z.array(SafeNumber)),
});
const HASH_BYTES = 32;

/** The table `roots`: what the audit has signed, and for a time the trees below. */
export class Roots {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Stores a page of a root that is to be kept. The same page may be stored again. */
  async addPage(keptAt: number, { level, number, nodes }: HeadPage | HeadPage<HeadLeaf>): Promise<void> {
    const seqs = nodes.flatMap((node) => ('seq' in node ? [node.seq] : []));
    await this.#documents.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          ...pageKey(keptAt, level, number),
          keys: Buffer.concat(nodes.map(({ key }) => key)),
          hashes: Buffer.concat(nodes.map(({ hash }) => hash)),
          ...(level === 0 && { seqs }),
          expires_at: Math.ceil((keptAt + PAGES_KEPT_MS) / 1_000),
        },
      }),
    );
  }

  /** Keeps a root for good. Store its pages before, so that every root has them. */
  async keep({ keptAt, ...root }: KeptRoot): Promise<void> {
    const Item = { series: ROOTS, kept_at: keptAt, ...root };
    await this.#documents.send(new PutCommand({ TableName: this.#table, Item }));
  }

  /** The newest root, or undefined. */
  async latest(): Promise<KeptRoot | undefined> {
    const [root] = await this.newest(1);
    return root;
  }

  /** The newest roots, the newest first. */
  newest(limit: number): Promise<KeptRoot[]> {
    return this.#roots({ ScanIndexForward: false, Limit: limit });
  }

  /** The root of a time (ms since 1970), or undefined. */
  async at(keptAt: number): Promise<KeptRoot | undefined> {
    const Key = { series: ROOTS, kept_at: keptAt };
    const { Item } = await this.#documents.send(new GetCommand({ TableName: this.#table, Key }));
    return Item && z.parse(Root, Item);
  }

  /** The kept roots from a time on (ms since 1970), the oldest first. */
  async *since(time: number): AsyncGenerator<KeptRoot, void, void> {
    let after = time - 1;
    for (;;) {
      const roots = await this.#roots({
        KeyConditionExpression: 'series = :roots AND kept_at > :after',
        ExpressionAttributeValues: { ':roots': ROOTS, ':after': after },
        Limit: 100,
      });
      yield* roots;
      const last = roots.at(-1);
      if (!last) return;
      after = last.keptAt;
    }
  }

  /** A page of a root; undefined once it is deleted, and before its root is kept. */
  async page(keptAt: number, level: number, number: number): Promise<HeadPage<HeadLeaf | HeadNode> | undefined> {
    const { Item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: pageKey(keptAt, level, number) }),
    );
    if (!Item) return undefined;
    const { keys, hashes, seqs } = Page.parse(Item);
    const count = hashes.length / HASH_BYTES;
    const keyBytes = keys.length / count;
    const nodes = Array.from({ length: count }, (_, n) => ({
      key: keys.subarray(n * keyBytes, (n + 1) * keyBytes),
      hash: hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES),
      ...(seqs && { seq: seqs[n] ?? 0 }),
    }));
    return { level, number, nodes };
  }

  async #roots(query: Partial<QueryCommandInput>): Promise<KeptRoot[]> {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'series = :roots',
        ExpressionAttributeValues: { ':roots': ROOTS },
        ...query,
      }),
    );
    return z.array(Root).parse(Items);
  }
}

function pageKey(keptAt: number, level: number, number: number) {
  return { series: `${keptAt}/${level}/${number}`, kept_at: keptAt };
}
