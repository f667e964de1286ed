import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { StoredDeadline } from '../../domain/deadline.ts';
import { FIRST_DUE_MS, unfinishedPartition } from '../../domain/retry-schedule.ts';
import { Decision, initiationOf, noteOf, Status, type Transfer } from '../../domain/transfer.ts';
import { batchesOf } from '../batches.ts';
import { unfinishedAttributes } from '../unfinished-index.ts';

/** The journal's table and its client. */
export interface JournalTable {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}

/** The key of a transfer. The partition is its payer. */
export const Key = z.object({ from_id: z.string(), tx_id: z.string() });
export type Key = z.infer<typeof Key>;

const Stored = z.extend(Key, {
  to_id: z.string(),
  amount: z.bigint(),
  status: Status,
  note: z.optional(z.string()),
  reference: z.optional(z.string()),
  payer_note: z.optional(z.string()),
  decision: z.optional(Decision),
  deadline: z.optional(StoredDeadline),
  processing_at: z.optional(z.string()),
  decided_at: z.optional(z.string()),
  finished_at: z.optional(z.string()),
  held: z.optional(z.string()),
  settled: z.optional(z.string()),
});

/**
 * Parses an item of the journal to a transfer. The timestamp of its id is when it was initiated,
 * because lists are ordered and filtered by ids. `initiated_at` in the item is for people who read
 * the table; in old items it may be later than the id.
 */
export const Item = z.pipe(
  Stored,
  z.transform(
    (item): Transfer => ({
      txId: item.tx_id,
      fromId: item.from_id,
      toId: item.to_id,
      amount: item.amount,
      status: item.status,
      note: noteOf(item.status, item.note),
      ...(item.reference !== undefined && { reference: item.reference }),
      ...(item.payer_note !== undefined && { payerNote: item.payer_note }),
      ...(item.decision && { decision: item.decision }),
      ...(item.deadline !== undefined && { deadline: item.deadline }),
      initiatedAt: initiatedAt(item.tx_id),
      ...(item.processing_at && { processingAt: item.processing_at }),
      ...(item.decided_at && { decidedAt: item.decided_at }),
      ...(item.finished_at && { finishedAt: item.finished_at }),
      ...((item.held ?? item.settled) && { responses: { held: item.held, settled: item.settled } }),
    }),
  ),
);

/** The fields of a new transfer. */
export type NewTransfer = Pick<Transfer, 'txId' | 'fromId' | 'toId' | 'amount' | 'reference' | 'payerNote'>;

/**
 * The item of a new transfer: PENDING, and due for the sweeper half a minute after `now` (ms since
 * 1970). The id of the request is stored only where it differs from the transfer's id, so that it
 * usually costs nothing.
 */
export function newItem(transfer: NewTransfer, now: number, requestId: string): Record<string, unknown> {
  const { txId, reference, payerNote } = transfer;
  return {
    from_id: transfer.fromId,
    tx_id: txId,
    to_id: transfer.toId,
    amount: transfer.amount,
    status: 'PENDING' satisfies Status,
    ...(reference !== undefined && { reference, reference_key: referenceKey(reference, txId) }),
    ...(payerNote !== undefined && { payer_note: payerNote }),
    initiated_at: initiatedAt(txId),
    ...(requestId !== txId && { request_id: requestId }),
    ...unfinishedAttributes(unfinishedPartition(txId), now + FIRST_DUE_MS),
  };
}

const Creation = z.object({ tx_id: z.string(), status: Status, request_id: z.optional(z.string()) });

/** The request that created an item, and its present status. */
export function creationOf(item: unknown): { requestId: string; status: Status } {
  const { tx_id, request_id, status } = Creation.parse(item);
  return { requestId: request_id ?? tx_id, status };
}

/** The timestamp of a transfer's id in RFC 3339. */
function initiatedAt(txId: string): string {
  return new Date(initiationOf(txId)).toISOString();
}

/**
 * The sort key of the reference indexes: the transfers of one reference are adjacent and ordered by
 * id. No reference contains the control character in between, so no reference is a prefix of
 * another's key.
 */
export function referenceKey(reference: string, txId: string): string {
  return `${reference}\u0000${txId}`;
}

export function keyOf({ fromId, txId }: Pick<Transfer, 'fromId' | 'txId'>): Key {
  return { from_id: fromId, tx_id: txId };
}

/** One item, strongly consistent. */
export async function readRaw({ documents, table }: JournalTable, key: Key): Promise<unknown> {
  const Key = { from_id: key.from_id, tx_id: key.tx_id };
  const { Item: item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return item;
}

/** One transfer, strongly consistent. */
export async function readItem(journal: JournalTable, key: Key): Promise<Transfer | undefined> {
  const item = await readRaw(journal, key);
  return item === undefined ? undefined : Item.parse(item);
}

/** Transfers by their keys, strongly consistent, as a map from their ids. */
export async function readItems(journal: JournalTable, keys: readonly Key[]): Promise<ReadonlyMap<string, Transfer>> {
  const found = new Map<string, Transfer>();
  for (const batch of batchesOf(keys)) {
    for (const transfer of await readBatch(journal, batch)) found.set(transfer.txId, transfer);
  }
  return found;
}

/** Requests unprocessed keys again until there are none. */
async function readBatch({ documents, table }: JournalTable, keys: readonly Key[]): Promise<Transfer[]> {
  const found: Transfer[] = [];
  let wanted: Record<string, unknown>[] = keys.map(({ from_id, tx_id }) => ({ from_id, tx_id }));
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[table] ?? []).map((item) => Item.parse(item)));
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}
