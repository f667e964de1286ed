import type { Json } from '../../json.ts';
import { named } from './errors.ts';
import { intrinsic } from './intrinsics.ts';
import { type Query, query } from './paths.ts';

/**
 * Compiles a payload template: in a member whose name ends in `.$` the value is a path or a call of
 * an intrinsic function. What has no such member is one frozen value, shared by all runs.
 * @param at the member of the state, for messages
 * @throws Error that names a member which does not run locally
 */
export function template(value: Json, at: string): Query {
  if (!isComputed(value)) return constant(value);
  if (Array.isArray(value)) throw new Error(`${at}: no path runs locally in a list`);
  const members = Object.entries(value).map(([name, part]) =>
    name.endsWith('.$')
      ? { name: name.slice(0, -2), get: computed(part, `${at}.${name}`) }
      : { name, get: template(part, `${at}.${name}`) },
  );
  return (input, strand) => {
    const made: Record<string, Json> = {};
    for (const { name, get } of members) made[name] = get(input, strand);
    return made;
  };
}

/** A value that is the same in every run. */
export function constant(value: Json): Query {
  const shared = frozen(value);
  return () => shared;
}

function isComputed(value: Json): value is Json[] | { [name: string]: Json } {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, part]) => name.endsWith('.$') || isComputed(part));
}

/** Compiles the value of a member whose name ends in `.$`. */
export function computed(expression: Json, at: string): Query {
  return named(at, () => {
    if (typeof expression !== 'string') throw new Error('is neither a path nor a call of a function');
    return expression.startsWith('$') ? query(expression) : intrinsic(expression);
  });
}

function frozen(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  Object.freeze(value);
  return value;
}
