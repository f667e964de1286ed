import { addNumbers, negated } from '../values/decimals.ts';
import { invalid } from '../values/errors.ts';
import type { AttributeValue, Item } from '../values/values.ts';
import { own } from '../values/values.ts';
import { type Operand, parseOperand } from './conditions.ts';
import { checkOverlaps, type Path, type PathOf, parsePath, type Scope, valueAt } from './paths.ts';
import type { Tokens } from './tokens.ts';

/** An update expression: SET and REMOVE. ADD and DELETE are refused. */
export interface Update {
  /** All paths that it writes. @throws ServiceError ValidationException if two of them overlap */
  readonly paths: (scope: Pick<Scope, 'names'>) => readonly Path[];
  /** The item after the update. All right-hand sides are evaluated on the item before it. */
  readonly apply: (scope: Scope, paths: readonly Path[]) => Item;
}

/** @throws ServiceError ValidationException */
export function parseUpdate(tokens: Tokens): Update {
  const targets: PathOf[] = [];
  // The values of SET, by the number of their targets. The other targets are removed.
  const values = new Map<number, Operand>();
  const clauses = new Set<string>();
  while (!tokens.done()) {
    const clause = tokens.next().toUpperCase();
    if (clause !== 'SET' && clause !== 'REMOVE')
      throw invalid(`updates have SET and REMOVE here, not "${clause}": ${tokens.text}`);
    if (clauses.has(clause)) throw invalid(`The "${clause}" section can only be used once in an update expression;`);
    clauses.add(clause);
    do {
      const target = targets.push(parsePath(tokens)) - 1;
      if (clause === 'REMOVE') continue;
      tokens.expect('=');
      values.set(target, parseSum(tokens));
    } while (tokens.accept(','));
  }
  return {
    paths: (scope) => {
      const paths = targets.map((target) => target(scope));
      checkOverlaps(paths);
      return paths;
    },
    apply: (scope, paths) => {
      const results = paths.map((_, n) => {
        const value = values.get(n);
        return value && required(value(scope));
      });
      const draft = new Draft(scope.item);
      for (const [n, path] of paths.entries()) draft.put(path, results[n]);
      return draft.done();
    },
  };
}

function parseSum(tokens: Tokens): Operand {
  const first = tokens.peekValue();
  const left = parseTerm(tokens);
  const plus = tokens.accept('+');
  if (!plus && !tokens.accept('-')) return left;
  for (const value of [first, tokens.peekValue()]) tokens.allow(value, ['N'], plus ? '+' : '-');
  const right = parseTerm(tokens);
  return (scope) => {
    const [a, b] = [numberIn(left(scope)), numberIn(right(scope))];
    return { N: addNumbers(a, plus ? b : negated(b)) };
  };
}

function parseTerm(tokens: Tokens): Operand {
  if (!tokens.acceptFunction('if_not_exists')) return parseOperandOfUpdate(tokens);
  const path = parsePath(tokens);
  tokens.expect(',');
  const otherwise = parseTerm(tokens);
  tokens.expect(')');
  return (scope) => valueAt(scope.item, path(scope)) ?? otherwise(scope);
}

function parseOperandOfUpdate(tokens: Tokens): Operand {
  if (tokens.peek(1) === '(') throw invalid(`no function "${tokens.peek()}" in updates here: ${tokens.text}`);
  return parseOperand(tokens);
}

function numberIn(value: AttributeValue | undefined): string {
  const { N } = required(value);
  if (N === undefined) throw invalid('An operand in the update expression has an incorrect data type');
  return N;
}

function required(value: AttributeValue | undefined): AttributeValue {
  if (value) return value;
  throw invalid('The provided expression refers to an attribute that does not exist in the item');
}

/** A changed copy of an item. It copies each map once, and only those that change. */
class Draft {
  readonly #item: Record<string, AttributeValue>;
  readonly #removed = new Set<string>();
  /** The copied maps, by the values that hold them. */
  readonly #copies = new Map<AttributeValue, Record<string, AttributeValue>>();

  constructor(item: Item) {
    this.#item = { ...item };
  }

  /** @param value undefined to remove what is at the path */
  put(path: Path, value: AttributeValue | undefined): void {
    const name = path.at(-1) ?? '';
    let map = this.#item;
    for (const step of path.slice(0, -1)) map = this.#mapAt(map, step);
    if (value) map[name] = value;
    else if (map === this.#item) this.#removed.add(name);
    else delete map[name];
  }

  done(): Item {
    if (this.#removed.size === 0) return this.#item;
    // `delete` would turn the object into a hash table, which takes five times the memory.
    const rest: Record<string, AttributeValue> = {};
    for (const name in this.#item) {
      const value = this.#item[name];
      if (value && !this.#removed.has(name)) rest[name] = value;
    }
    return rest;
  }

  #mapAt(map: Record<string, AttributeValue>, name: string): Record<string, AttributeValue> {
    const value = own(map, name);
    const copied = value && this.#copies.get(value);
    if (copied) return copied;
    if (!value?.M) throw invalid('The document path provided in the update expression is invalid for update');
    const M = { ...value.M };
    const copy = { M };
    this.#copies.set(copy, M);
    map[name] = copy;
    return M;
  }
}
