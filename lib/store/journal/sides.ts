import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Transfer } from '../../domain/transfer.ts';
import type { SortOrder, TxRange } from '../../domain/tx-range.ts';
import { Item, type JournalTable, Key, referenceKey } from './items.ts';

/**
 * `outgoing`: what a wallet pays, strongly consistent. `incoming`: committed transfers to it,
 * eventually consistent.
 */
export type Side = 'outgoing' | 'incoming';

/** A transfer in a side: the whole transfer, or its key. */
export type Entry = { readonly txId: string } & ({ readonly transfer: Transfer } | { readonly key: Key });

/** A part of one side, in order. `whole`: the range has no more entries. */
export interface Slice {
  readonly entries: readonly Entry[];
  readonly whole: boolean;
}

/** The entries to read from a side: at most `limit`. */
export interface QueryRange {
  readonly range: TxRange;
  readonly reference?: string | undefined;
  readonly order: SortOrder;
  readonly limit: number;
}

/**
 * Reads a part of one side of a wallet's transfers. DynamoDB may end it before the limit, at 1 MB.
 */
export async function readSide(
  { documents, table }: JournalTable,
  side: Side,
  walletId: string,
  { range, reference, order, limit }: QueryRange,
): Promise<Slice> {
  if (range.first > range.last) return { entries: [], whole: true };
  const wallet = WALLET[side];
  const index = indexOf(side, reference);
  const sortKey = reference === undefined ? 'tx_id' : 'reference_key';
  const keyOf = (txId: string) => (reference === undefined ? txId : referenceKey(reference, txId));
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      IndexName: index,
      KeyConditionExpression: `${wallet} = :wallet AND ${sortKey} BETWEEN :first AND :last`,
      ExpressionAttributeValues: {
        ':wallet': walletId,
        ':first': keyOf(range.first),
        ':last': keyOf(range.last),
      },
      ScanIndexForward: order === 'asc',
      ConsistentRead: index === undefined,
      Limit: limit,
    }),
  );
  const entries = Items.map((item): Entry => {
    if (index !== undefined) return byKey(Key.parse(item));
    const transfer = Item.parse(item);
    return { txId: transfer.txId, transfer };
  });
  return { entries, whole: LastEvaluatedKey === undefined };
}

const WALLET = { outgoing: 'from_id', incoming: 'incoming_id' } as const;

/** The index of a side; undefined for the table itself. */
function indexOf(side: Side, reference: string | undefined): string | undefined {
  if (reference !== undefined) return `${side}_reference`;
  return side === 'incoming' ? 'incoming' : undefined;
}

function byKey(key: Key): Entry {
  return { txId: key.tx_id, key };
}
