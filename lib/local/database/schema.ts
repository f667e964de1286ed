import type { TableDefinition } from '../template/template.ts';
import { sortableNumber } from './values/decimals.ts';
import { invalid } from './values/errors.ts';
import { type AttributeValue, type Item, typeOf } from './values/values.ts';

type IndexDefinition = NonNullable<TableDefinition['GlobalSecondaryIndexes']>[number];

/** An attribute of a key, with its type. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** The attributes of a key, the partition key first. */
export type KeySchema = readonly [KeyAttribute, KeyAttribute?];

/** An index. `attributes` are those that it stores; undefined for all. */
export interface IndexSchema {
  readonly name: string;
  readonly key: KeySchema;
  readonly attributes: ReadonlySet<string> | undefined;
}

export interface TableSchema {
  readonly name: string;
  readonly key: KeySchema;
  readonly indexes: readonly IndexSchema[];
}

/** @throws ServiceError ValidationException if a key's attribute is not defined, or defined twice */
export function schemaOf(definition: TableDefinition): TableSchema {
  const key = keyOf(definition, definition.KeySchema);
  const indexes = (definition.GlobalSecondaryIndexes ?? []).map((index) => indexOf(definition, index, key));
  return { name: definition.TableName, key, indexes };
}

function indexOf(definition: TableDefinition, index: IndexDefinition, tableKey: KeySchema): IndexSchema {
  const key = keyOf(definition, index.KeySchema);
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  const keyNames = [...tableKey, ...key].flatMap((attribute) => attribute?.name ?? []);
  const attributes = ProjectionType === 'ALL' ? undefined : new Set([...keyNames, ...NonKeyAttributes]);
  return { name: index.IndexName, key, attributes };
}

function keyOf(
  { TableName, AttributeDefinitions }: TableDefinition,
  elements: TableDefinition['KeySchema'],
): KeySchema {
  const [partition, sort, ...more] = elements;
  if (partition?.KeyType !== 'HASH' || (sort && sort.KeyType !== 'RANGE') || more.length > 0)
    throw invalid(`${TableName}: a key has a HASH attribute, and then at most a RANGE attribute`);
  const attribute = (name: string): KeyAttribute => {
    const found = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    if (!found) throw invalid(`${TableName}: the attribute ${name} of a key has no definition`);
    return { name, type: found.AttributeType };
  };
  return sort
    ? [attribute(partition.AttributeName), attribute(sort.AttributeName)]
    : [attribute(partition.AttributeName)];
}

/** The item as an index stores it. */
export function projected(item: Item, { attributes }: IndexSchema): Item {
  return attributes ? only(item, attributes) : item;
}

/** The item with only these attributes. */
export function only(item: Item, names: ReadonlySet<string>): Item {
  const result: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item)) if (names.has(name)) result[name] = value;
  return result;
}

/** The names of the attributes of keys, each once. */
export function namesOf(...keys: readonly KeySchema[]): Set<string> {
  return new Set(keys.flatMap((key) => key.map((attribute) => attribute?.name ?? '')));
}

/** Has the item all attributes of the key? One without has no entry in an index. */
export function hasKey(item: Item, [partition, sort]: KeySchema): boolean {
  return item[partition.name] !== undefined && (!sort || item[sort.name] !== undefined);
}

const MOST_BYTES = { partition: 2_048, sort: 1_024 };

/**
 * Checks the attributes of a key.
 * @param exact the object is a key and has no other attributes
 * @throws ServiceError ValidationException
 */
export function checkKey(item: Item, [partition, sort]: KeySchema, exact: boolean): void {
  checkAttribute(item, partition, MOST_BYTES.partition, exact);
  if (sort) checkAttribute(item, sort, MOST_BYTES.sort, exact);
  if (exact && Object.keys(item).length !== (sort ? 2 : 1)) throw noKey();
}

function checkAttribute(item: Item, { name, type }: KeyAttribute, most: number, exact: boolean): void {
  const value = item[name];
  if (!value)
    throw exact ? noKey() : invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  if (value[type] === undefined) {
    throw exact
      ? noKey()
      : invalid(
          `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
        );
  }
  checkKeyValue(value, name, most);
}

function checkKeyValue({ S, B }: AttributeValue, name: string, most: number): void {
  if (S === '' || B === '') {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${S === '' ? 'string' : 'binary'} value. Key: ${name}`,
    );
  }
  if (S === undefined && B === undefined) return;
  if (S !== undefined && !S.isWellFormed()) throw invalid(`the key ${name} is no valid Unicode`);
  const size = S === undefined ? Buffer.byteLength(B ?? '', 'base64') : Buffer.byteLength(S);
  if (size > most)
    throw invalid(`One or more parameter values were invalid: the key ${name} is larger than ${most} bytes`);
}

function noKey(): Error {
  return invalid('The provided key element does not match the schema');
}

/** Checks the attributes of an item that are keys of indexes. @throws ServiceError ValidationException */
export function checkIndexKeys(item: Item, indexes: readonly IndexSchema[]): void {
  for (const { name: index, key } of indexes) {
    for (const [n, attribute] of key.entries()) {
      const value = attribute && item[attribute.name];
      if (!value) continue;
      if (value[attribute.type] === undefined) {
        throw invalid(
          `One or more parameter values were invalid: Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} Actual: ${typeOf(value)} IndexName: ${index}`,
        );
      }
      checkKeyValue(value, attribute.name, n === 0 ? MOST_BYTES.partition : MOST_BYTES.sort);
    }
  }
}

/**
 * The key as one text. The order of these texts, by code units, is DynamoDB's order within a
 * partition, and all items of a partition are adjacent.
 */
export function keyText(item: Item, [partition, sort]: KeySchema): string {
  const first = partText(item[partition.name]);
  return sort ? first + partText(item[sort.name]) : first;
}

/** Sorts after all characters with which a part of a key begins. */
export const AFTER = '\uffff';
const END = '\u0000';
const HIGH = /[\ud800-\uffff]/;

/** One attribute of a key as a text that is no prefix of another one's. */
export function partText(value: AttributeValue | undefined): string {
  return openPartText(value) + END;
}

/** The same without its end: a prefix of the texts of all values that begin with this one. */
export function openPartText(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return `S${escaped(inByteOrder(value.S))}`;
  if (value?.N !== undefined) return `N${sortableNumber(value.N)}`;
  return `B${escaped(Buffer.from(value?.B ?? '', 'base64').toString('latin1'))}`;
}

function escaped(text: string): string {
  return text.includes(END) ? text.replaceAll(END, `${END}${AFTER}`) : text;
}

/**
 * Moves the surrogates above all other characters, so that the order of code units becomes that of
 * the bytes in UTF-8.
 */
function inByteOrder(text: string): string {
  if (!HIGH.test(text)) return text;
  return text.replace(/[\ud800-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800);
  });
}
