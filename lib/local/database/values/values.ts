import { compareNumbers, readNumber } from './decimals.ts';
import { invalid } from './errors.ts';

/** A value in DynamoDB's JSON: exactly one member. Binary values are base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: true;
  readonly M?: Item;
  readonly L?: readonly AttributeValue[];
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
}

/** Attributes by name. Stored items are never changed, only replaced. */
export type Item = Readonly<Record<string, AttributeValue>>;

const DEEPEST = 32;
/** Assigning to this name changes an object's prototype instead. */
const UNSAFE_NAME = '__proto__';

/**
 * Checks attributes and copies them, with numbers as DynamoDB returns them.
 * @param member the member of the request, for the error
 * @throws ServiceError ValidationException
 */
export function readItem(input: unknown, member: string, depth = 0): Item {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalid(`${member} must be an object of attributes`);
  const item: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(input)) {
    checkName(name);
    item[name] = readValue(value, depth + 1);
  }
  return item;
}

/** @throws ServiceError ValidationException if no attribute may have the name */
export function checkName(name: string): void {
  if (name === UNSAFE_NAME) throw invalid(`attributes cannot be called ${UNSAFE_NAME} here`);
  if (name === '') throw invalid('One or more parameter values were invalid: an attribute name is empty');
}

function readValue(value: unknown, depth: number): AttributeValue {
  if (depth > DEEPEST) throw invalid('Nesting Levels have exceeded supported limits');
  if (typeof value !== 'object' || value === null) throw wrongValue();
  let type = '';
  for (const name in value) {
    if (type !== '') throw wrongValue();
    type = name;
  }
  if ('S' in value && typeof value.S === 'string') return { S: value.S };
  if ('N' in value && typeof value.N === 'string') return { N: readNumber(value.N) };
  if ('M' in value) return { M: readItem(value.M, 'M', depth) };
  if ('L' in value && Array.isArray(value.L)) return { L: value.L.map((entry) => readValue(entry, depth + 1)) };
  if ('BOOL' in value && typeof value.BOOL === 'boolean') return { BOOL: value.BOOL };
  if ('NULL' in value && value.NULL === true) return { NULL: true };
  if ('B' in value && typeof value.B === 'string') return { B: value.B };
  if ('SS' in value) return { SS: readSet(value.SS) };
  if ('NS' in value) return { NS: readSet(value.NS).map(readNumber) };
  if ('BS' in value) return { BS: readSet(value.BS) };
  throw wrongValue();
}

function readSet(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid('One or more parameter values were invalid: a set may not be empty');
  const members = value.map((member: unknown) => {
    if (typeof member !== 'string') throw wrongValue();
    return member;
  });
  if (new Set(members).size < members.length)
    throw invalid('One or more parameter values were invalid: Input collection contains duplicates.');
  return members;
}

function wrongValue(): Error {
  return invalid('Supplied AttributeValue must contain exactly one of the supported datatypes');
}

/** The type of a value, such as `S`. */
export function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? '';
}

/** Orders two values of one type that has an order; undefined for any other two. */
export function compareValues(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a?.N !== undefined && b?.N !== undefined) return compareNumbers(a.N, b.N);
  if (a?.S !== undefined && b?.S !== undefined) return compareText(a.S, b.S);
  if (a?.B !== undefined && b?.B !== undefined) return Buffer.compare(bytes(a.B), bytes(b.B));
  return undefined;
}

const HIGH = /[\ud800-\uffff]/;

/** The order of strings in DynamoDB: that of their bytes in UTF-8. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  // JavaScript compares code units. That differs where one string has a surrogate and the other a
  // character above the surrogates.
  if (HIGH.test(a) && HIGH.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** Deep equality. Sets are equal with their members in any order. */
export function equalValues(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.M !== undefined) return b.M !== undefined && equalItems(a.M, b.M);
  if (a.L !== undefined) {
    const { L } = b;
    return a.L.length === L?.length && a.L.every((entry, n) => equalValues(entry, L[n]));
  }
  if (a.SS ?? a.NS ?? a.BS) {
    return equalSets(a.SS, b.SS) && equalSets(a.NS, b.NS) && equalSets(a.BS, b.BS);
  }
  return a.B === b.B && a.BOOL === b.BOOL && a.NULL === b.NULL;
}

/** Deep equality of all attributes. */
export function equalItems(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => equalValues(a[name], own(b, name)));
}

function equalSets(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a?.length === b?.length && (a ?? []).every((member) => b?.includes(member));
}

/** Own properties only: an attribute may have the name of a property of every object. */
export function own(map: Item | undefined, name: string): AttributeValue | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}
