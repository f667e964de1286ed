import type { Server } from 'node:http';
import { ConditionalCheckFailedException, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { awsJsonServer, type Operation, operation, ServiceError } from '../../../lib/local/aws/aws-json.ts';
import { InvalidExpression } from './expressions.ts';
import { type Input, MemoryDynamoDB } from './memory-dynamodb.ts';

const OPERATIONS = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'] as const;
const TARGET = 'DynamoDB_20120810';

/** Serves the database in memory by DynamoDB's own protocol. */
export function memoryDynamoDBServer(database = new MemoryDynamoDB([])): Server {
  const operations: Record<string, Operation> = {
    [`${TARGET}.CreateTable`]: operation(z.custom<CreateTableCommandInput>(), (schema) => {
      database.create(schema);
      return { TableDescription: { TableName: schema.TableName, TableStatus: 'ACTIVE' } };
    }),
    [`${TARGET}.DescribeTable`]: operation(z.object({ TableName: z.string() }), ({ TableName }) => ({
      Table: { TableName, TableStatus: 'ACTIVE' },
    })),
  };
  for (const name of OPERATIONS) {
    operations[`${TARGET}.${name}`] = operation(z.custom<Input>(), (input) => respond(database, name, input));
  }
  return awsJsonServer(operations);
}

function respond(database: MemoryDynamoDB, name: string, input: Input): unknown {
  try {
    return database.execute(name, input);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      throw new ServiceError(error.name, error.message, error.Item && { Item: error.Item });
    if (error instanceof InvalidExpression) throw new ServiceError(error.name, error.message);
    throw error;
  }
}
