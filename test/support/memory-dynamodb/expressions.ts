import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;
type Path = readonly string[];

/** The input of an expression. */
export interface Scope {
  readonly item: Item;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

export type Condition = (scope: Scope) => boolean;
export type Update = (scope: Scope) => Item;
type Operand = (scope: Scope) => AttributeValue | undefined;

/** DynamoDB's error for an expression that is invalid, in itself or for the item. */
export class InvalidExpression extends Error {
  override readonly name = 'ValidationException';
}

/**
 * Parsers for the part of DynamoDB's expression language that mib uses (conditions with AND, OR,
 * NOT, comparators, IN, BETWEEN, attribute_exists, attribute_not_exists, size; updates with SET, +,
 * -, if_not_exists, REMOVE). Anything else is refused, so that a test fails when code begins to use
 * more. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
export function parseCondition(text: string): Condition {
  const tokens = new Tokens(text);
  const condition = parseOr(tokens);
  tokens.end();
  return condition;
}

/** Parses an update. All right-hand sides are evaluated on the item before the update. */
export function parseUpdate(text: string): Update {
  const tokens = new Tokens(text);
  const sets: { path: (scope: Scope) => Path; value: Operand }[] = [];
  const removes: ((scope: Scope) => Path)[] = [];
  while (!tokens.done()) {
    const clause = tokens.next();
    if (clause !== 'SET' && clause !== 'REMOVE') throw new InvalidExpression(`unknown clause ${clause} in ${text}`);
    do {
      const path = parsePath(tokens);
      if (clause === 'REMOVE') removes.push(path);
      else {
        tokens.expect('=');
        sets.push({ path, value: parseSum(tokens) });
      }
    } while (tokens.accept(','));
  }
  return (scope) => {
    const assignments = sets.map(({ path, value }) => ({ path: path(scope), value: required(value(scope)) }));
    const assigned = assignments.reduce((item, { path, value }) => withValue(item, path, value), scope.item);
    return removes.reduce((item, path) => withValue(item, path(scope), undefined), assigned);
  };
}

function parseOr(tokens: Tokens): Condition {
  const terms = [parseAnd(tokens)];
  while (tokens.accept('OR')) terms.push(parseAnd(tokens));
  return terms.length === 1 && terms[0] ? terms[0] : (scope) => terms.some((term) => term(scope));
}

function parseAnd(tokens: Tokens): Condition {
  const terms = [parseNot(tokens)];
  while (tokens.accept('AND')) terms.push(parseNot(tokens));
  return terms.length === 1 && terms[0] ? terms[0] : (scope) => terms.every((term) => term(scope));
}

function parseNot(tokens: Tokens): Condition {
  if (tokens.accept('NOT')) {
    const negated = parseNot(tokens);
    return (scope) => !negated(scope);
  }
  if (tokens.accept('(')) {
    const inner = parseOr(tokens);
    tokens.expect(')');
    return inner;
  }
  if (tokens.peek() === 'attribute_exists' || tokens.peek() === 'attribute_not_exists') {
    const wanted = tokens.next() === 'attribute_exists';
    tokens.expect('(');
    const path = parsePath(tokens);
    tokens.expect(')');
    return (scope) => (valueAt(scope.item, path(scope)) !== undefined) === wanted;
  }
  return parseComparison(tokens);
}

function parseComparison(tokens: Tokens): Condition {
  const left = parseOperand(tokens);
  if (tokens.accept('IN')) {
    tokens.expect('(');
    const options = [parseOperand(tokens)];
    while (tokens.accept(',')) options.push(parseOperand(tokens));
    tokens.expect(')');
    return (scope) => options.some((option) => compare(left(scope), option(scope)) === 0);
  }
  if (tokens.accept('BETWEEN')) {
    const low = parseOperand(tokens);
    tokens.expect('AND');
    const high = parseOperand(tokens);
    return (scope) => {
      const [fromLow, toHigh] = [compare(left(scope), low(scope)), compare(left(scope), high(scope))];
      return fromLow !== undefined && fromLow >= 0 && toHigh !== undefined && toHigh <= 0;
    };
  }
  const holds = COMPARATORS.get(tokens.next());
  if (!holds) throw new InvalidExpression(`unknown comparator in ${tokens.text}`);
  const right = parseOperand(tokens);
  return (scope) => {
    const order = compare(left(scope), right(scope));
    return order !== undefined && holds(order);
  };
}

const COMPARATORS = new Map<string, (order: number) => boolean>([
  ['=', (order) => order === 0],
  ['<>', (order) => order !== 0],
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
]);

function parseOperand(tokens: Tokens): Operand {
  if (tokens.accept('size')) {
    tokens.expect('(');
    const path = parsePath(tokens);
    tokens.expect(')');
    return (scope) => sizeOf(valueAt(scope.item, path(scope)));
  }
  if (tokens.peek().startsWith(':')) {
    const name = tokens.next();
    return (scope) => required(scope.values[name]);
  }
  const path = parsePath(tokens);
  return (scope) => valueAt(scope.item, path(scope));
}

function parseSum(tokens: Tokens): Operand {
  const left = parseTerm(tokens);
  const sign = tokens.accept('+') ? 1n : tokens.accept('-') ? -1n : 0n;
  if (sign === 0n) return left;
  const right = parseTerm(tokens);
  return (scope) => ({ N: String(integer(left(scope)) + sign * integer(right(scope))) });
}

function parseTerm(tokens: Tokens): Operand {
  if (!tokens.accept('if_not_exists')) return parseOperand(tokens);
  tokens.expect('(');
  const path = parsePath(tokens);
  tokens.expect(',');
  const otherwise = parseSum(tokens);
  tokens.expect(')');
  return (scope) => valueAt(scope.item, path(scope)) ?? otherwise(scope);
}

function parsePath(tokens: Tokens): (scope: Scope) => Path {
  const parts = [tokens.name()];
  while (tokens.accept('.')) parts.push(tokens.name());
  if (!parts.some((part) => part.startsWith('#'))) return () => parts;
  return (scope) => parts.map((part) => (part.startsWith('#') ? nameOf(scope, part) : part));
}

function nameOf(scope: Scope, alias: string): string {
  const name = scope.names[alias];
  if (name === undefined) throw new InvalidExpression(`the name ${alias} is not defined`);
  return name;
}

function valueAt(item: Item, path: Path): AttributeValue | undefined {
  const [first = '', ...rest] = path;
  return rest.reduce<AttributeValue | undefined>((value, part) => own(value?.M, part), own(item, first));
}

/** Own properties only: an attribute may have the name of a property of every object. */
function own(map: Readonly<Record<string, AttributeValue>> | undefined, name: string): AttributeValue | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The item with the value at the path, or without one. The maps along the path must exist. */
function withValue(item: Item, path: Path, value: AttributeValue | undefined): Item {
  const [first = '', ...rest] = path;
  const changed = { ...item };
  if (rest.length > 0) {
    const map = item[first]?.M;
    if (!map) throw new InvalidExpression('The document path provided in the update expression is invalid for update');
    changed[first] = { M: withValue(map, rest, value) };
  } else if (value === undefined) delete changed[first];
  else changed[first] = value;
  return changed;
}

function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value?.M) return { N: String(Object.keys(value.M).length) };
  if (value?.L) return { N: String(value.L.length) };
  if (value?.S !== undefined) return { N: String(value.S.length) };
  return undefined;
}

