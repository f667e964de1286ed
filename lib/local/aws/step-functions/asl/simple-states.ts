import type { Choice, Fail, Pass } from './definition.ts';
import { StatesError } from './errors.ts';
import { rule } from './rules.ts';
import { effectiveInput, nextOf, outputOf, type State, type Target } from './state.ts';
import { constant } from './templates.ts';

// The states that wait for nothing.

export const SUCCEED: State = { waits: false, enter: (input) => ({ output: input, next: undefined }) };

export function fail({ Error: error, Cause }: Fail): State {
  return {
    waits: false,
    enter() {
      throw new StatesError(error, Cause);
    },
  };
}

export function pass(definition: Pass, target: Target): State {
  const { Result } = definition;
  const next = nextOf(definition, target);
  const result = Result === undefined ? effectiveInput(definition) : constant(Result);
  const output = outputOf(definition);
  return {
    waits: false,
    enter: (input, strand) => ({ output: output(input, result(input, strand), strand), next }),
  };
}

export function choice(name: string, { Choices, Default }: Choice, target: Target): State {
  const rules = Choices.map(({ Next, ...tested }, n) => ({
    step: `Choices[${n}]` as const,
    holds: rule(tested, `Choices[${n}]`),
    next: target(Next, `Choices[${n}].Next`),
  }));
  const otherwise = Default === undefined ? undefined : target(Default, 'Default');
  return {
    waits: false,
    enter(output, strand) {
      const { trace } = strand.run;
      for (const { step, holds, next } of rules) {
        if (!holds(output, strand)) continue;
        trace?.(name, step);
        return { output, next };
      }
      if (otherwise === undefined) throw new StatesError('States.NoChoiceMatched', `No rule of '${name}' holds`);
      trace?.(name, 'Default');
      return { output, next: otherwise };
    },
  };
}
