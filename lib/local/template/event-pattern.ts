import * as z from 'zod';
import type { Json } from '../aws/json.ts';

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * An event pattern of EventBridge and of Lambda's event source mappings. A list has the values that
 * match. An object is a pattern of the field's own fields. The other operators (prefix, numeric, …)
 * are refused: the local stack has none.
 */
export interface EventPattern {
  readonly [field: string]: readonly z.infer<typeof Value>[] | EventPattern;
}
export const EventPattern: z.ZodType<EventPattern> = z.record(
  z.string(),
  z.union([z.array(Value).min(1), z.lazy(() => EventPattern)]),
);

/** Whether the event has every field of the pattern, with a value that matches. */
export function matches(pattern: EventPattern, event: Json): boolean {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
  return Object.entries(pattern).every(([field, wanted]) => {
    const found = Object.hasOwn(event, field) ? event[field] : undefined;
    if (found === undefined) return false;
    return isList(wanted) ? wanted.some((one) => one === found) : matches(wanted, found);
  });
}

function isList(wanted: EventPattern[string]): wanted is readonly z.infer<typeof Value>[] {
  return Array.isArray(wanted);
}
