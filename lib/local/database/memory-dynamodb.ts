import type * as z from 'zod';
import { parsed, ServiceError } from '../aws/aws-json.ts';
import type { TableDefinition } from '../template/template.ts';
import { batchCapacity, readCapacity, transactionCapacity, writeCapacity } from './capacity.ts';
import { type Expressions, expressionsOf } from './expressions/expressions.ts';
import { project, type Scope } from './expressions/paths.ts';
import * as inputs from './inputs.ts';
import { pageOf, rangeOfQuery, WHOLE } from './pages.ts';
import { checkIndexKeys, checkKey, keyText, namesOf } from './schema.ts';
import { Table } from './table.ts';
import { describe } from './table-description.ts';
import { TransactionTokens } from './transaction-tokens.ts';
import { invalid } from './values/errors.ts';
import { SizeLimit, sizeBound, sizeOf } from './values/item-size.ts';
import { type Item, readItem } from './values/values.ts';

/** A write that is about to change a table. A created item has no `before`, a deleted one no `after`. */
export interface Write {
  readonly table: string;
  readonly operation: string;
  /** The text of the item's key. */
  readonly key: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

type Output = Record<string, unknown>;

const MOST_BYTES = 400 * 1024;
const MOST_BYTES_OF_BATCH = 16 * 1024 * 1024;

/**
 * DynamoDB in memory, with its operations and expressions. Each operation is atomic, and indexes are
 * never stale. Results share their parts with what is stored, so callers must not change
 * them.
 */
export class MemoryDynamoDB {
  readonly #tables = new Map<string, Table>();
  readonly #onWrite: (write: Write) => void;
  readonly #onCreate: (definition: TableDefinition) => void;
  readonly #operations = new Map<string, (input: unknown) => Output>();
  readonly #tokens = new TransactionTokens();

  /**
   * @param onWrite called with each write before it happens; the write does not happen if it throws
   * @param onCreate called with the table of each CreateTable before it exists
   */
  constructor(
    tables: readonly TableDefinition[],
    onWrite: (write: Write) => void = () => {},
    onCreate: (definition: TableDefinition) => void = () => {},
  ) {
    this.#onWrite = onWrite;
    this.#onCreate = onCreate;
    for (const definition of tables) this.#add(new Table(definition));
    this.#define('GetItem', inputs.GetItem, (input) => this.#get(input));
    this.#define('BatchGetItem', inputs.BatchGetItem, (input) => this.#batchGet(input));
    this.#define('PutItem', inputs.PutItem, (input) => this.#put(input));
    this.#define('UpdateItem', inputs.UpdateItem, (input) => this.#update(input));
    this.#define('DeleteItem', inputs.DeleteItem, (input) => this.#delete(input));
    this.#define('TransactWriteItems', inputs.TransactWriteItems, (input) => this.#transact(input));
    this.#define('Query', inputs.Query, (input) => this.#query(input));
    this.#define('Scan', inputs.Scan, (input) => this.#scan(input));
    this.#define('CreateTable', inputs.CreateTable, (input) => this.#create(input));
    this.#define('DescribeTable', inputs.OneTable, ({ TableName }) => ({ Table: describe(this.#table(TableName)) }));
    this.#define('ListTables', inputs.ListTables, (input) => this.#list(input));
  }

  /** The names of the operations, such as `GetItem`. */
  get operations(): string[] {
    return [...this.#operations.keys()];
  }

  /**
   * Runs one operation on DynamoDB's JSON.
   * @throws ServiceError with DynamoDB's names: ValidationException, ConditionalCheckFailedException,
   * ResourceNotFoundException, ResourceInUseException, UnknownOperationException
   */
  execute(operation: string, input: unknown): Output {
    const run = this.#operations.get(operation);
    if (!run) throw new ServiceError('UnknownOperationException', `no operation "${operation}" here`);
    return run(input);
  }

  /** All items of a table, in the order of their keys. */
  items(table: string): Item[] {
    return [...this.#table(table).range(undefined, WHOLE)];
  }

  /** Puts a stored item into its table: no write, no check. */
  load(table: string, item: Item): void {
    const found = this.#table(table);
    found.put(keyText(item, found.schema.key), item);
  }

  #define<S extends z.ZodType>(name: string, input: S, run: (input: z.output<S>) => Output): void {
    this.#operations.set(name, (body) => run(parsed(input, body)));
  }

  #add(table: Table): void {
    this.#tables.set(table.schema.name, table);
  }

  #table(name: string): Table {
    const table = this.#tables.get(name);
    if (table) return table;
    throw new ServiceError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  }

