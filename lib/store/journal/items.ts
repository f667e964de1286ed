import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { inCurrency } from '../../domain/currency.ts';
import { StoredDeadline } from '../../domain/deadline.ts';
import { storedResults } from '../../domain/leg-results.ts';
import type { Legs } from '../../domain/legs.ts';
import { FIRST_DUE_MS, unfinishedPartition } from '../../domain/retry-schedule.ts';
import { placeOfItem } from '../../domain/stripes.ts';
import { Decision, initiationOf, noteOf, Status, type Transfer } from '../../domain/transfer.ts';
import { ULID } from '../../domain/ulid.ts';
import { readAll } from '../batches.ts';
import { SafeNumber } from '../items.ts';
import { StoredMetadata, storedMetadata } from '../metadata-items.ts';
import { creditAttributes, creditsIn, storedCredits } from '../stored-credits.ts';
import { unfinishedAttributes } from '../unfinished-index.ts';
import { approvalAttributes, approvalIn, storedApproval } from './approval-items.ts';
import { paidByAttributes, paidByIn, storedPaidBy } from './paid-by-items.ts';

/** The journal's table and its client. */
export interface JournalTable {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}

/** The key of a transfer under its payer, or of the row of a payee. */
export const Key = z.object({ from_id: z.string(), tx_id: z.string() });
export type Key = z.infer<typeof Key>;

const StoredCapture = z.object({
  n: SafeNumber,
  amount: z.bigint(),
  deadline: SafeNumber,
  state: z.enum(['HOLDING', 'RELEASING']),
});
const Fields = z.extend(Key, {
  amount: z.bigint(),
  // A payer's item has one of these two; a payee's row has `payer_id` instead.
  ...creditAttributes,
  payer_id: z.optional(z.string()),
  status: Status,
  note: z.optional(z.string()),
  reference: z.optional(z.string()),
  payer_note: z.optional(z.string()),
  metadata: z.optional(StoredMetadata),
  schedule_id: z.optional(z.string()),
  manual: z.optional(z.boolean()),
  expires_at: z.optional(z.string()),
  ...approvalAttributes,
  ...paidByAttributes,
  authorised_at: z.optional(z.string()),
  capture: z.optional(StoredCapture),
  refund_of: z.optional(z.string()),
  refund_of_stripe: z.optional(SafeNumber),
  currency: z.optional(z.string()),
  decision: z.optional(Decision),
  deadline: z.optional(StoredDeadline),
  processing_at: z.optional(z.string()),
  decided_at: z.optional(z.string()),
  finished_at: z.optional(z.string()),
  // Of a manual transfer, what came of its debit; `held` has the credit alone.
  held_debit: z.optional(z.string()),
  held: z.optional(z.string()),
  settled: z.optional(z.string()),
});
/** With the refunds of the payment, each in an attribute of its own. */
const Stored = z.catchall(Fields, z.unknown());

const REFUND = new RegExp(`^refund_(${ULID})$`);

/** The attribute that has the amount of a refund of the payment. */
export function refundAttribute(txId: string): string {
  return `refund_${txId}`;
}

/**
 * Parses an item of the journal to a transfer: the payer's item, or a payee's row. The timestamp of its id is when it was initiated,
 * because lists are ordered and filtered by ids. `initiated_at` in the item is for people who read
 * the table; in old items it may be later than the id.
 */
export const Item = z.pipe(
  Stored,
  z.transform(
    (item): Transfer => ({
      txId: item.tx_id,
      ...legs(item),
      status: item.status,
      note: noteOf(item.status, item.note, { ...authorisation(item), ...decision(item), ...approvalIn(item) }),
      ...(item.reference !== undefined && { reference: item.reference }),
      ...(item.payer_note !== undefined && { payerNote: item.payer_note }),
      ...(item.metadata !== undefined && { metadata: item.metadata }),
      ...(item.refund_of !== undefined && { refundOf: item.refund_of }),
      ...(item.refund_of_stripe !== undefined && { refundOfStripe: item.refund_of_stripe }),
      ...refunds(item),
      ...inCurrency(item.currency),
      ...(item.schedule_id !== undefined && { scheduleId: item.schedule_id }),
      ...decision(item),
      ...authorisation(item),
      ...approvalIn(item),
      ...paidByIn(item),
      ...(item.deadline !== undefined && { deadline: item.deadline }),
      initiatedAt: initiatedAt(item.tx_id),
      ...(item.processing_at && { processingAt: item.processing_at }),
      ...(item.decided_at && { decidedAt: item.decided_at }),
      ...(item.finished_at && { finishedAt: item.finished_at }),
      ...responses(item),
    }),
  ),
);

