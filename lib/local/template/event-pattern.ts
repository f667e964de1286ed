import * as z from 'zod';

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Exists = z.strictObject({ exists: z.boolean() });
const Wanted = z.union([Value, Exists]);
type Wanted = z.infer<typeof Wanted>;

/**
 * An event pattern of EventBridge and of Lambda's event source mappings. A list has the values that
 * match, or `{ exists: true }` for any value, or `{ exists: false }` for none. An object is a pattern
 * of the field's own fields. The other operators (prefix, numeric, …) are refused: the local stack
 * has none.
 */
export interface EventPattern {
  readonly [field: string]: readonly Wanted[] | EventPattern;
}
export const EventPattern: z.ZodType<EventPattern> = z.record(
  z.string(),
  z.union([z.array(Wanted).min(1), z.lazy(() => EventPattern)]),
);

/** Whether the event has every field of the pattern, with a value that matches. */
export function matches(pattern: EventPattern, event: unknown): boolean {
  // An event that is no object has no fields.
  const fields = isObject(event) ? event : {};
  return Object.entries(pattern).every(([field, wanted]) => {
    const found: unknown = Object.hasOwn(fields, field) ? Reflect.get(fields, field) : undefined;
    return isList(wanted) ? wanted.some((one) => meets(one, found)) : matches(wanted, found);
  });
}

function meets(wanted: Wanted, found: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === found;
  // In the cloud, too, an object is no value: only its own fields are.
  const isValue = Array.isArray(found) ? found.length > 0 : found !== undefined && !isObject(found);
  return wanted.exists === isValue;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(wanted: EventPattern[string]): wanted is readonly Wanted[] {
  return Array.isArray(wanted);
}
