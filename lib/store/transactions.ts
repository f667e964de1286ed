import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  type PutCommandInput,
  TransactWriteCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { MibError } from '../domain/errors.ts';
import { isConflict, plain } from './documents.ts';

type Conditional = 'TableName' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues';

/** An update of one item under a condition. */
export type UpdateWrite = Required<Pick<UpdateCommandInput, 'Key' | 'UpdateExpression' | 'TableName'>> &
  Pick<UpdateCommandInput, Conditional>;

/** A new item. */
export type PutWrite = Pick<PutCommandInput, 'Item' | Conditional>;

/**
 * Changes an item and puts another one, both or neither: the change and what tells of it. The client
 * repeats a lost request under the token of the first one, so it is done once.
 * @returns `failed` if a condition did not hold; `item` is then the item that was to be changed, if the
 *   database returns it
 */
export async function changeAndPut(
  documents: DynamoDBDocumentClient,
  change: UpdateWrite,
  put: PutWrite,
): Promise<{ ok: true } | { failed: true; item: unknown }> {
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
  try {
    await documents.send(
      new TransactWriteCommand({
        TransactItems: [{ Update: { ...change, ReturnValuesOnConditionCheckFailure } }, { Put: put }],
      }),
    );
    return { ok: true };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const [reason] = error.CancellationReasons ?? [];
    const isOfCondition = error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed');
    if (!isOfCondition) throw error;
    return { failed: true, item: reason?.Item && plain(reason.Item) };
  }
}

/**
 * A write of items that transactions write, too. The client repeats one that meets a transaction, or a
 * transaction that meets a write.
 * @throws MibError unavailable if the last repeat has met one: nothing was done
 */
export async function pastOthers<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw error instanceof Error && isConflict(error) ? new MibError('unavailable', { cause: error }) : error;
  }
}

/**
 * Changes and puts items, all or none. The client repeats a lost request under the token of the first one,
 * so it is done once.
 * @param writes at most 100
 * @returns whether all conditions held
 * @throws MibError unavailable if other writes of the items come in between all the time
 */
export async function writeAll(
  documents: DynamoDBDocumentClient,
  writes: readonly ({ readonly Put: PutWrite } | { readonly Update: UpdateWrite })[],
): Promise<boolean> {
  try {
    await pastOthers(documents.send(new TransactWriteCommand({ TransactItems: [...writes] })));
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    if (!error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed')) throw error;
    return false;
  }
}
