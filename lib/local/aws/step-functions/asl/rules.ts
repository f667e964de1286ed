import type { Json } from '../../json.ts';
import type { Rule } from './definition.ts';
import { named, runtimeError } from './errors.ts';
import { lookup, type Strand } from './paths.ts';

type Test = (input: Json, strand: Strand) => boolean;

const ONE_OF = ['StringEquals', 'BooleanEquals', 'IsPresent', 'And', 'Not'] as const;

/**
 * Compiles a rule of a Choice. A value of another type than the rule's is not equal. A missing value
 * fails the state with States.Runtime, unless the rule asks whether it is there.
 * @param at the member of the state, for messages
 * @throws Error if the rule is not one comparison, or one of And and Not
 */
export function rule(definition: Rule, at: string): Test {
  const { Variable, StringEquals, BooleanEquals, IsPresent, And, Not } = definition;
  const used = ONE_OF.filter((member) => definition[member] !== undefined);
  if (used.length !== 1) throw new Error(`${at}: must have one of ${ONE_OF.join(', ')}`);
  if (And) {
    const tests = And.map((part, n) => rule(part, `${at}.And[${n}]`));
    return (input, strand) => tests.every((test) => test(input, strand));
  }
  if (Not) {
    const test = rule(Not, `${at}.Not`);
    return (input, strand) => !test(input, strand);
  }
  if (Variable === undefined) throw new Error(`${at}: has no Variable`);
  const find = named(`${at}.Variable`, () => lookup(Variable));
  if (IsPresent !== undefined) return (input, strand) => (find(input, strand) !== undefined) === IsPresent;
  const wanted = StringEquals ?? BooleanEquals;
  return (input, strand) => {
    const value = find(input, strand);
    if (value === undefined) throw runtimeError(`The path '${Variable}' of a rule leads to no value`);
    return value === wanted;
  };
}
