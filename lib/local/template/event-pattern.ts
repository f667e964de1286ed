import * as z from 'zod';
import type { Json } from '../aws/json.ts';

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * Which events are meant, as EventBridge and the event source mappings of Lambda write it: a list
 * holds the values that will do, an object leads further in. Of what more there is (prefix,
 * numeric, …) this machine knows nothing, and so refuses it.
 */
export interface EventPattern {
  readonly [field: string]: readonly z.infer<typeof Value>[] | EventPattern;
}
export const EventPattern: z.ZodType<EventPattern> = z.record(
  z.string(),
  z.union([z.array(Value).min(1), z.lazy(() => EventPattern)]),
);

/**
 * Whether the event is one of those meant: every field of the pattern is in it, with a value that
 * will do.
 */
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
