import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { plain } from './documents.ts';

/**
 * A wallet's item as a text on its way to another shard: DynamoDB's own JSON, so that no version loses
 * an attribute that it does not know. Binary values and fractions are refused: no version has them, and
 * the text would change them.
 */
const text = z.string();
const digits = z.string().check(z.regex(/^-?[0-9]{1,38}$/));
const Value: z.ZodMiniType<AttributeValue> = z.lazy(() =>
  z.union([
    z.strictObject({ S: text }),
    z.strictObject({ N: digits }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.literal(true) }),
    z.strictObject({ M: z.record(text, Value) }),
    z.strictObject({ L: z.array(Value) }),
    z.strictObject({ SS: z.array(text).check(z.minLength(1)) }),
    z.strictObject({ NS: z.array(digits).check(z.minLength(1)) }),
  ]),
);
const Attributes = z.record(text, Value);
const Item = z.record(text, z.unknown());

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
