import { invalid } from '../values/errors.ts';
import { type AttributeValue, compareValues, equalValues, typeOf } from '../values/values.ts';
import { parsePath, type Scope, valueAt } from './paths.ts';
import type { Tokens } from './tokens.ts';

// Parsers for DynamoDB's conditions, without indexes of lists. Anything else is refused, so that
// code that needs more fails here.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html

export type Condition = (scope: Scope) => boolean;
export type Operand = (scope: Scope) => AttributeValue | undefined;

/** Parses a whole condition. @throws ServiceError ValidationException */
export function parseCondition(tokens: Tokens): Condition {
  const condition = parseOr(tokens);
  tokens.end();
  return condition;
}

function parseOr(tokens: Tokens): Condition {
  const first = parseAnd(tokens);
  if (!tokens.accept('OR')) return first;
  const terms = [first];
  do terms.push(parseAnd(tokens));
  while (tokens.accept('OR'));
  return (scope) => terms.some((term) => term(scope));
}

function parseAnd(tokens: Tokens): Condition {
  const first = parseNot(tokens);
  if (!tokens.accept('AND')) return first;
  const terms = [first];
  do terms.push(parseNot(tokens));
  while (tokens.accept('AND'));
  return (scope) => terms.every((term) => term(scope));
}

function parseNot(tokens: Tokens): Condition {
  if (tokens.accept('NOT')) {
    const negated = parseNot(tokens);
    return (scope) => !negated(scope);
  }
  if (tokens.peek() === '(') {
    if (tokens.peek(1) === '(' && tokens.closing(1) + 1 === tokens.closing(0))
      throw invalid(`The expression has redundant parentheses: ${tokens.text}`);
    tokens.next();
    const inner = parseOr(tokens);
    tokens.expect(')');
    return inner;
  }
  return parseFunction(tokens) ?? parseComparison(tokens);
}

function parseFunction(tokens: Tokens): Condition | undefined {
  if (tokens.acceptFunction('attribute_exists')) return existence(tokens, true);
  if (tokens.acceptFunction('attribute_not_exists')) return existence(tokens, false);
  if (tokens.acceptFunction('begins_with')) {
    return ofTwo(
      tokens,
      'begins_with',
      ['S', 'B'],
      (a, b) => a.S !== undefined && b.S !== undefined && a.S.startsWith(b.S),
    );
  }
  if (tokens.acceptFunction('contains')) return ofTwo(tokens, 'contains', VALUE_TYPES, contains);
  if (tokens.acceptFunction('attribute_type'))
    return ofTwo(tokens, 'attribute_type', ['S'], (a, b) => typeOf(a) === b.S);
  return undefined;
}

function existence(tokens: Tokens, wanted: boolean): Condition {
  const path = parsePath(tokens);
  tokens.expect(')');
  return (scope) => (valueAt(scope.item, path(scope)) !== undefined) === wanted;
}

/**
 * The rest of a function of a path and an operand. False if one of them is missing.
 * @param types of the operand if it is a value
 */
function ofTwo(
  tokens: Tokens,
  name: string,
  types: readonly (keyof AttributeValue)[],
  holds: (a: AttributeValue, b: AttributeValue) => boolean,
): Condition {
  const path = parsePath(tokens);
  tokens.expect(',');
  tokens.allow(tokens.peekValue(), types, name);
  const operand = parseOperand(tokens);
  tokens.expect(')');
  return (scope) => {
    const [a, b] = [valueAt(scope.item, path(scope)), operand(scope)];
    return a !== undefined && b !== undefined && holds(a, b);
  };
}

function contains(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return b.S !== undefined && a.S.includes(b.S);
  if (a.L) return a.L.some((entry) => equalValues(entry, b));
  if (a.SS) return b.S !== undefined && a.SS.includes(b.S);
  if (a.NS) return b.N !== undefined && a.NS.includes(b.N);
  if (a.BS) return b.B !== undefined && a.BS.includes(b.B);
  return false;
}

function parseComparison(tokens: Tokens): Condition {
  const first = tokens.peekValue();
  const left = parseOperand(tokens);
  if (tokens.accept('IN')) {
    tokens.expect('(');
    const options = [parseOperand(tokens)];
    while (tokens.accept(',')) options.push(parseOperand(tokens));
    tokens.expect(')');
    return (scope) => {
      const value = left(scope);
      return value !== undefined && options.some((option) => equalValues(value, option(scope)));
    };
  }
  if (tokens.accept('BETWEEN')) {
    const [from, low] = [tokens.peekValue(), parseOperand(tokens)];
    tokens.expect('AND');
    const [to, high] = [tokens.peekValue(), parseOperand(tokens)];
    for (const value of [first, from, to]) tokens.allow(value, WITH_ORDER, 'BETWEEN');
    if (from && to) tokens.checks.push((values) => checkBounds(values[from], values[to]));
    return (scope) => {
      const value = left(scope);
      const [fromLow, toHigh] = [compareValues(value, low(scope)), compareValues(value, high(scope))];
      return fromLow !== undefined && fromLow >= 0 && toHigh !== undefined && toHigh <= 0;
    };
  }
  const comparator = tokens.next();
  const second = tokens.peekValue();
  const right = parseOperand(tokens);
  if (comparator === '=') {
    return (scope) => {
      const value = left(scope);
      return value !== undefined && equalValues(value, right(scope));
    };
  }
  // Values of different types differ, and so does a missing value from any other.
  if (comparator === '<>') return (scope) => !equalValues(left(scope), right(scope));
  const holds = ORDERS.get(comparator);
  if (!holds) throw invalid(`unknown comparator "${comparator}" in ${tokens.text}`);
  for (const value of [first, second]) tokens.allow(value, WITH_ORDER, comparator);
  return (scope) => {
    const order = compareValues(left(scope), right(scope));
    return order !== undefined && holds(order);
  };
}

/** @throws ServiceError ValidationException if no value is between these */
export function checkBounds(low: AttributeValue | undefined, high: AttributeValue | undefined): void {
  const order = compareValues(low, high);
  if (order === undefined) throw invalid('The BETWEEN operator requires same data type for lower and upper bounds');
  if (order > 0) throw invalid('The BETWEEN operator requires upper bound to be greater than or equal to lower bound');
}

const WITH_ORDER = ['S', 'N', 'B'] as const;
const VALUE_TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'] as const;
const ORDERS = new Map<string, (order: number) => boolean>([
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
]);

/** A value, a path, or the size of what is at a path. */
export function parseOperand(tokens: Tokens): Operand {
  if (tokens.acceptFunction('size')) {
    const path = parsePath(tokens);
    tokens.expect(')');
    return (scope) => sizeOf(valueAt(scope.item, path(scope)));
  }
  const value = tokens.peekValue();
  if (value !== undefined) {
    tokens.next();
    return (scope) => scope.values[value];
  }
  const path = parsePath(tokens);
  return (scope) => valueAt(scope.item, path(scope));
}

function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (!value) return undefined;
  if (value.M) return { N: String(Object.keys(value.M).length) };
  if (value.S !== undefined) return { N: String(value.S.length) };
  if (value.B !== undefined) return { N: String(Buffer.from(value.B, 'base64').length) };
  const members = value.L ?? value.SS ?? value.NS ?? value.BS;
  return members && { N: String(members.length) };
}
