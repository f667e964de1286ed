import type * as z from 'zod';
import { readCapacity } from './capacity.ts';
import type { Expressions } from './expressions/expressions.ts';
import type { KeyTerm } from './expressions/key-conditions.ts';
import { project } from './expressions/paths.ts';
import type { Paged, Query } from './inputs.ts';
import {
  AFTER,
  checkKey,
  type IndexSchema,
  type KeyAttribute,
  keyText,
  namesOf,
  only,
  openPartText,
  partText,
  projected,
} from './schema.ts';
import type { KeyRange, Table } from './table.ts';
import { invalid } from './values/errors.ts';
import { SizeLimit } from './values/item-size.ts';
import { type AttributeValue, type Item, own, readItem } from './values/values.ts';

/** A page ends with the item that reaches this size. */
const MOST_BYTES = 1024 * 1024;

/** All items of a table or an index. */
export const WHOLE: KeyRange = { from: '', to: AFTER };

/** The part of a Query's or Scan's input that decides its page. */
type PageInput = Paged & { readonly ScanIndexForward?: boolean | undefined };

/** The response of a Query or Scan of a range: a page, and where the next one begins. */
export function pageOf(
  table: Table,
  input: PageInput,
  whole: KeyRange,
  { filter, projection, names, values }: Expressions,
): Record<string, unknown> {
  const index = indexOf(table, input);
  checkSelect(input, index);
  const descending = input.ScanIndexForward === false;
  const range = rest(table, index, input.ExclusiveStartKey, whole, descending);
  const read: Item[] = [];
  const size = new SizeLimit(MOST_BYTES);
  let more = false;
  for (const item of table.range(input.IndexName, range, descending)) {
    const entry = index ? projected(item, index) : item;
    read.push(entry);
    more = size.reaches(entry) || read.length === input.Limit;
    if (more) break;
  }
  const found = filter ? read.filter((item) => filter({ item, names, values })) : read;
  const paths = projection?.({ names });
  const last = read.at(-1);
  return {
    ...(input.Select !== 'COUNT' && { Items: paths ? found.map((item) => project(item, paths)) : found }),
    Count: found.length,
    ScannedCount: read.length,
    ...(more && last && { LastEvaluatedKey: only(last, namesOf(table.schema.key, ...(index ? [index.key] : []))) }),
    ...readCapacity(input, read),
  };
}

function indexOf(table: Table, { IndexName, ConsistentRead }: PageInput): IndexSchema | undefined {
  if (IndexName === undefined) return undefined;
  const index = table.schema.indexes.find(({ name }) => name === IndexName);
  if (!index) throw invalid(`The table does not have the specified index: ${IndexName}`);
  if (ConsistentRead) throw invalid('Consistent reads are not supported on global secondary indexes');
  return index;
}

function checkSelect({ Select, ProjectionExpression }: PageInput, index: IndexSchema | undefined): void {
  if (Select === undefined) return;
  if ((Select === 'SPECIFIC_ATTRIBUTES') !== (ProjectionExpression !== undefined))
    throw invalid(
      `Cannot specify Select ${Select} ${ProjectionExpression ? 'with' : 'without'} a ProjectionExpression`,
    );
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && !index)
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when querying using an IndexName');
  if (Select === 'ALL_ATTRIBUTES' && index?.attributes)
    throw invalid(`Select type ALL_ATTRIBUTES is not supported for the index ${index.name}, which does not store all`);
}

/** What is left of a range after the last page. */
function rest(table: Table, index: IndexSchema | undefined, start: unknown, whole: KeyRange, descending: boolean) {
  if (start === undefined) return whole;
  const key = readItem(start, 'ExclusiveStartKey');
  const keys = index ? [table.schema.key, index.key] : [table.schema.key];
  if (Object.keys(key).length !== namesOf(...keys).size) throw invalid('The provided starting key is invalid');
  for (const one of keys) checkKey(key, one, false);
  const last = (index ? keyText(key, index.key) : '') + keyText(key, table.schema.key);
  if (last < whole.from || last >= whole.to)
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  return descending ? { from: whole.from, to: last } : { from: last + AFTER, to: whole.to };
}

/**
 * The range of a Query.
 * @throws ServiceError ValidationException if it is no condition on the key of the table or index
 */
export function rangeOfQuery(
  table: Table,
  input: z.output<typeof Query>,
  { key: terms = [], names, values }: Expressions,
) {
  const [partition, sort] = indexOf(table, input)?.key ?? table.schema.key;
  const byName = new Map(terms.map((term) => [term.attribute({ names }), term]));
  if (byName.size < terms.length) throw invalid('KeyConditionExpressions must only contain one condition per key');
  const ofPartition = byName.get(partition.name);
  if (!ofPartition) throw invalid(`Query condition missed key schema element: ${partition.name}`);
  if (ofPartition.operator !== '=') throw invalid('Query key condition not supported');
  const prefix = keyText({ [partition.name]: namedValue(ofPartition.values[0], partition, values) }, [partition]);
  const ofSort = sort && byName.get(sort.name);
  if (terms.length > (ofSort ? 2 : 1)) throw invalid(`Query condition missed key schema element: ${sort?.name ?? ''}`);
  return ofSort ? rangeOfSort(prefix, ofSort, sort, values) : { from: prefix, to: prefix + AFTER };
}

function rangeOfSort(prefix: string, { operator, values: names }: KeyTerm, sort: KeyAttribute, values: Item): KeyRange {
  const [first, last = names[0]] = names;
  const value = namedValue(first, sort, values);
  const text = prefix + partText(value);
  const end = prefix + AFTER;
  switch (operator) {
    case '=':
      return { from: text, to: text + AFTER };
    case '<':
      return { from: prefix, to: text };
    case '<=':
      return { from: prefix, to: text + AFTER };
    case '>':
      return { from: text + AFTER, to: end };
    case '>=':
      return { from: text, to: end };
    case 'BETWEEN': {
      const upper = namedValue(last, sort, values);
      return { from: text, to: prefix + partText(upper) + AFTER };
    }
    case 'begins_with': {
      if (sort.type === 'N') throw invalid('Incorrect operand type for operator or function; operator: begins_with');
      const open = prefix + openPartText(value);
      return { from: open, to: open + AFTER };
    }
  }
}

function namedValue(name: string, { name: attribute, type }: KeyAttribute, values: Item): AttributeValue {
  const value = own(values, name);
  if (value?.[type] === undefined)
    throw invalid(`Condition parameter type does not match schema type of ${attribute}: ${type}`);
  return value;
}
