import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/**
 * Reads numbers as bigint, so that no amount is ever a float. BigInt itself throws on a fraction.
 */
const UNMARSHALL = { wrapNumbers: BigInt };

/**
 * Where a database is: `endpoint` is a DynamoDB outside AWS; `region` is another than the process's
 * own.
 */
interface Location {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * The client of the process's own database: DATABASE_URI, or else DynamoDB in the process's region.
 * Make one per process: it keeps its connections.
 */
export function documents(): DynamoDBDocumentClient {
  return documentsAt({ endpoint: process.env.DATABASE_URI });
}

/** A client of the database at a location, whatever the environment says. */
export function documentsAt({ endpoint, region }: Location): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...(endpoint && { endpoint }), ...(region && { region }) });
  // The SDK repeats what is marked so. It does not know by itself that these may be repeated.
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw error instanceof Error && isConflict(error) ? Object.assign(error, { $retryable: {} }) : error;
      }
    },
    { step: 'deserialize', priority: 'high', name: 'repeatConflicts' },
  );
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    // A copy, because the client writes its own options into it.
    unmarshallOptions: { ...UNMARSHALL },
  });
}

/**
 * Converts an item in DynamoDB's JSON, as failed conditions and streams carry it, to a plain
 * object.
 */
export function plain(item: Record<string, AttributeValue>): unknown {
  return unmarshall(item, UNMARSHALL);
}

/**
 * Runs one conditional write. Returns `failed` if its condition did not hold. `item` is then the
 * item as it was, if the database returns it: DynamoDB does when asked by
 * ReturnValuesOnConditionCheckFailure, emulators may not.
 */
export async function conditionally<T>(write: Promise<T>): Promise<{ ok: T } | { failed: true; item: unknown }> {
  try {
    return { ok: await write };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { failed: true, item: error.Item && plain(error.Item) };
  }
}

/** Why a transaction was not done, and may be repeated. */
const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/**
 * Whether a write was refused because a transaction with one of its items was in flight, or the database
 * was busy with one of a transaction's items, and no condition has failed.
 */
export function isConflict(error: Error): boolean {
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).flatMap(({ Code }) => Code ?? []);
  return codes.some((code) => PASSING.includes(code)) && !codes.includes('ConditionalCheckFailed');
}
