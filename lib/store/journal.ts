import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { FIRST_DUE_MS, openPartition } from '../domain/redrive.ts';
import { Decision, initiationOf, isFinal, noteOf, Status, type Transfer } from '../domain/transfer.ts';
import { conditionally } from './documents.ts';
import { type Due, dueIn, openAttributes, openKeys, postpone } from './open-index.ts';

const Key = z.object({ from_id: z.string(), tx_id: z.string() });
type Key = z.infer<typeof Key>;

const Item = Key.extend({
  to_id: z.string(),
  amount: z.bigint(),
  status: Status,
  note: z.string().optional(),
  decision: Decision.optional(),
  initiated_at: z.string(),
  processing_at: z.string().optional(),
  decided_at: z.string().optional(),
  finished_at: z.string().optional(),
}).transform(
  (item): Transfer => ({
    txId: item.tx_id,
    fromId: item.from_id,
    toId: item.to_id,
    amount: item.amount,
    status: item.status,
    note: noteOf(item.status, item.note),
    ...(item.decision && { decision: item.decision }),
    initiatedAt: item.initiated_at,
    ...(item.processing_at && { processingAt: item.processing_at }),
    ...(item.decided_at && { decidedAt: item.decided_at }),
    ...(item.finished_at && { finishedAt: item.finished_at }),
  }),
);

/** What starts a transfer. */
export type NewTransfer = Pick<Transfer, 'txId' | 'fromId' | 'toId' | 'amount' | 'initiatedAt'>;

/**
 * The journal of transfers: one item each, under its payer. Here a transfer is written and read; from PENDING on it is the state
 * machine statemachines/transfer.asl.json that changes it.
 */
