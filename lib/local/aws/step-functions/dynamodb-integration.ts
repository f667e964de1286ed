import {
  DeleteItemCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { Json } from '../json.ts';
import type { Tasks } from './tasks.ts';

/** A value in DynamoDB's JSON. State machines have no binary values. */
const Value = z.union([
  z.strictObject({ S: z.string() }),
  z.strictObject({ N: z.string() }),
  z.strictObject({ BOOL: z.boolean() }),
  z.strictObject({ NULL: z.literal(true) }),
  z.strictObject({ SS: z.array(z.string()) }),
  z.strictObject({ NS: z.array(z.string()) }),
  z.strictObject({
    get L() {
      return z.array(Value);
    },
  }),
  z.strictObject({
    get M() {
      return z.record(z.string(), Value);
    },
  }),
]);
const Item = z.record(z.string(), Value);
const Names = z.record(z.string(), z.string());

const Get = z.strictObject({
  TableName: z.string(),
  Key: Item,
  ConsistentRead: z.boolean().optional(),
  ProjectionExpression: z.string().optional(),
  ExpressionAttributeNames: Names.optional(),
});
const Conditional = {
  TableName: z.string(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: Names.optional(),
  ExpressionAttributeValues: Item.optional(),
};
const WholeItem = z.enum(['NONE', 'ALL_OLD']).optional();
const Put = z.strictObject({ ...Conditional, Item, ReturnValues: WholeItem });
const Delete = z.strictObject({ ...Conditional, Key: Item, ReturnValues: WholeItem });
const Update = z.strictObject({
  ...Conditional,
  Key: Item,
  UpdateExpression: z.string().optional(),
  ReturnValues: z.enum(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']).optional(),
});

/**
 * The DynamoDB integration of Step Functions. Errors have its names: `DynamoDB.<exception>`. Calls
 * are not retried here: the state machine does that.
 * @param database an endpoint, or a client that does not retry
 */
export function dynamodbIntegration(database: string | Pick<DynamoDBClient, 'send'>): Tasks['dynamodb'] {
  const client = typeof database === 'string' ? new DynamoDBClient({ endpoint: database, maxAttempts: 1 }) : database;
  const call: Tasks['dynamodb'] = async (action, parameters) => {
    switch (action) {
      case 'getItem':
        return outputOf(await client.send(new GetItemCommand(Get.parse(parameters))));
      case 'putItem':
        return outputOf(await client.send(new PutItemCommand(Put.parse(parameters))));
      case 'updateItem':
        return outputOf(await client.send(new UpdateItemCommand(Update.parse(parameters))));
      case 'deleteItem':
        return outputOf(await client.send(new DeleteItemCommand(Delete.parse(parameters))));
    }
  };
  return (action, parameters) =>
    call(action, parameters).catch((error: unknown) => {
      if (error instanceof DynamoDBServiceException) error.name = `DynamoDB.${error.name}`;
      throw error;
    });
}

function outputOf({ $metadata: _, ...output }: { $metadata: unknown }): Json {
  return Json.parse(output);
}
