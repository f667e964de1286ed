import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { FINDINGS, type Finding } from '../domain/audit.ts';
import { inCurrency } from '../domain/currency.ts';
import type { PostedTransfer } from '../domain/posted-transfers.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';
import { type KeptRoot, PAGES_KEPT_MS } from './roots.ts';

/** Where an audit ended, and where the next one goes on. */
export interface AuditState {
  /** Ms since 1970. It identifies the state, and its root. */
  readonly keptAt: number;
  /** The tree of the verified heads. Undefined if there was none. */
  readonly root?: KeptRoot | undefined;
  /** For each shard, the cursor of the first page that is next; undefined is the first page. */
  readonly cursors: readonly (string | undefined)[];
  /** The sum of the opening entries, and of what the money before them has settled. */
  readonly openingSum: bigint;
  /** When the last of them was posted, in ms since 1970; 0 if there is none. */
  readonly openedUntil: number;
  /** The first 100. */
  readonly findings: readonly Finding[];
}

const StoredFinding = z.object({
  kind: z.enum(FINDINGS),
  walletId: z.optional(z.string()),
  txId: z.optional(z.string()),
  detail: z.string(),
});
const Stored = z.object({
  last: SafeNumber,
  root: z.optional(
    z.object({ root: z.string(), size: SafeNumber, jws: z.string(), behind: SafeNumber, findings: SafeNumber }),
  ),
  cursors: z.array(z.string()),
  opening_sum: z.bigint(),
  opened_until: SafeNumber,
  open_parts: SafeNumber,
  found: z.array(StoredFinding),
});
const Claimed = z.object({ claimed: SafeNumber });
const OpenPart = z.object({
  transfers: z.array(
    z.object({
      tx: z.string(),
      legs: z.array(
        z.object({ wallet: z.string(), amount: z.bigint(), at: SafeNumber, currency: z.optional(z.string()) }),
      ),
    }),
  ),
});

/** The item of the state. The keys of the pages and roots begin otherwise. */
const KEY = { series: 'audit', kept_at: 0 };
/** A state from which nothing is known. */
const NOTHING = { cursors: [], openingSum: 0n, openedUntil: 0, findings: [] };
/** Transfers in one item: about 250 KB, if their wallets have ids of usual length. */
const PART = 1_000;
/** Stored findings stay far below the 400 KB of an item. */
const FINDINGS_STORED = 100;
/** DynamoDB has no text of length 0 in keys, and a list no gaps: this is no wallet's id. */
const FIRST_PAGE = '-';

/**
 * The state of the audit, in the table `roots`: one item, and items with the transfers of which only
 * some postings are verified. A write that replaces the state names the one that it goes on from.
 */
export class AuditStates {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * The last state with its open transfers, strongly consistent.
   * @returns undefined if there is none. Without cursors, DynamoDB has deleted a part of it: the next
   *   audit replaces it, and goes on from nothing
   */
  async last(): Promise<{ state: AuditState; open: PostedTransfer[] } | undefined> {
    const item = await this.#get(KEY);
    const { data } = Stored.safeParse(item);
    if (!data) return undefined;
    const open: PostedTransfer[] = [];
    for (let part = 0; part < data.open_parts; part++) {
      const stored = await this.#get(partKey(data.last, part));
      if (!stored) return { open: [], state: { ...NOTHING, keptAt: data.last } };
      for (const { tx, legs } of OpenPart.parse(stored).transfers)
        open.push({
          txId: tx,
          legs: legs.map(({ wallet, amount, at, currency }) => ({
            walletId: wallet,
            amount,
            postedAt: at,
            ...inCurrency(currency),
          })),
        });
    }
    return {
      open,
      state: {
        keptAt: data.last,
        ...(data.root && { root: { keptAt: data.last, ...data.root } }),
        cursors: data.cursors.map((cursor) => (cursor === FIRST_PAGE ? undefined : cursor)),
        openingSum: data.opening_sum,
        openedUntil: data.opened_until,
        findings: data.found,
      },
    };
  }

  /** What the last audit found: the first 100. */
  async findings(): Promise<readonly Finding[]> {
    return Stored.safeParse(await this.#get(KEY)).data?.found ?? [];
  }

  /**
   * A time for a new state that no other state has or will have, at `now` (ms since 1970) or after.
   * Two audits at once store their trees under two times.
   */
  async claim(now: number): Promise<number> {
    for (let time = now; ; ) {
      const claimed = await conditionally(
        this.#documents.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: KEY,
            UpdateExpression: 'SET claimed = :time',
            ConditionExpression: 'attribute_not_exists(claimed) OR claimed < :time',
            ExpressionAttributeValues: { ':time': time },
          }),
        ),
      );
      if ('ok' in claimed) return time;
      time = Claimed.parse(await this.#get(KEY)).claimed + 1;
    }
  }

  /**
   * Replaces the state, once its tree is stored.
   * @param before the state that it goes on from
   * @returns false if another audit has replaced that state meanwhile: then nothing changes
   */
  async keep(state: AuditState, open: readonly PostedTransfer[], before: number | undefined): Promise<boolean> {
    const parts = Math.ceil(open.length / PART);
    for (let part = 0; part < parts; part++)
      await this.#addPart(state.keptAt, part, open.slice(part * PART, (part + 1) * PART));
    const root = storedRoot(state.root);
    const kept = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: KEY,
          UpdateExpression: `${root ? 'SET #root = :root,' : 'REMOVE #root SET'} #last = :last, cursors = :cursors, opening_sum = :sum, opened_until = :until, open_parts = :parts, #found = :found`,
          ConditionExpression: before === undefined ? 'attribute_not_exists(#last)' : '#last = :before',
          ExpressionAttributeNames: { '#last': 'last', '#root': 'root', '#found': 'found' },
          ExpressionAttributeValues: {
            ':last': state.keptAt,
            ...(root && { ':root': root }),
            ':cursors': state.cursors.map((cursor) => cursor ?? FIRST_PAGE),
            ':sum': state.openingSum,
            ':until': state.openedUntil,
            ':parts': parts,
            ':found': state.findings.slice(0, FINDINGS_STORED),
            ...(before !== undefined && { ':before': before }),
          },
        }),
      ),
    );
    // A write that is repeated because its response was lost finds its own state.
    return 'ok' in kept || (await this.#isLast(state.keptAt));
  }

  async #isLast(keptAt: number): Promise<boolean> {
    return Stored.safeParse(await this.#get(KEY)).data?.last === keptAt;
  }

  async #addPart(keptAt: number, part: number, transfers: readonly PostedTransfer[]): Promise<void> {
    await this.#documents.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          ...partKey(keptAt, part),
          transfers: transfers.map(({ txId, legs }) => ({
            tx: txId,
            legs: legs.map(({ walletId, amount, postedAt, currency }) => ({
              wallet: walletId,
              amount,
              at: postedAt,
              currency,
            })),
          })),
          expires_at: Math.ceil((keptAt + PAGES_KEPT_MS) / 1_000),
        },
      }),
    );
  }

  async #get(Key: Record<string, unknown>): Promise<unknown> {
    const { Item } = await this.#documents.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item;
  }
}

function partKey(keptAt: number, part: number) {
  return { series: `${keptAt}/open/${part}`, kept_at: keptAt };
}

function storedRoot(kept: KeptRoot | undefined): object | undefined {
  if (!kept) return undefined;
  const { keptAt: _, ...root } = kept;
  return { behind: 0, findings: 0, ...root };
}