export class Journal {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /**
   * Writes a transfer as PENDING, due for the sweeper from then on.
   * @param now ms since 1970
   * @returns whether it is new; one that is there stays as it is
   */
  async create(transfer: NewTransfer, now: number): Promise<boolean> {
    const created = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            from_id: transfer.fromId,
            tx_id: transfer.txId,
            to_id: transfer.toId,
            amount: transfer.amount,
            status: 'PENDING' satisfies Status,
            initiated_at: transfer.initiatedAt,
            ...openAttributes(openPartition(transfer.txId), now + FIRST_DUE_MS),
          },
          ConditionExpression: 'attribute_not_exists(tx_id)',
        }),
      ),
    );
    return 'ok' in created;
  }

  /** One transfer of the wallet, as payer or, once it is decided to happen, as payee. */
  async get(walletId: string, txId: string): Promise<Transfer | undefined> {
    const outgoing = await this.#read({ from_id: walletId, tx_id: txId });
    if (outgoing) return outgoing;
    const [key] = await this.#incoming(walletId, 'incoming_id = :wallet AND tx_id = :tx', { ':tx': txId }, 1, true);
    return key && this.#read(key);
  }

  /**
   * A page of the wallet's transfers, oldest first. The payer's side is strongly consistent; the payee's a moment behind, and what
   * is decided late appears at the place of its id, which may be before `after`.
   * @param page `after`: the last TxID of the page before
   */
  async page(walletId: string, page: { after?: string | undefined; limit: number }) {
    const condition = page.after === undefined ? '' : ' AND tx_id > :after';
    const values = page.after === undefined ? {} : { ':after': page.after };
    const [outgoing, incoming] = await Promise.all([
      this.#outgoing(walletId, condition, values, page.limit + 1, true),
      this.#incoming(walletId, `incoming_id = :wallet${condition}`, values, page.limit + 1, true),
    ]);
    const merged = [
      ...outgoing.map((transfer) => ({ txId: transfer.txId, transfer })),
      ...incoming.map((key) => ({ txId: key.tx_id, key })),
    ].sort((a, b) => (a.txId < b.txId ? -1 : 1));
    const chosen = merged.slice(0, page.limit);
    const payee = await this.#readAll(chosen.flatMap((entry) => ('key' in entry ? [entry.key] : [])));
    const transfers = chosen.flatMap((entry) => ('key' in entry ? (payee.get(entry.txId) ?? []) : [entry.transfer]));
    return { transfers, more: merged.length > page.limit };
  }

  /** The wallet's newest transfer, or undefined. */
  async latest(walletId: string): Promise<Transfer | undefined> {
    const [[outgoing], [incoming]] = await Promise.all([
      this.#outgoing(walletId, '', {}, 1, false),
      this.#incoming(walletId, 'incoming_id = :wallet', {}, 1, false),
    ]);
    if (incoming && (!outgoing || outgoing.txId < incoming.tx_id)) return this.#read(incoming);
    return outgoing;
  }

  /** Every transfer there is, in no order, strongly consistent, a page of the table at a time. */
  async *all(): AsyncGenerator<Transfer> {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.#documents.send(
        new ScanCommand({ TableName: this.#table, ConsistentRead: true, ExclusiveStartKey: from }),
      );
      for (const item of page.Items ?? []) yield Item.parse(item);
      from = page.LastEvaluatedKey;
    } while (from);
  }

  /** What is open, the longest overdue first, at most `limit` of each index partition; with what the sweeper knows of it. */
  async open(limit: number): Promise<{ transfer: Transfer; attempts: number; dueAt: number }[]> {
    const due = await this.due(Number.MAX_SAFE_INTEGER, limit);
    const transfers = await Promise.all(due.map(({ key }) => this.#read(key)));
    return due
      .flatMap(({ attempts, dueAt }, n) => {
        const transfer = transfers[n];
        return transfer && !isFinal(transfer.status) ? [{ transfer, attempts, dueAt }] : [];
      })
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  /** How many transfers are open, and how old the oldest is (0 if none is open). @param now ms since 1970 */
  async openSummary(now: number): Promise<{ open: number; oldestMs: number }> {
    const keys = await openKeys(this.#documents, this.#table, Key);
    const oldestMs = keys.reduce((oldest, { tx_id }) => Math.max(oldest, now - initiationOf(tx_id)), 0);
    return { open: keys.length, oldestMs };
  }

  due(now: number, limit: number): Promise<Due<Key>[]> {
    return dueIn(this.#documents, this.#table, Key, now, limit);
  }

  postpone(due: Due<Key>, now: number): Promise<boolean> {
    return postpone(this.#documents, this.#table, due, now);
  }

  async #read(key: Key): Promise<Transfer | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({
        TableName: this.#table,
        Key: { from_id: key.from_id, tx_id: key.tx_id },
        ConsistentRead: true,
      }),
    );
    return item && Item.parse(item);
  }

  /** Up to 100 items by their keys, in any order; what DynamoDB leaves over is asked for again. */
  async #readAll(keys: Key[]): Promise<Map<string, Transfer>> {
    const found = new Map<string, Transfer>();
    let wanted: Record<string, unknown>[] = keys.map(({ from_id, tx_id }) => ({ from_id, tx_id }));
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await this.#documents.send(
        new BatchGetCommand({ RequestItems: { [this.#table]: { Keys: wanted, ConsistentRead: true } } }),
      );
      for (const item of Responses?.[this.#table] ?? []) {
        const transfer = Item.parse(item);
        found.set(transfer.txId, transfer);
      }
      wanted = UnprocessedKeys?.[this.#table]?.Keys ?? [];
    }
    return found;
  }

  async #outgoing(walletId: string, condition: string, values: object, limit: number, forward: boolean) {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: `from_id = :wallet${condition}`,
        ExpressionAttributeValues: { ':wallet': walletId, ...values },
        ScanIndexForward: forward,
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return Items.map((item) => Item.parse(item));
  }

  async #incoming(walletId: string, condition: string, values: object, limit: number, forward: boolean) {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'incoming',
        KeyConditionExpression: condition,
        ExpressionAttributeValues: { ':wallet': walletId, ...values },
        ScanIndexForward: forward,
        Limit: limit,
      }),
    );
    return Items.map((item) => Key.parse(item));
  }
}
