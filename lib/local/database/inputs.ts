import * as z from 'zod';
import { TableDefinition } from '../template/template.ts';

// The inputs of the operations. Members that are not here are refused, so that code that needs them
// fails here too. Items and values are checked by readItem.

const Names = z.record(z.string().regex(/^#\w+$/), z.string());
const Attributes = z.unknown().optional();
const Text = z.string();
const ofTable = {
  TableName: z.string(),
  ReturnConsumedCapacity: z.enum(['NONE', 'TOTAL', 'INDEXES']).optional(),
};
const named = { ...ofTable, ExpressionAttributeNames: Names.optional() };
const conditional = {
  ...named,
  ConditionExpression: Text.optional(),
  ExpressionAttributeValues: Attributes,
  ReturnValuesOnConditionCheckFailure: z.enum(['NONE', 'ALL_OLD']).optional(),
};
const WholeItem = z.enum(['NONE', 'ALL_OLD']).optional();

export const GetItem = z.strictObject({
  ...named,
  Key: Attributes,
  ConsistentRead: z.boolean().optional(),
  ProjectionExpression: Text.optional(),
});
export const PutItem = z.strictObject({ ...conditional, Item: Attributes, ReturnValues: WholeItem });
export const DeleteItem = z.strictObject({ ...conditional, Key: Attributes, ReturnValues: WholeItem });
export const UpdateItem = z.strictObject({
  ...conditional,
  Key: Attributes,
  UpdateExpression: Text.optional(),
  ReturnValues: z.enum(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']).optional(),
});

const { ReturnConsumedCapacity: _, ...inTransaction } = conditional;
/** The maximum of writes in one transaction. */
const MOST_WRITES = 100;
export const TransactWriteItems = z.strictObject({
  TransactItems: z
    .array(
      z.union([
        z.strictObject({ Put: z.strictObject({ ...inTransaction, Item: Attributes }) }),
        z.strictObject({ Update: z.strictObject({ ...inTransaction, Key: Attributes, UpdateExpression: Text }) }),
        z.strictObject({ Delete: z.strictObject({ ...inTransaction, Key: Attributes }) }),
      ]),
    )
    .min(1)
    .max(MOST_WRITES),
  ClientRequestToken: z.string().max(36).optional(),
  ReturnConsumedCapacity: ofTable.ReturnConsumedCapacity,
});

/** The maximum of keys in one BatchGetItem. */
const MOST_KEYS = 100;
export const BatchGetItem = z.strictObject({
  RequestItems: z
    .record(
      z.string(),
      z.strictObject({
        Keys: z.array(z.unknown()).min(1).max(MOST_KEYS),
        ConsistentRead: z.boolean().optional(),
        ProjectionExpression: Text.optional(),
        ExpressionAttributeNames: Names.optional(),
      }),
    )
    .refine((tables) => Object.keys(tables).length > 0, 'must not be empty')
    .refine(
      (tables) => Object.values(tables).reduce((sum, { Keys }) => sum + Keys.length, 0) <= MOST_KEYS,
      `Too many items requested for the BatchGetItem call: more than ${MOST_KEYS}`,
    ),
  ReturnConsumedCapacity: ofTable.ReturnConsumedCapacity,
});

const paged = {
  ...named,
  IndexName: z.string().optional(),
  ConsistentRead: z.boolean().optional(),
  Limit: z.int().min(1).optional(),
  ExclusiveStartKey: Attributes,
  FilterExpression: Text.optional(),
  ProjectionExpression: Text.optional(),
  ExpressionAttributeValues: Attributes,
  Select: z.enum(['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT']).optional(),
};
export const Query = z.strictObject({
  ...paged,
  KeyConditionExpression: Text,
  ScanIndexForward: z.boolean().optional(),
});
export const Scan = z.strictObject(paged);

/** What reads of pages have in common. */
export type Paged = z.output<typeof Scan>;

export const CreateTable = z.strictObject(TableDefinition.shape);
export const OneTable = z.strictObject({ TableName: z.string() });
export const ListTables = z.strictObject({
  ExclusiveStartTableName: z.string().optional(),
  Limit: z.int().min(1).max(100).optional(),
});
