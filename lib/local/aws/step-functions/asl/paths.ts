import type { Json } from '../../json.ts';
import { runtimeError, StatesError } from './errors.ts';
import type { Run } from './run.ts';

/** The states of one branch, or of the machine, that a run goes through one after the other. */
export interface Strand {
  readonly run: Run;
  /** When its current state was entered, in ms since 1970. A retry does not enter it again. */
  enteredAt: number;
}

/** Takes a value from the input of a path or template, or from the context object. */
export type Query = (input: Json, strand: Strand) => Json;

/** The same, undefined if there is no such value. */
export type Lookup = (input: Json, strand: Strand) => Json | undefined;

/** The context object: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const CONTEXT = new Map<string, Lookup>([
  ['$$.State.EnteredTime', (_, { enteredAt }) => new Date(enteredAt).toISOString()],
  ['$$.Execution.Id', (_, { run }) => run.execution?.Id],
  ['$$.Execution.Name', (_, { run }) => run.execution?.Name],
  ['$$.Execution.RoleArn', (_, { run }) => run.execution?.RoleArn],
  ['$$.Execution.StartTime', (_, { run }) => run.execution?.StartTime],
]);

const NAMES_AND_INDEXES = /^\$(?:\.\w+|\[\d+\])*$/;

/**
 * Compiles a reference path: `$`, names and indexes.
 * @throws Error if the path has anything else
 */
export function lookup(path: string): Lookup {
  if (path === '$') return (input) => input;
  if (path.startsWith('$$')) {
    const ofContext = CONTEXT.get(path);
    if (!ofContext) throw new Error(`${path} is no part of the context object that runs locally`);
    return ofContext;
  }
  const steps = stepsOf(path);
  return (input) => {
    let value: Json | undefined = input;
    for (const step of steps) value = memberOf(value, step);
    return value;
  };
}

/** Compiles a path that must lead to a value. If it does not, a state fails with States.Runtime. */
export function query(path: string): Query {
  const find = lookup(path);
  return (input, strand) => {
    const value = find(input, strand);
    if (value === undefined) throw runtimeError(`The path '${path}' leads to no value`);
    return value;
  };
}

/** Puts the result of a state into its input, without changing either. */
export type Placing = (input: Json, result: Json) => Json;

/**
 * Compiles a ResultPath: `$`, or names. Null drops the result. A state fails with
 * States.ResultPathMatchFailure if something other than an object is in the way.
 * @throws Error if the path has anything else
 */
export function placing(path: string | null): Placing {
  if (path === null) return (input) => input;
  const names = stepsOf(path).map(String);
  if (path.includes('[')) throw new Error(`${path}: only names run locally in a ResultPath`);
  return (input, result) => put(input, names, 0, result);
}

function put(into: Json, names: readonly string[], depth: number, result: Json): Json {
  const name = names[depth];
  if (name === undefined) return result;
  if (!isObject(into)) {
    throw new StatesError('States.ResultPathMatchFailure', `There is no object to put '${name}' into`);
  }
  const { [name]: there = {} } = into;
  return { ...into, [name]: put(there, names, depth + 1, result) };
}

function stepsOf(path: string): (string | number)[] {
  if (!NAMES_AND_INDEXES.test(path)) throw new Error(`${path}: only names and indexes run locally in a path`);
  return Array.from(path.matchAll(/\.(\w+)|\[(\d+)\]/g), ([, name, index]) => name ?? Number(index));
}

function memberOf(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
