import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { plain } from './documents.ts';

/**
 * A wallet's item as a text on its way to another shard: DynamoDB's own JSON, so that no version loses
 * an attribute that it does not know. Binary values and fractions are refused: no version has them, and
 * the text would change them.
 */
const Attributes = z.record(z.string(), z.custom<AttributeValue>(isValue));
const Item = z.record(z.string(), z.unknown());

/**
 * The text of an item as the database gave it.
 * @throws $ZodError if the text would change a value
 */
export function textOfItem(item: unknown): string {
  return JSON.stringify(Attributes.parse(marshall(Item.parse(item))));
}

/** The item of a text; undefined if the text is none. */
export function itemOfText(json: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const attributes = Attributes.safeParse(value);
  return attributes.success ? Item.parse(plain(attributes.data)) : undefined;
}

const DIGITS = /^-?[0-9]{1,38}$/;
const isText = (held: unknown) => typeof held === 'string';
const isNumber = (held: unknown) => typeof held === 'string' && DIGITS.test(held);
const isSetOf = (isOne: (held: unknown) => boolean) => (held: unknown) =>
  Array.isArray(held) && held.length > 0 && held.every(isOne);

const HELD = new Map<string, (held: unknown) => boolean>([
  ['S', isText],
  ['N', isNumber],
  ['BOOL', (held) => typeof held === 'boolean'],
  ['NULL', (held) => held === true],
  ['M', (held) => membersOf(held)?.every(([name, member]) => name !== '__proto__' && isValue(member)) === true],
  ['L', (held) => Array.isArray(held) && held.every(isValue)],
  ['SS', isSetOf(isText)],
  ['NS', isSetOf(isNumber)],
]);

/** By hand: a wallet in 64 stripes has a hundred thousand values, and a union of schemas tries eight for each. */
function isValue(value: unknown): value is AttributeValue {
  const members = membersOf(value);
  const [type, held] = members?.[0] ?? [];
  return members?.length === 1 && type !== undefined && HELD.get(type)?.(held) === true;
}

function membersOf(value: unknown): [string, unknown][] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
}
