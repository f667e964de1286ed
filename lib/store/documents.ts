import { type AttributeValue, ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * Numbers come as bigint, so that no amount is ever a float; whatever is not a whole number is refused by BigInt itself.
 */
const UNMARSHALL = { wrapNumbers: BigInt };

/**
 * A client of DynamoDB that speaks plain objects. Make one per process: it keeps its connections.
 * @param endpoint a DynamoDB elsewhere than in the region's own, for example the embedded one of this machine
 * @param region another region than the process's own
 */
export function documents(endpoint = process.env.DATABASE_URI, region?: string): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...(endpoint && { endpoint }), ...(region && { region }) });
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    // A copy, as the client writes options of its own into it.
    unmarshallOptions: { ...UNMARSHALL },
  });
}

/** An item as it stands outside of commands: in a failed condition, in a stream. */
export function plain(item: Record<string, AttributeValue>): unknown {
  return unmarshall(item, UNMARSHALL);
}

/**
 * Runs one conditional write. Answers 'failed' if its condition did not hold, with the item as it was if the database says so
 * (DynamoDB does, when asked by ReturnValuesOnConditionCheckFailure; emulators may not).
 */
export async function conditionally<T>(write: Promise<T>): Promise<{ ok: T } | { failed: true; item: unknown }> {
  try {
    return { ok: await write };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { failed: true, item: error.Item && plain(error.Item) };
  }
}
