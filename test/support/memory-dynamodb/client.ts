import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ServiceError } from '../../../lib/local/aws/aws-json.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { attributesOf, plainOf, sentValuesOf } from './attribute-values.ts';

const OPERATIONS = new Map([
  ['GetCommand', 'GetItem'],
  ['BatchGetCommand', 'BatchGetItem'],
  ['PutCommand', 'PutItem'],
  ['UpdateCommand', 'UpdateItem'],
  ['DeleteCommand', 'DeleteItem'],
  ['TransactWriteCommand', 'TransactWriteItems'],
  ['QueryCommand', 'Query'],
  ['ScanCommand', 'Scan'],
]);

/** The members of an operation's input that tests look at. */
export interface Input {
  readonly TableName?: string | undefined;
  readonly Key?: Record<string, AttributeValue> | undefined;
  readonly Item?: Record<string, AttributeValue> | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
  /** Of a transaction: each write, by the name of its operation without "Item". */
  readonly TransactItems?: readonly Readonly<Record<string, Input>>[] | undefined;
}

/** Runs one operation of DynamoDB, by the name of its command without "Command". */
export type Execute = (operation: string, input: Input) => Record<string, unknown>;

const Plain = z.custom<Record<string, unknown>>();
const Stored = z.custom<Item>();
const StoredItems = z.array(Stored);
const Native = z.custom<Input>();
const Writes = z.array(z.record(z.string(), Plain));
const Batch = z.record(z.string(), z.object({ Keys: z.array(Plain) }));

/** Each client inherits from one. A client of its own would cost a world more than its tables. */
let inherited: DynamoDBDocumentClient | undefined;

/**
 * The client of the stores, without a network. `execute` (of MemoryDynamoDB, for example) receives
 * each command in the form that would be sent. The response is unmarshalled like a received one.
 * @param before awaited before each command
 */
export function memoryDocuments(execute: Execute, before?: () => Promise<void>): DynamoDBDocumentClient {
  inherited ??= documentsAt({ endpoint: 'http://memory.invalid' });
  // Replaces all middlewares of the client: they would take a quarter of a schedule's time.
  const send = async (command: { constructor: { name: string }; input: object }) => {
    const operation = OPERATIONS.get(command.constructor.name);
    if (!operation) throw new Error(`no such command here: ${command.constructor.name}`);
    if (before) await before();
    return unmarshalOutput(executed(() => execute(operation, marshalInput(command.input))));
  };
  return Object.create(inherited, { send: { value: send } });
}

/**
 * The client of commands that speak DynamoDB's own JSON, without a network.
 * @param before awaited before each command
 */
export function memoryClient(execute: Execute, before?: () => Promise<void>): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint: 'http://memory.invalid' });
  const send = async (command: { constructor: { name: string }; input: unknown }) => {
    if (before) await before();
    const operation = command.constructor.name.replace(/Command$/, '');
    const output = executed(() => execute(operation, withoutUndefined(Native.parse(command.input))));
    return { $metadata: {}, ...output };
  };
  Object.defineProperty(client, 'send', { value: send });
  return client;
}

/** Throws errors in the form in which the SDK throws them. */
function executed<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { name, message, members } = error;
    const $metadata = { httpStatusCode: 400 };
    if (name === 'ConditionalCheckFailedException')
      throw new ConditionalCheckFailedException({
        message,
        $metadata,
        ...(members.Item !== undefined && { Item: sentValuesOf(Stored.parse(members.Item)) }),
      });
    if (name === 'TransactionCanceledException')
      throw new TransactionCanceledException({ message, $metadata, ...members });
    throw new DynamoDBServiceException({ name, message, $fault: 'client', $metadata });
  }
}

/** JSON, in which inputs are sent, has no undefined members. */
function withoutUndefined<T extends object>(input: T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

/** The members of an input that are attributes. */
const ATTRIBUTES: ReadonlySet<string> = new Set(['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey']);

function marshalInput(input: object): Record<string, unknown> {
  const marshalled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (ATTRIBUTES.has(name)) marshalled[name] = attributesOf(value);
    else if (name === 'TransactItems') marshalled[name] = marshalWrites(value);
    else marshalled[name] = name === 'RequestItems' ? marshalBatch(value) : value;
  }
  return marshalled;
}

function marshalWrites(items: unknown): Record<string, unknown>[] {
  return Writes.parse(items).map((item) =>
    Object.fromEntries(Object.entries(item).map(([operation, input]) => [operation, marshalInput(input)])),
  );
}

function marshalBatch(tables: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Batch.parse(tables)).map(([table, { Keys }]) => [table, { Keys: Keys.map(attributesOf) }]),
  );
}

function unmarshalOutput(output: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = { $metadata: {}, ...output };
  for (const name of ['Item', 'Attributes', 'LastEvaluatedKey']) {
    if (output[name] !== undefined) plain[name] = unmarshal(output[name]);
  }
  if (Array.isArray(output.Items)) plain.Items = output.Items.map(unmarshal);
  if (output.Responses !== undefined) {
    plain.Responses = Object.fromEntries(
      Object.entries(Plain.parse(output.Responses)).map(([table, items]) => [
        table,
        StoredItems.parse(items).map(unmarshal),
      ]),
    );
  }
  return plain;
}

const unmarshal = (item: unknown) => plainOf(Stored.parse(item));
