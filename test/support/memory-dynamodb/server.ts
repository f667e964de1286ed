import type { Server } from 'node:http';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { MemoryDynamoDB } from '../../../lib/local/database/memory-dynamodb.ts';

/** Serves the database in memory by DynamoDB's own protocol. */
export function memoryDynamoDBServer(database = new MemoryDynamoDB([])): Server {
  return awsJsonServer(
    Object.fromEntries(
      database.operations.map((name) => [
        `DynamoDB_20120810.${name}`,
        (input: unknown) => database.execute(name, input),
      ]),
    ),
  );
}
