import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { batchCapacity, readCapacity, writeCapacity } from './capacity.ts';
import {
  type Condition,
  InvalidExpression,
  type Item,
  parseCondition,
  parseUpdate,
  type Update,
} from './expressions.ts';
import { keyNames, only, project } from './schema.ts';

/** A pending write. A created item has no `before`, a deleted one no `after`. */
export interface Write {
  readonly table: string;
  readonly operation: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** The part of an operation's input that this store knows. It refuses any other input. */
export interface Input {
  readonly TableName?: string | undefined;
  readonly Key?: Item | undefined;
  readonly Item?: Item | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
  readonly ReturnValues?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly ScanIndexForward?: boolean | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly Limit?: number | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
  readonly ExclusiveStartKey?: Item | undefined;
  readonly RequestItems?:
    | Record<string, { Keys?: Item[] | undefined; ConsistentRead?: boolean | undefined }>
    | undefined;
}

interface Table {
  readonly schema: CreateTableCommandInput;
  readonly items: Map<string, Item>;
}

/** The parsed expressions of all instances, by their texts. */
const conditions = new Map<string, Condition>();
const updates = new Map<string, Update>();

/**
 * DynamoDB in memory, with its operations and expressions. Each operation is atomic, and indexes
 * are never stale. By hand and not `dynalite`: that is a server, and the simulation needs a store
 * in virtual time. The tests of the stores compare it with a server.
 */
export class MemoryDynamoDB {
  readonly #tables = new Map<string, Table>();
  readonly #onWrite: (write: Write) => void;

  constructor(tables: CreateTableCommandInput[], onWrite: (write: Write) => void = () => {}) {
    this.#onWrite = onWrite;
    for (const schema of tables) this.create(schema);
  }

  /** Creates an empty table. */
  create(schema: CreateTableCommandInput): void {
    this.#tables.set(schema.TableName ?? '', { schema, items: new Map() });
  }

  /** All items of a table, unordered. */
  items(table: string): Item[] {
    return [...this.#table(table).items.values()];
  }

  /** Runs one operation, by the name of its command without "Command". */
  execute(operation: string, input: Input): Record<string, unknown> {
    switch (operation) {
      case 'GetItem':
        return this.#get(input);
      case 'BatchGetItem':
        return this.#batchGet(input);
      case 'PutItem':
        return this.#write(operation, input, this.#keyOf(input.TableName, input.Item), () => input.Item);
      case 'DeleteItem':
        return this.#write(operation, input, this.#keyOf(input.TableName, input.Key), () => undefined);
      case 'UpdateItem':
        return this.#write(operation, input, this.#keyOf(input.TableName, input.Key), (before) =>
          this.#updated(input, before),
        );
      case 'Query':
        return this.#query(input);
      case 'Scan':
        return { Items: this.items(input.TableName ?? '') };
      default:
        throw new InvalidExpression(`no such operation here: ${operation}`);
    }
  }

  #write(operation: string, input: Input, key: string, change: (before: Item | undefined) => Item | undefined) {
    const { schema, items } = this.#table(input.TableName);
    const before = items.get(key);
    this.#check(input, before);
    const after = change(before);
    this.#onWrite({ table: input.TableName ?? '', operation, before, after });
    if (after) items.set(key, after);
    else items.delete(key);
    const used = isCounted(input) ? writeCapacity(schema, before, after) : {};
    if (input.ReturnValues === 'ALL_NEW') return { Attributes: after, ...used };
    if (input.ReturnValues === 'ALL_OLD') return { Attributes: before, ...used };
    return used;
  }

  #check(input: Input, before: Item | undefined): void {
    if (input.ConditionExpression === undefined) return;
    const scope = {
      item: before ?? {},
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    if (conditionOf(input.ConditionExpression)(scope)) return;
    throw new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: { httpStatusCode: 400 },
      ...(before && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && { Item: { ...before } }),
    });
  }

  #updated(input: Input, before: Item | undefined): Item {
    const text = input.UpdateExpression ?? '';
    const update = updates.get(text) ?? parseUpdate(text);
    updates.set(text, update);
    return update({
      item: before ?? input.Key ?? {},
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    });
  }

  #get(input: Input): Record<string, unknown> {
    const item = this.#table(input.TableName).items.get(this.#keyOf(input.TableName, input.Key));
    return { Item: item, ...(isCounted(input) && readCapacity(input, [item])) };
  }

  #query(input: Input) {
    const { schema, items } = this.#table(input.TableName);
    const index = schema.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === input.IndexName);
    if (input.IndexName !== undefined && !index) throw new InvalidExpression(`no such index: ${input.IndexName}`);
    if (index && input.ConsistentRead) throw new InvalidExpression('Consistent reads are not supported on indexes');
    const keys = keyNames(index?.KeySchema ?? schema.KeySchema);
    const matches = conditionOf(input.KeyConditionExpression ?? '');
    const names = input.ExpressionAttributeNames ?? {};
    const values = input.ExpressionAttributeValues ?? {};
    const found = [...items.values()]
      .filter((item) => keys.every((key) => item[key] !== undefined) && matches({ item, names, values }))
      .sort((a, b) => order(a[keys[1] ?? ''], b[keys[1] ?? '']) * (input.ScanIndexForward === false ? -1 : 1));
    const limit = input.Limit ?? found.length;
    const projected = found.slice(0, limit).map((item) => (index ? project(item, schema, index) : item));
    const named = input.ProjectionExpression?.split(/\s*,\s*/);
    return {
      Items: named ? projected.map((item) => only(item, named)) : projected,
      Count: projected.length,
      ...(isCounted(input) && readCapacity(input, projected)),
      ...(found.length > limit && { LastEvaluatedKey: projected.at(-1) }),
    };
  }

  #batchGet(input: Input): Record<string, unknown> {
    const found = Object.entries(input.RequestItems ?? {}).map(([table, { Keys = [], ConsistentRead }]) => {
      const items = Keys.map((key) => this.#table(table).items.get(this.#keyOf(table, key)));
      return { table, items, ConsistentRead };
    });
    return {
      Responses: Object.fromEntries(
        found.map(({ table, items }) => [table, items.filter((item) => item !== undefined)]),
      ),
      UnprocessedKeys: {},
      ...(isCounted(input) && batchCapacity(found)),
    };
  }

  #table(name: string | undefined): Table {
    const table = this.#tables.get(name ?? '');
    if (!table) throw new InvalidExpression(`no such table: ${name}`);
    return table;
  }

  #keyOf(table: string | undefined, item: Item | undefined): string {
    return JSON.stringify(
      keyNames(this.#table(table).schema.KeySchema).map((name) => {
        const value = item?.[name];
        if (value?.S === undefined && value?.N === undefined) throw new InvalidExpression(`the key ${name} is missing`);
        return value;
      }),
    );
  }
}

function conditionOf(text: string): Condition {
  const condition = conditions.get(text) ?? parseCondition(text);
  conditions.set(text, condition);
  return condition;
}

function isCounted(input: Input): boolean {
  return input.ReturnConsumedCapacity === 'INDEXES';
}

function order(a: AttributeValue | undefined, b: AttributeValue | undefined): number {
  if (a?.N !== undefined && b?.N !== undefined) return Number(BigInt(a.N) - BigInt(b.N));
  return (a?.S ?? '') < (b?.S ?? '') ? -1 : 1;
}
