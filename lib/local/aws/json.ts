import * as z from 'zod';

/** Any value that JSON can hold. */
export type Json = z.infer<ReturnType<typeof z.json>>;

/**
 * Checks that JSON can hold a value, and returns the value itself. z.json() accepts the same values
 * but returns a copy, and takes six times as long. Every input and result of a task is checked.
 */
export const Json = z.custom<Json>(isJson);

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      if (value === null) return true;
      if (Array.isArray(value)) return Array.from(value).every(isJson);
      return z.core.util.isPlainObject(value) && Object.values(value).every(isJson);
    default:
      return false;
  }
}

/** A copy, as a message in JSON would arrive: without undefined members, for example. */
export function jsonCopy(value: unknown): Json {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
