import type { AttributeValue as SentValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { AttributeValue, Item } from '../../../lib/local/database/values/values.ts';

// The SDK's converters take several times as long. Values that are rare are left to them.

const Sent = z.custom<Record<string, SentValue>>();
const OneSent = z.custom<SentValue>();
const OneValue = z.object({ value: z.custom<AttributeValue>() });

/** The attributes of a plain object, as the SDK sends them. Members that are undefined are left out. */
export function attributesOf(plain: object): Item {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) attributes[name] = attributeOf(value);
  return attributes;
}

function attributeOf(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'bigint':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    case 'number':
      return Number.isSafeInteger(value) ? { N: String(value) } : rareAttributeOf(value);
    case 'object':
      if (value === null) return { NULL: true };
      if (Array.isArray(value)) return { L: value.filter((entry) => entry !== undefined).map(attributeOf) };
      return Object.getPrototypeOf(value) === Object.prototype ? { M: attributesOf(value) } : rareAttributeOf(value);
    default:
      return rareAttributeOf(value);
  }
}

function rareAttributeOf(value: unknown): AttributeValue {
  // Binary values are sent in base64.
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  return OneValue.parse(marshall({ value }, { removeUndefinedValues: true })).value;
}

/** The plain object of attributes, as the SDK receives it. Numbers are bigint. */
export function plainOf(attributes: Item): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) plain[name] = receivedOf(value);
  return plain;
}

function receivedOf(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return BigInt(value.N);
  if (value.M !== undefined) return plainOf(value.M);
  if (value.L !== undefined) return value.L.map(receivedOf);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.B !== undefined) return Buffer.from(value.B, 'base64');
  return unmarshall(Sent.parse({ value }), { wrapNumbers: BigInt }).value;
}

/** Attributes as the SDK passes them on, with the bytes of binary values. */
export function sentValuesOf(attributes: Item): Record<string, SentValue> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, sentValueOf(value)]));
}

function sentValueOf(value: AttributeValue): SentValue {
  if (value.M !== undefined) return { M: sentValuesOf(value.M) };
  if (value.L !== undefined) return { L: value.L.map(sentValueOf) };
  if (value.B !== undefined) return { B: Buffer.from(value.B, 'base64') };
  return OneSent.parse(value);
}
