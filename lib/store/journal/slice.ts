import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Transfer } from '../../domain/transfer.ts';
import type { SortOrder, TxRange } from '../../domain/tx-range.ts';
import { Item, type JournalTable, Key, readItems, referenceKey } from './items.ts';

/** The transfers of a wallet to read: at most `limit`. */
export interface QueryRange {
  readonly range: TxRange;
  readonly order: SortOrder;
  readonly limit: number;
}

/** A part of a wallet's transfers, in order. */
export interface Slice {
  readonly transfers: readonly Transfer[];
  /** The id of the last one that was read; undefined if there was none. */
  readonly last: string | undefined;
  /** The range has no more of them. */
  readonly whole: boolean;
}

const NOTHING: Slice = { transfers: [], last: undefined, whole: true };

/**
 * Reads a part of a wallet's transfers, as payer and as payee, in one strongly consistent query.
 * DynamoDB may end it before the limit, at 1 MB.
 */
export async function readSlice(
  { documents, table }: JournalTable,
  walletId: string,
  { range, order, limit }: QueryRange,
): Promise<Slice> {
  if (range.first > range.last) return NOTHING;
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'from_id = :wallet AND tx_id BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':wallet': walletId, ':first': range.first, ':last': range.last },
      ScanIndexForward: order === 'asc',
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  const transfers = Items.map((item) => Item.parse(item));
  return { transfers, last: transfers.at(-1)?.txId, whole: LastEvaluatedKey === undefined };
}

/**
 * The index by reference, of payers' items and payees' rows alike. Its name is from when payees had
 * an index of their own: another name would build it anew, and no search would find anything
 * meanwhile.
 */
const REFERENCE_INDEX = 'outgoing_reference';

/**
 * Reads a part of a wallet's transfers with a reference. The index is eventually consistent and has
 * keys only. The transfers are read strongly consistently.
 */
export async function readSliceOfReference(
  journal: JournalTable,
  walletId: string,
  reference: string,
  query: QueryRange,
): Promise<Slice> {
  const { range, order, limit } = query;
  if (range.first > range.last) return NOTHING;
  const found = await Promise.all(formsOf(reference).map((form) => keysOf(journal, walletId, form, query)));
  const inOrder = (a: string, b: string) => (order === 'asc' ? a <= b : a >= b);
  // A form that was cut off may have more keys after its last one.
  const ends = found.flatMap(({ keys, whole }) => (whole ? [] : (keys.at(-1)?.tx_id ?? [])));
  const known = found
    .flatMap(({ keys }) => keys)
    .filter(({ tx_id }) => ends.every((end) => inOrder(tx_id, end)))
    .sort((a, b) => (inOrder(a.tx_id, b.tx_id) ? -1 : 1));
  const keys = known.slice(0, limit);
  const transfers = await readItems(journal, keys);
  return {
    transfers: keys.flatMap(({ tx_id }) => transfers.get(tx_id) ?? []),
    last: keys.at(-1)?.tx_id,
    whole: ends.length === 0 && keys.length === known.length,
  };
}

/**
 * The forms in which a reference may be stored: NFC; or decomposed, as some devices send it, in
 * transfers from before 2026-11-25. For most references both are the same.
 */
function formsOf(reference: string): string[] {
  return [...new Set([reference, reference.normalize('NFD')])];
}

async function keysOf(
  { documents, table }: JournalTable,
  walletId: string,
  reference: string,
  { range, order, limit }: QueryRange,
): Promise<{ keys: Key[]; whole: boolean }> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      IndexName: REFERENCE_INDEX,
      KeyConditionExpression: 'from_id = :wallet AND reference_key BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':wallet': walletId,
        ':first': referenceKey(reference, range.first),
        ':last': referenceKey(reference, range.last),
      },
      ScanIndexForward: order === 'asc',
      Limit: limit,
    }),
  );
  return { keys: Items.map((item) => Key.parse(item)), whole: LastEvaluatedKey === undefined };
}
