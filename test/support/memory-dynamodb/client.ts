import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { documentsAt } from '../../../lib/store/documents.ts';
import type { Input } from './memory-dynamodb.ts';

const OPERATIONS = new Map([
  ['GetCommand', 'GetItem'],
  ['BatchGetCommand', 'BatchGetItem'],
  ['PutCommand', 'PutItem'],
  ['UpdateCommand', 'UpdateItem'],
  ['DeleteCommand', 'DeleteItem'],
  ['QueryCommand', 'Query'],
  ['ScanCommand', 'Scan'],
]);
const Plain = z.record(z.string(), z.unknown());
const Marshalled = z.custom<Record<string, AttributeValue>>();

/**
 * The client that the stores are given, with `execute` (of MemoryDynamoDB, say) in place of the network: commands come to it as they
 * are sent, answers go back as they would be received.
 */
export function memoryDocuments(
  execute: (operation: string, input: Input) => Record<string, unknown>,
): DynamoDBDocumentClient {
  const client = documentsAt({ endpoint: 'http://memory.invalid' });
  // In place of the client's whole stack of middlewares, which would take a quarter of a schedule's time.
  const send = async (command: { constructor: { name: string }; input: unknown }) => {
    const operation = OPERATIONS.get(command.constructor.name);
    if (!operation) throw new Error(`no such command here: ${command.constructor.name}`);
    const answer = execute(operation, marshalInput(Plain.parse(command.input)));
    return Object.assign({ $metadata: {} }, unmarshalOutput(answer));
  };
  Object.defineProperty(client, 'send', { value: send });
  return client;
}

function marshalInput(input: Record<string, unknown>) {
  const marshalled: Record<string, unknown> = { ...input };
  for (const name of ['Key', 'Item', 'ExpressionAttributeValues']) {
    if (input[name] !== undefined) marshalled[name] = marshal(input[name]);
  }
  if (input.RequestItems !== undefined) {
    marshalled.RequestItems = Object.fromEntries(
      Object.entries(Plain.parse(input.RequestItems)).map(([table, request]) => [
        table,
        {
          Keys: z
            .object({ Keys: z.array(Plain) })
            .parse(request)
            .Keys.map(marshal),
        },
      ]),
    );
  }
  return marshalled;
}

function unmarshalOutput(output: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...output };
  for (const name of ['Item', 'Attributes']) {
    if (output[name] !== undefined) plain[name] = unmarshal(output[name]);
  }
  if (Array.isArray(output.Items)) plain.Items = output.Items.map(unmarshal);
  if (output.Responses !== undefined) {
    plain.Responses = Object.fromEntries(
      Object.entries(Plain.parse(output.Responses)).map(([table, items]) => [
        table,
        z.array(Marshalled).parse(items).map(unmarshal),
      ]),
    );
  }
  return plain;
}

const marshal = (value: unknown) => marshall(value, { removeUndefinedValues: true });
const unmarshal = (value: unknown) => unmarshall(Marshalled.parse(value), { wrapNumbers: BigInt });
