import type { Json } from '../../json.ts';
import type { Parallel, Pass, Task } from './definition.ts';
import { named } from './errors.ts';
import { placing, type Query, query, type Strand } from './paths.ts';
import { template } from './templates.ts';

/** How a state was left. Without a next state the branch ends. */
export interface Left {
  readonly output: Json;
  readonly next: string | undefined;
}

/**
 * A compiled state. Only Task and Parallel wait for something. No value is changed once it is made,
 * so that states share them without copies.
 */
export type State =
  | { readonly waits: false; readonly enter: (input: Json, strand: Strand) => Left }
  | { readonly waits: true; readonly enter: (input: Json, strand: Strand) => Promise<Left> };

/**
 * Returns the name of a state in the same branch.
 * @param at the member that has the name, for messages
 * @throws Error if there is no such state
 */
export type Target = (name: string, at: string) => string;

type GoesOn = Task | Parallel | Pass;

/**
 * The next state, undefined if the branch ends.
 * @throws Error unless the state has one of Next and End
 */
export function nextOf({ Next, End }: GoesOn, target: Target): string | undefined {
  if ((Next === undefined) === (End === undefined)) throw new Error('must have one of Next and End');
  return Next === undefined ? undefined : target(Next, 'Next');
}

/** Compiles InputPath. */
export function selectedInput({ InputPath }: GoesOn): Query {
  return named('InputPath', () => query(InputPath));
}

/** Compiles InputPath and Parameters: what the state itself gets of its input. */
export function effectiveInput(state: GoesOn): Query {
  const { InputPath, Parameters } = state;
  const select = selectedInput(state);
  if (Parameters === undefined) return select;
  const make = template(Parameters, 'Parameters');
  return InputPath === '$' ? make : (input, strand) => make(select(input, strand), strand);
}

/** Compiles ResultSelector, ResultPath and OutputPath: what the state makes of its result. */
export function outputOf(state: GoesOn): (input: Json, result: Json, strand: Strand) => Json {
  const { ResultSelector } = { ResultSelector: undefined, ...state };
  const select: Query = ResultSelector === undefined ? (result) => result : template(ResultSelector, 'ResultSelector');
  const place = named('ResultPath', () => placing(state.ResultPath));
  const cut = named('OutputPath', () => query(state.OutputPath));
  return (input, result, strand) => cut(place(input, select(result, strand)), strand);
}