/**
 * The payer, the payees and the amounts. A payee's row has its own credit alone. The row of a credit on a
 * stripe is under the id of that stripe, and shows the wallet.
 */
function legs(item: z.infer<typeof Stored>): Legs {
  const { from_id, amount, payer_id } = item;
  if (payer_id === undefined) return { fromId: from_id, amount, credits: creditsIn(item) };
  const { walletId: toId, stripe } = placeOfItem(from_id);
  return { fromId: payer_id, amount, credits: [{ toId, amount, ...(stripe !== undefined && { stripe }) }] };
}

/**
 * The row of a payee does not repeat it: a payee has one once the transfer is committed, or
 * authorised.
 */
function decision(item: z.infer<typeof Stored>): { decision?: Decision } {
  if (item.payer_id === undefined) return item.decision ? { decision: item.decision } : {};
  if (item.status === 'PROCESSING') return {};
  return { decision: item.status === 'SUCCESSFUL' ? 'COMMIT' : 'ABORT' };
}

/** What a manual transfer has beside the others. */
function authorisation(
  item: z.infer<typeof Stored>,
): Pick<Transfer, 'manual' | 'expiresAt' | 'authorisedAt' | 'capture' | 'captured'> {
  const { manual, expires_at, authorised_at, capture, decision: decided, amount } = item;
  if (!manual) return {};
  return {
    manual,
    ...(expires_at !== undefined && { expiresAt: expires_at }),
    ...(authorised_at !== undefined && { authorisedAt: authorised_at }),
    ...(capture && { capture }),
    ...(capture && decided === 'COMMIT' && capture.amount < amount && { captured: capture.amount }),
  };
}

/** The refunds in the order of their ids, if there are any. */
function refunds(item: object): Pick<Transfer, 'refunds'> {
  const found = Object.entries(item).flatMap(([name, value]) => {
    const txId = REFUND.exec(name)?.[1];
    return txId !== undefined && typeof value === 'bigint' ? [{ txId, amount: value }] : [];
  });
  return found.length > 0 ? { refunds: found.sort((a, b) => (a.txId < b.txId ? -1 : 1)) } : {};
}

/** What the shards responded: the results of both phases of a manual transfer are one list. */
function responses(item: z.infer<typeof Stored>): Pick<Transfer, 'responses'> {
  const { held_debit, settled } = item;
  const held = held_debit === undefined ? item.held : joined(held_debit, item.held);
  return (held ?? settled) ? { responses: { held, settled } } : {};
}

function joined(debit: string, credit: string | undefined): string {
  return JSON.stringify([...storedResults(debit), ...storedResults(credit)]);
}

/** The fields of a new transfer. */
export type NewTransfer = Pick<
  Transfer,
  | 'txId'
  | 'fromId'
  | 'amount'
  | 'credits'
  | 'currency'
  | 'reference'
  | 'payerNote'
  | 'metadata'
  | 'refundOf'
  | 'refundOfStripe'
  | 'manual'
  | 'approval'
  | 'expiresAt'
  | 'scheduleId'
  | 'paidBy'
>;

/**
 * The item of a new transfer: PENDING, and due for the sweeper half a minute after `now` (ms since
 * 1970). The id of the request is stored only where it differs from the transfer's id, so that it
 * usually costs nothing.
 */
export function newItem(transfer: NewTransfer, now: number, requestId: string): Record<string, unknown> {
  const { txId, currency, reference, payerNote, metadata, refundOf, refundOfStripe, scheduleId } = transfer;
  return {
    from_id: transfer.fromId,
    tx_id: txId,
    amount: transfer.amount,
    ...storedCredits(transfer),
    ...inCurrency(currency),
    status: 'PENDING' satisfies Status,
    ...(reference !== undefined && { reference, reference_key: referenceKey(reference, txId) }),
    ...(payerNote !== undefined && { payer_note: payerNote }),
    ...(metadata !== undefined && { metadata: storedMetadata(metadata) }),
    ...(refundOf !== undefined && { refund_of: refundOf }),
    ...(refundOfStripe !== undefined && { refund_of_stripe: refundOfStripe }),
    ...(transfer.manual && { manual: true, expires_at: transfer.expiresAt }),
    ...storedApproval(transfer),
    ...storedPaidBy(transfer),
    ...(scheduleId !== undefined && { schedule_id: scheduleId }),
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
  const Keys = keys.map(({ from_id, tx_id }) => ({ from_id, tx_id }));
  const items = await readAll(journal.documents, journal.table, Keys, { ConsistentRead: true });
  return new Map(items.map((item) => Item.parse(item)).map((transfer) => [transfer.txId, transfer]));
}
