import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The maximum of keys in one BatchGetItem. */
const BATCH = 100;

/** The keys in batches for BatchGetItem. */
export function batchesOf<K>(keys: readonly K[]): K[][] {
  const count = Math.ceil(keys.length / BATCH);
  return Array.from({ length: count }, (_, n) => keys.slice(n * BATCH, (n + 1) * BATCH));
}

/**
 * The items of these keys that exist, unordered, a batch at a time. Unprocessed keys are requested again
 * until there are none.
 */
export async function readAll(
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly Record<string, unknown>[],
  { ConsistentRead }: { readonly ConsistentRead: boolean },
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (const batch of batchesOf(keys)) {
    let wanted: Record<string, unknown>[] = batch;
    while (wanted.length > 0) {
      const request = { RequestItems: { [table]: { Keys: wanted, ConsistentRead } } };
      const { Responses, UnprocessedKeys } = await documents.send(new BatchGetCommand(request));
      found.push(...(Responses?.[table] ?? []));
      wanted = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return found;
}
