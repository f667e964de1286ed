import { invalid } from '../values/errors.ts';
import { type Item, own, readItem } from '../values/values.ts';
import { type Condition, parseCondition } from './conditions.ts';
import { type KeyTerm, parseKeyCondition } from './key-conditions.ts';
import { type Projection, parseProjection } from './projections.ts';
import { Tokens } from './tokens.ts';
import { parseUpdate, type Update } from './updates.ts';

/** A parsed expression, with the `#names` and `:values` in it, and checks of the values. */
interface Parsed<T> extends Pick<Tokens, 'uses' | 'checks'> {
  readonly run: T;
}

/** Texts that are generated must not fill the memory. */
const MOST_CACHED = 1_000;

/** Parses each text once. */
function cached<T>(member: string, parse: (tokens: Tokens) => T): (text: string) => Parsed<T> {
  const known = new Map<string, Parsed<T>>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const parsed = parsedFrom(member, text, parse);
    if (known.size >= MOST_CACHED) known.clear();
    known.set(text, parsed);
    return parsed;
  };
}

function parsedFrom<T>(member: string, text: string, parse: (tokens: Tokens) => T): Parsed<T> {
  try {
    const tokens = new Tokens(text);
    return { run: parse(tokens), uses: tokens.uses, checks: tokens.checks };
  } catch (error) {
    throw error instanceof Error ? invalid(`Invalid ${member}: ${error.message}`) : error;
  }
}

const conditions = cached<Condition>('ConditionExpression', parseCondition);
const filters = cached<Condition>('FilterExpression', parseCondition);
const updates = cached<Update>('UpdateExpression', parseUpdate);
const projections = cached<Projection>('ProjectionExpression', parseProjection);
const keyConditions = cached<readonly KeyTerm[]>('KeyConditionExpression', parseKeyCondition);

/** The members of a request that have expressions, and what they refer to. */
export interface ExpressionInput {
  readonly ConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: unknown;
}

/** The parsed expressions of a request. */
export interface Expressions {
  readonly condition: Condition | undefined;
  readonly filter: Condition | undefined;
  readonly update: Update | undefined;
  readonly projection: Projection | undefined;
  readonly key: readonly KeyTerm[] | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

const NONE = {};

/**
 * Parses the expressions of a request.
 * @throws ServiceError ValidationException if one is wrong, refers to a name or value that the
 * request lacks, or none refers to one that it has
 */
export function expressionsOf(input: ExpressionInput): Expressions {
  const { ExpressionAttributeValues: given } = input;
  const values = given === undefined ? NONE : readItem(given, 'ExpressionAttributeValues');
  const condition = input.ConditionExpression === undefined ? undefined : conditions(input.ConditionExpression);
  const filter = input.FilterExpression === undefined ? undefined : filters(input.FilterExpression);
  const update = input.UpdateExpression === undefined ? undefined : updates(input.UpdateExpression);
  const projection = input.ProjectionExpression === undefined ? undefined : projections(input.ProjectionExpression);
  const key = input.KeyConditionExpression === undefined ? undefined : keyConditions(input.KeyConditionExpression);
  const names = input.ExpressionAttributeNames ?? NONE;
  const all = [condition, filter, update, projection, key];
  for (const one of all) if (one) check(one, names, values);
  checkUsed('ExpressionAttributeNames', names, all);
  checkUsed('ExpressionAttributeValues', values, all);
  return {
    condition: condition?.run,
    filter: filter?.run,
    update: update?.run,
    projection: projection?.run,
    key: key?.run,
    names,
    values,
  };
}

function check({ uses, checks }: Parsed<unknown>, names: Readonly<Record<string, string>>, values: Item): void {
  for (const use of uses) {
    if (use.startsWith('#') ? !Object.hasOwn(names, use) : !own(values, use))
      throw invalid(`An expression refers to ${use}, which the request does not define`);
  }
  for (const one of checks) one(values);
}

function checkUsed(member: string, given: object, all: readonly (Parsed<unknown> | undefined)[]): void {
  for (const name of Object.keys(given)) {
    if (!all.some((one) => one?.uses.has(name)))
      throw invalid(`Value provided in ${member} unused in expressions: keys: {${name}}`);
  }
}
