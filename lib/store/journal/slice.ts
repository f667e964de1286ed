import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Transfer } from '../../domain/transfer.ts';
import { restAfter, type SortOrder, type TxRange } from '../../domain/tx-range.ts';
import { Item, type JournalTable, Key, readItems, referenceKey } from './items.ts';
import { mergeLists, type PartOfList, type ReadList, shareOf } from './merge.ts';
import { partitionsOf, type RowsOf } from './partitions.ts';

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
 * Reads a part of a wallet's transfers, as payer and as payee, in one strongly consistent query, or in one of
 * each partition of a wallet in stripes. DynamoDB may end a single query before the limit, at 1 MB.
 */
export async function readSlice(journal: JournalTable, wallet: RowsOf, query: QueryRange): Promise<Slice> {
  const { range, order, limit } = query;
  if (range.first > range.last) return NOTHING;
  const partitions = partitionsOf(wallet);
  if (partitions.length === 1) {
    const { rows, whole } = await readPartition(journal, wallet.walletId, query);
    return { transfers: rows, last: rows.at(-1)?.txId, whole };
  }
  const lists = partitions.map(
    (partition): ReadList<Transfer> =>
      (after, size) => {
        return readPartition(journal, partition, restOf(query, after?.txId, size));
      },
  );
  const first = shareOf(limit, lists.length);
  const { rows, whole } = await mergeLists(lists, { order, limit, first, idOf: ({ txId }) => txId });
  return { transfers: rows, last: rows.at(-1)?.txId, whole };
}

function restOf({ range, order }: QueryRange, after: string | undefined, limit: number): QueryRange {
  return { range: after === undefined ? range : restAfter(range, after, order), order, limit };
}

async function readPartition(
  { documents, table }: JournalTable,
  partition: string,
  { range, order, limit }: QueryRange,
): Promise<PartOfList<Transfer>> {
  if (range.first > range.last) return { rows: [], whole: true };
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'from_id = :wallet AND tx_id BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':wallet': partition, ':first': range.first, ':last': range.last },
      ScanIndexForward: order === 'asc',
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return { rows: Items.map((item) => Item.parse(item)), whole: LastEvaluatedKey === undefined };
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
  wallet: RowsOf,
  reference: string,
  query: QueryRange,
): Promise<Slice> {
  const { range, order, limit } = query;
  if (range.first > range.last) return NOTHING;
  const partitions = partitionsOf(wallet);
  const lists = partitions.flatMap((partition) =>
    formsOf(reference).map(
      (form): ReadList<Key> =>
        (after, size) => {
          return keysOf(journal, partition, form, restOf(query, after?.tx_id, size));
        },
    ),
  );
  const first = shareOf(limit, partitions.length);
  const { rows: keys, whole } = await mergeLists(lists, { order, limit, first, idOf: ({ tx_id }) => tx_id });
  const transfers = await readItems(journal, keys);
  return {
    transfers: keys.flatMap(({ tx_id }) => transfers.get(tx_id) ?? []),
    last: keys.at(-1)?.tx_id,
    whole,
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
  partition: string,
  reference: string,
  { range, order, limit }: QueryRange,
): Promise<PartOfList<Key>> {
  if (range.first > range.last) return { rows: [], whole: true };
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      IndexName: REFERENCE_INDEX,
      KeyConditionExpression: 'from_id = :wallet AND reference_key BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':wallet': partition,
        ':first': referenceKey(reference, range.first),
        ':last': referenceKey(reference, range.last),
      },
      ScanIndexForward: order === 'asc',
      Limit: limit,
    }),
  );
  return { rows: Items.map((item) => Key.parse(item)), whole: LastEvaluatedKey === undefined };
}
