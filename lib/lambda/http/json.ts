import * as z from 'zod/mini';
import { invalidInput } from '../../domain/errors.ts';

/** The tokens of a text that is known to be JSON; what is between them is space. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\]:,]|true|false|null/g;
/** An integer as integers are written: no fraction, no exponent. */
const INTEGER = /^-?\d+$/;

/** An object or an array that the scan is inside of. */
interface Container {
  readonly value: object;
  /** The names that an object has had so far; an array has none. */
  readonly names: Set<string> | undefined;
  /** The name or index of the value that comes next; undefined: a name comes first. */
  next: string | number | undefined;
}

/**
 * Parses the body of a request. Beside what JSON.parse refuses, no object may have a name twice, however the name is escaped: two
 * readers of the same text could take it for two different requests. A number counts as it is written. One with a fraction or an
 * exponent, or too large for a JavaScript number, becomes NaN, which no schema takes: rounded, it could pass as another number.
 * @throws InvalidInput naming the member, or `body`
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

/** What begins here. Of a name that comes again JSON.parse has the last value: until the scan is there, the object is nobody's. */
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

/** The name that a token of the scan stands for. @throws InvalidInput if the object has had it, or if it reaches for the prototype */
function newName(token: string, names: Set<string>, around: readonly Container[]): string {
  const name = z.string().parse(JSON.parse(token));
  const field = [...around.slice(0, -1).map(({ next }) => next), name].join('.');
  if (name === '__proto__') throw invalidInput([{ field, message: 'is not a known field' }]);
  if (names.has(name)) throw invalidInput([{ field, message: 'must not be given twice' }]);
  names.add(name);
  return name;
}

function isSafeInteger(literal: string): boolean {
  return INTEGER.test(literal) && Number.isSafeInteger(Number(literal));
}
