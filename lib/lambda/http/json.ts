import * as z from 'zod/mini';
import { fieldName, invalidInput } from '../../domain/errors.ts';

/** The tokens of a text that is valid JSON. Between them is only space. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\]:,]|true|false|null/g;
const Name = z.string();
/** An integer without a fraction or an exponent. */
const INTEGER = /^-?\d+$/;

/** An object or an array around the current token. */
interface Container {
  readonly value: object;
  /** The names so far in an object; undefined in an array. */
  readonly names: Set<string> | undefined;
  /** The name or index of the next value; undefined if a name comes first. */
  next: string | number | undefined;
}

/**
 * Parses the body of a request. Unlike JSON.parse it refuses an object with a name twice, however
 * the name is escaped: two readers could take the same text for two different requests. A number
 * counts as it is written. One with a fraction or an exponent, or too large for a JavaScript
 * number, becomes NaN, which no schema accepts: a rounded number could pass as another one.
 * @throws MibError invalid_input with the member, or `body`
 */
export function parseJson(text: string): unknown {
  const parsed = strictly(text);
  const around: Container[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const inside = around.at(-1);
    if (token === '{' || token === '[') {
      const value = objectAt(inside, parsed);
      around.push(token === '{' ? { value, names: new Set(), next: undefined } : { value, names: undefined, next: 0 });
    } else if (token === '}' || token === ']') {
      around.pop();
    } else if (inside && token === ',') {
      inside.next = typeof inside.next === 'number' ? inside.next + 1 : undefined;
    } else if (inside?.names && inside.next === undefined) {
      inside.next = newName(token, inside.names, around);
    } else if (inside?.next !== undefined && /^[-\d]/.test(token) && !isSafeInteger(token)) {
      Reflect.set(inside.value, inside.next, Number.NaN);
    }
  }
  return parsed;
}

/**
 * The object that begins at this token. For a name that is repeated later, JSON.parse has only the
 * last value: the object of an earlier one is a placeholder.
 */
function objectAt(inside: Container | undefined, parsed: unknown): object {
  const value: unknown = inside ? Reflect.get(inside.value, inside.next ?? '') : parsed;
  return typeof value === 'object' && value !== null ? value : {};
}

function strictly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput([{ field: 'body', message: 'must be valid JSON' }]);
  }
}

/**
 * The name that a token stands for.
 * @throws MibError invalid_input if the object has had the name, or if it is `__proto__`
 */
function newName(token: string, names: Set<string>, around: readonly Container[]): string {
  const name = Name.parse(JSON.parse(token));
  const field = fieldName([...around.slice(0, -1).map(({ next }) => next ?? ''), name]);
  if (name === '__proto__') throw invalidInput([{ field, message: 'is not a known field' }]);
  if (names.has(name)) throw invalidInput([{ field, message: 'must not be given twice' }]);
  names.add(name);
  return name;
}

function isSafeInteger(literal: string): boolean {
  return INTEGER.test(literal) && Number.isSafeInteger(Number(literal));
}