  #create(definition: TableDefinition): Output {
    const { TableName } = definition;
    if (this.#tables.has(TableName))
      throw new ServiceError('ResourceInUseException', `Table already exists: ${TableName}`);
    const table = new Table(definition);
    this.#onCreate(definition);
    this.#add(table);
    return { TableDescription: describe(table) };
  }

  #list({ ExclusiveStartTableName = '', Limit = 100 }: z.output<typeof inputs.ListTables>): Output {
    const names = [...this.#tables.keys()].sort().filter((name) => name > ExclusiveStartTableName);
    const TableNames = names.slice(0, Limit);
    return { TableNames, ...(names.length > Limit && { LastEvaluatedTableName: TableNames.at(-1) }) };
  }

  #get(input: z.output<typeof inputs.GetItem>): Output {
    const table = this.#table(input.TableName);
    const key = readItem(input.Key, 'Key');
    checkKey(key, table.schema.key, true);
    const { projection, names } = expressionsOf(input);
    const item = table.get(keyText(key, table.schema.key));
    const paths = projection?.({ names });
    return {
      ...(item && { Item: paths ? project(item, paths) : item }),
      ...readCapacity(input, [item]),
    };
  }

  #batchGet({ RequestItems, ReturnConsumedCapacity }: z.output<typeof inputs.BatchGetItem>): Output {
    const size = new SizeLimit(MOST_BYTES_OF_BATCH);
    let full = false;
    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, object> = {};
    const found = Object.entries(RequestItems).map(([name, request]) => {
      const table = this.#table(name);
      const { projection, names } = expressionsOf(request);
      const paths = projection?.({ names });
      const keys = request.Keys.map((key) => readItem(key, 'Keys'));
      for (const key of keys) checkKey(key, table.schema.key, true);
      const texts = keys.map((key) => keyText(key, table.schema.key));
      if (new Set(texts).size < texts.length) throw invalid('Provided list of item keys contains duplicates');
      const items: (Item | undefined)[] = [];
      for (const text of texts) {
        if (full) break;
        const item = table.get(text);
        full = item !== undefined && size.reaches(item);
        items.push(item);
      }
      if (items.length < keys.length) UnprocessedKeys[name] = { ...request, Keys: keys.slice(items.length) };
      const there = items.filter((item) => item !== undefined);
      Responses[name] = paths ? there.map((item) => project(item, paths)) : there;
      return { table: name, items, ConsistentRead: request.ConsistentRead };
    });
    return { Responses, UnprocessedKeys, ...batchCapacity({ ReturnConsumedCapacity }, found) };
  }

  #put(input: z.output<typeof inputs.PutItem>): Output {
    return this.#write(input, this.#putIn(input));
  }

  #delete(input: z.output<typeof inputs.DeleteItem>): Output {
    return this.#write(input, this.#deleteIn(input));
  }

  #update(input: z.output<typeof inputs.UpdateItem>): Output {
    return this.#write(input, this.#updateIn(input));
  }

  #putIn(input: z.output<typeof inputs.PutItem>): Change {
    const table = this.#table(input.TableName);
    const item = readItem(input.Item, 'Item');
    checkKey(item, table.schema.key, false);
    return { operation: 'PutItem', table, key: item, expressions: expressionsOf(input), change: () => item };
  }

  #deleteIn(input: z.output<typeof inputs.DeleteItem>): Change {
    const { table, key } = this.#keyIn(input);
    return { operation: 'DeleteItem', table, key, expressions: expressionsOf(input), change: () => undefined };
  }

  #updateIn(input: z.output<typeof inputs.UpdateItem>): Change {
    const { table, key } = this.#keyIn(input);
    const expressions = expressionsOf(input);
    const { update, names } = expressions;
    const paths = update?.paths({ names }) ?? [];
    const keys = namesOf(table.schema.key);
    for (const [name = ''] of paths) {
      if (keys.has(name)) {
        throw invalid(
          `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
        );
      }
    }
    return {
      operation: 'UpdateItem',
      table,
      key,
      expressions,
      change: (scope) => update?.apply(scope, paths) ?? scope.item,
      updated: (item) => project(item, paths),
    };
  }

  #keyIn({ TableName, Key }: { TableName: string; Key?: unknown }): { table: Table; key: Item } {
    const table = this.#table(TableName);
    const key = readItem(Key, 'Key');
    checkKey(key, table.schema.key, true);
    return { table, key };
  }

  /** One conditional write. */
  #write(input: WriteInput, change: Change): Output {
    const found = foundBy(change);
    if (!found.holds) throw conditionFailed(input, found.before);
    const [after] = this.#make([{ ...change, ...found }]);
    const attributes = attributesOf(input.ReturnValues, found.before, after, change.updated ?? ((item) => item));
    return {
      ...(attributes && Object.keys(attributes).length > 0 && { Attributes: attributes }),
      ...writeCapacity(change.table.schema, input, found.before, after),
    };
  }

  /** Makes all writes, or none if a condition fails. */
  #transact(input: z.output<typeof inputs.TransactWriteItems>): Output {
    const { TransactItems, ClientRequestToken } = input;
    if (this.#tokens.has(ClientRequestToken, TransactItems, Date.now())) return {};
    const found = TransactItems.map((item) => {
      const of = 'Put' in item ? item.Put : 'Update' in item ? item.Update : item.Delete;
      const change =
        'Put' in item
          ? this.#putIn(item.Put)
          : 'Update' in item
            ? this.#updateIn(item.Update)
            : this.#deleteIn(item.Delete);
      return { of, ...change, ...foundBy(change) };
    });
    if (new Set(found.map(({ table, text }) => `${table.schema.name} ${text}`)).size < found.length)
      throw invalid('Transaction request cannot include multiple operations on one item');
    if (found.some(({ holds }) => !holds)) throw cancelled(found);
    const after = this.#make(found);
    this.#tokens.add(ClientRequestToken, TransactItems, Date.now());
    const writes = found.map(({ table, before }, n) => ({ schema: table.schema, before, after: after[n] }));
    return transactionCapacity(input, writes);
  }

  /** Makes writes whose conditions hold. @returns the items after them */
  #make(changes: readonly (Change & Found)[]): (Item | undefined)[] {
    const made = changes.map(({ operation, table, key, text, expressions: { names, values }, change, before }) => {
      const after = change({ item: before ?? key, names, values });
      if (after) checkStored(after, table);
      return { operation, table, text, before, after };
    });
    for (const { operation, table, text, before, after } of made)
      this.#onWrite({ table: table.schema.name, operation, key: text, before, after });
    for (const { table, text, after } of made) {
      if (after) table.put(text, after);
      else table.delete(text);
    }
    return made.map(({ after }) => after);
  }

  #scan(input: z.output<typeof inputs.Scan>): Output {
    return pageOf(this.#table(input.TableName), input, WHOLE, expressionsOf(input));
  }

  #query(input: z.output<typeof inputs.Query>): Output {
    const table = this.#table(input.TableName);
    const expressions = expressionsOf(input);
    return pageOf(table, input, rangeOfQuery(table, input, expressions), expressions);
  }
}

interface WriteInput {
  readonly TableName: string;
  readonly ReturnValues?: string | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** A write that may follow. */
interface Change {
  readonly operation: string;
  readonly table: Table;
  readonly key: Item;
  readonly expressions: Expressions;
  /** The item after it, from the item before it; an item that is missing has its key only. */
  readonly change: (scope: Scope) => Item | undefined;
  /** The attributes of an item that the write sets or removes. */
  readonly updated?: (item: Item) => Item;
}

/** What a write finds. */
interface Found {
  /** The text of the key. */
  readonly text: string;
  readonly before: Item | undefined;
  /** Whether its condition holds. */
  readonly holds: boolean;
}

function foundBy({ table, key, expressions: { condition, names, values } }: Change): Found {
  const text = keyText(key, table.schema.key);
  const before = table.get(text);
  return { text, before, holds: !condition || condition({ item: before ?? NO_ITEM, names, values }) };
}

const NO_ITEM: Item = {};

/** @throws ServiceError ValidationException if the table or an index cannot store the item */
function checkStored(item: Item, { schema }: Table): void {
  checkIndexKeys(item, schema.indexes);
  if (sizeBound(item) > MOST_BYTES && sizeOf(item) > MOST_BYTES)
    throw invalid('Item size has exceeded the maximum allowed size');
}

/** Says of each write of a transaction whether its condition failed. */
function cancelled(
  found: readonly (Found & { readonly of: Pick<WriteInput, 'ReturnValuesOnConditionCheckFailure'> })[],
) {
  const CancellationReasons = found.map(({ of, before, holds }) => {
    if (holds) return { Code: 'None' };
    const item = before && of.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: before } : {};
    return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...item };
  });
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons },
  );
}

function conditionFailed({ ReturnValuesOnConditionCheckFailure: wanted }: WriteInput, before: Item | undefined): Error {
  return new ServiceError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    before && wanted === 'ALL_OLD' ? { Item: before } : {},
  );
}

function attributesOf(
  wanted: string | undefined,
  before: Item | undefined,
  after: Item | undefined,
  updated: (item: Item) => Item,
): Item | undefined {
  switch (wanted) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before && updated(before);
    case 'UPDATED_NEW':
      return after && updated(after);
    default:
      return undefined;
  }
}
