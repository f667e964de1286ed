import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Transfer } from '../../domain/transfer.ts';
import { Item, type JournalTable, Key } from './items.ts';

/** Where to begin to read a whole journal, and how much of it at a time. */
export interface Scan {
  /** The `last` of an earlier page. */
  readonly after?: Key | undefined;
  /** The most items of a page, payees' rows among them. By default a page is 1 MB. */
  readonly limit?: number | undefined;
}

/**
 * All transfers once, as their payers have them, unordered, strongly consistent, a page of the table
 * at a time. `last` is where the page ends; the last page has none.
 */
export async function* scanPages(
  { documents, table }: JournalTable,
  { after, limit }: Scan = {},
): AsyncGenerator<{ transfers: Transfer[]; last: Key | undefined }> {
  let from = after;
  do {
    const page: ScanCommandOutput = await documents.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'attribute_not_exists(payer_id)',
        ConsistentRead: true,
        ExclusiveStartKey: from,
        Limit: limit,
      }),
    );
    from = page.LastEvaluatedKey && Key.parse(page.LastEvaluatedKey);
    yield { transfers: (page.Items ?? []).map((item) => Item.parse(item)), last: from };
  } while (from);
}
