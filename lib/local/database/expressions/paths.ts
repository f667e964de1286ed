import { invalid } from '../values/errors.ts';
import { type AttributeValue, checkName, type Item, own } from '../values/values.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import type { Tokens } from './tokens.ts';

/** The names from the item to a value inside of its maps. */
export type Path = readonly string[];

/** What an expression is evaluated on. */
export interface Scope {
  readonly item: Item;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

/** A path whose `#names` are resolved when it is evaluated. */
export type PathOf = (scope: Pick<Scope, 'names'>) => Path;

/** @throws ServiceError ValidationException if there is no path, or a name in it is reserved */
export function parsePath(tokens: Tokens): PathOf {
  const parts = [parseName(tokens)];
  while (tokens.accept('.')) parts.push(parseName(tokens));
  if (!parts.some((part) => part.startsWith('#'))) return () => parts;
  return ({ names }) => parts.map((part) => (part.startsWith('#') ? resolved(names, part) : part));
}

function parseName(tokens: Tokens): string {
  const name = tokens.next();
  if (!/^[#A-Za-z_]/.test(name)) throw invalid(`expected a name, not "${name}", in ${tokens.text}`);
  if (RESERVED_WORDS.has(name.toUpperCase()))
    throw invalid(`Attribute name is a reserved keyword; reserved keyword: ${name}`);
  if (!name.startsWith('#')) checkName(name);
  return name;
}

function resolved(names: Scope['names'], alias: string): string {
  const name = names[alias];
  if (name === undefined) throw invalid(`the name ${alias} is not defined`);
  return name;
}

export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value = own(item, path[0] ?? '');
  for (let n = 1; value && n < path.length; n++) value = own(value.M, path[n] ?? '');
  return value;
}

/** @throws ServiceError ValidationException if a path leads to another one or to a value on its way */
export function checkOverlaps(paths: readonly Path[]): void {
  const root: Node = new Map();
  for (const path of paths) {
    let node = root;
    for (const [n, name] of path.entries()) {
      const known = node.get(name);
      if (known && (n === path.length - 1 || known.size === 0)) {
        throw invalid(`Two document paths overlap with each other; path: [${path.join(', ')}]`);
      }
      const next: Node = known ?? new Map();
      node.set(name, next);
      node = next;
    }
  }
}

type Node = Map<string, Node>;

/** The item with only the values at these paths, inside of their maps. */
export function project(item: Item, paths: readonly Path[]): Item {
  const result: Record<string, AttributeValue> = {};
  for (const path of paths) {
    const value = valueAt(item, path);
    if (value) put(result, path, value);
  }
  return result;
}

function put(into: Record<string, AttributeValue>, path: Path, value: AttributeValue): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const map: Record<string, AttributeValue> = { ...own(into, first)?.M };
  put(map, rest, value);
  into[first] = { M: map };
}
