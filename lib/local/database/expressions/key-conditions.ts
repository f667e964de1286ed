import { invalid } from '../values/errors.ts';
import { checkBounds } from './conditions.ts';
import { type PathOf, parsePath, type Scope } from './paths.ts';
import type { Tokens } from './tokens.ts';

const COMPARATORS = ['=', '<', '<=', '>', '>='] as const;
type Comparator = (typeof COMPARATORS)[number];

/** A condition on one attribute of a key. `values` are names: `:from`, … */
export interface KeyTerm {
  readonly attribute: (scope: Pick<Scope, 'names'>) => string;
  readonly operator: Comparator | 'BETWEEN' | 'begins_with';
  readonly values: readonly [string] | readonly [string, string];
}

/** One or two conditions joined by AND. @throws ServiceError ValidationException */
export function parseKeyCondition(tokens: Tokens): readonly KeyTerm[] {
  const terms = [parseTerm(tokens)];
  while (tokens.accept('AND')) terms.push(parseTerm(tokens));
  tokens.end();
  if (terms.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  return terms;
}

function parseTerm(tokens: Tokens): KeyTerm {
  if (tokens.accept('(')) {
    const term = parseTerm(tokens);
    tokens.expect(')');
    return term;
  }
  if (tokens.acceptFunction('begins_with')) {
    const attribute = parseAttribute(tokens);
    tokens.expect(',');
    const value = parseValue(tokens);
    tokens.expect(')');
    return { attribute, operator: 'begins_with', values: [value] };
  }
  const attribute = parseAttribute(tokens);
  if (tokens.accept('BETWEEN')) {
    const low = parseValue(tokens);
    tokens.expect('AND');
    const high = parseValue(tokens);
    tokens.checks.push((values) => checkBounds(values[low], values[high]));
    return { attribute, operator: 'BETWEEN', values: [low, high] };
  }
  const found = tokens.next();
  const operator = COMPARATORS.find((comparator) => comparator === found);
  if (!operator) throw invalid(`Invalid operator used in KeyConditionExpression: ${found}`);
  return { attribute, operator, values: [parseValue(tokens)] };
}

function parseAttribute(tokens: Tokens): KeyTerm['attribute'] {
  const path: PathOf = parsePath(tokens);
  return (scope) => {
    const [name = '', ...more] = path(scope);
    if (more.length > 0) throw invalid('KeyConditionExpressions cannot have conditions on nested attributes');
    return name;
  };
}

function parseValue(tokens: Tokens): string {
  const value = tokens.next();
  if (!value.startsWith(':')) throw invalid(`expected a value of a key, not "${value}", in ${tokens.text}`);
  return value;
}
