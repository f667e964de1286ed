import type { Server } from 'node:http';
import * as z from 'zod';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { MemoryDynamoDB } from '../../../lib/local/database/memory-dynamodb.ts';

const Input = z.record(z.string(), z.unknown());

/** Serves the database in memory by DynamoDB's own protocol. */
export function memoryDynamoDBServer(
  database = new MemoryDynamoDB([]),
  { withoutFailedItems = false }: { readonly withoutFailedItems?: boolean } = {},
): Server {
  return awsJsonServer(
    Object.fromEntries(
      database.operations.map((name) => [
        `DynamoDB_20120810.${name}`,
        (input: unknown) => database.execute(name, withoutFailedItems ? withoutItems(input) : input),
      ]),
    ),
  );
}

/** An emulator that does not return the item that failed a condition ignores that it is asked for. */
function withoutItems(input: unknown): Record<string, unknown> {
  const { ReturnValuesOnConditionCheckFailure: _, ...rest } = Input.parse(input);
  return rest;
}
