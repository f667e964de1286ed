import * as z from 'zod';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';

const Rules = z.array(z.unknown()).default([]);
const State = z.looseObject({
  Retry: Rules,
  Catch: Rules,
  Choices: Rules,
  Default: z.string().optional(),
  get Branches(): z.ZodDefault<z.ZodArray<typeof Scope>> {
    return z.array(Scope).default([]);
  },
});
const Scope = z.looseObject({
  get States(): z.ZodRecord<z.ZodString, typeof State> {
    return z.record(z.string(), State);
  },
});

/** The states of one state machine, and their rules, that no run has taken yet. */
export class Coverage {
  readonly #open = new Set<string>();
  /** The number of all states and rules. */
  readonly total: number;

  /** @param definition the state machine; states in branches of a Parallel count, too */
  constructor(definition: unknown) {
    const visit = (scope: z.infer<typeof Scope>): void => {
      for (const [name, state] of Object.entries(scope.States)) {
        this.#open.add(`${name}: entered`);
        for (const n of state.Retry.keys()) this.#open.add(`${name}: Retry[${n}]`);
        for (const n of state.Catch.keys()) this.#open.add(`${name}: Catch[${n}]`);
        for (const n of state.Choices.keys()) this.#open.add(`${name}: Choices[${n}]`);
        if (state.Default !== undefined) this.#open.add(`${name}: Default`);
        for (const branch of state.Branches) visit(branch);
      }
    };
    visit(Scope.parse(definition));
    this.total = this.#open.size;
  }

  /** The states and rules that no run has taken yet, for example `Begin: Retry[1]`. */
  get missing(): string[] {
    return [...this.#open];
  }

  /**
   * Records what a run does. A retrier is taken as soon as it matches an error: one without attempts
   * keeps that error from the others.
   */
  readonly record: NonNullable<Tasks['trace']> = (state, step) => {
    this.#open.delete(`${state}: ${step}`);
  };
}