/**
 * Undefined if an operand is missing or the types differ: DynamoDB's comparison is then false for
 * every comparator.
 */
function compare(a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a?.N !== undefined && b?.N !== undefined) {
    const difference = BigInt(a.N) - BigInt(b.N);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  if (a?.S !== undefined && b?.S !== undefined) return a.S < b.S ? -1 : a.S > b.S ? 1 : 0;
  return undefined;
}

function integer(value: AttributeValue | undefined): bigint {
  const { N } = required(value);
  if (N === undefined) throw new InvalidExpression('An operand in the update expression has an incorrect data type');
  return BigInt(N);
}

function required(value: AttributeValue | undefined): AttributeValue {
  if (value) return value;
  throw new InvalidExpression('The provided expression refers to an attribute that does not exist in the item');
}

const TOKEN = /\s*([#:]?[A-Za-z_][A-Za-z0-9_]*|<>|<=|>=|[=<>(),.+-])/y;

class Tokens {
  readonly text: string;
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.text = text;
    const pattern = new RegExp(TOKEN);
    while (pattern.lastIndex < text.trimEnd().length) {
      const token = pattern.exec(text)?.[1];
      if (!token) throw new InvalidExpression(`cannot read the expression ${text}`);
      this.#tokens.push(token);
    }
  }

  peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  next(): string {
    const token = this.peek();
    if (token === '') throw new InvalidExpression(`the expression ends too early: ${this.text}`);
    this.#at++;
    return token;
  }

  name(): string {
    const token = this.next();
    if (!/^#?[A-Za-z_]/.test(token)) throw new InvalidExpression(`expected a name, not ${token}, in ${this.text}`);
    return token;
  }

  accept(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#at++;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw new InvalidExpression(`expected ${token}, not ${this.peek()}, in ${this.text}`);
  }

  done(): boolean {
    return this.#at === this.#tokens.length;
  }

  end(): void {
    if (!this.done()) throw new InvalidExpression(`unexpected ${this.peek()} in ${this.text}`);
  }
}
