import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

const Rule = z.looseObject({
  Next: z.string().optional(),
  Variable: z.string().optional(),
  StringEquals: z.string().optional(),
  BooleanEquals: z.boolean().optional(),
  IsPresent: z.boolean().optional(),
  get Not(): z.ZodOptional<typeof Rule> {
    return Rule.optional();
  },
  get And(): z.ZodOptional<z.ZodArray<typeof Rule>> {
    return z.array(Rule).optional();
  },
});
type Rule = z.infer<typeof Rule>;

const State = z.looseObject({
  Type: z.string(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), MaxAttempts: z.number() })).default([]),
  Catch: z.array(z.looseObject({ Next: z.string() })).default([]),
  Choices: z.array(Rule).default([]),
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

/** The part of a run's event log that matters here. */
export const RunEvent = z.object({
  type: z.string(),
  Error: z.string().optional(),
  state: z.object({ name: z.string(), input: z.unknown(), output: z.unknown().optional() }).optional(),
  retry: z.object({ retrier: z.unknown() }).optional(),
  catch: z.object({ catcher: z.unknown() }).optional(),
});
export type RunEvent = z.infer<typeof RunEvent>;

/** The states and branches of one state machine that no run has taken yet. */
export class Coverage {
  readonly #states = new Map<string, z.infer<typeof State>>();
  readonly #open = new Set<string>();
  readonly #total: number;

  /** @param definition the state machine; states in branches of a Parallel count, too */
  constructor(definition: unknown) {
    const visit = (scope: z.infer<typeof Scope>): void => {
      for (const [name, state] of Object.entries(scope.States)) {
        this.#states.set(name, state);
        this.#open.add(name);
        for (const n of state.Retry.keys()) this.#open.add(`${name}: Retry[${n}]`);
        for (const n of state.Catch.keys()) this.#open.add(`${name}: Catch[${n}]`);
        for (const n of state.Choices.keys()) this.#open.add(`${name}: Choices[${n}]`);
        if (state.Default !== undefined) this.#open.add(`${name}: Default`);
        for (const branch of state.Branches) visit(branch);
      }
    };
    visit(Scope.parse(definition));
    this.#total = this.#open.size;
  }

  /** The number of all states and branches. */
  get total(): number {
    return this.#total;
  }

  /** The states and branches that no run has taken yet, for example `Begin: Retry[1]`. */
  get missing(): string[] {
    return [...this.#open];
  }

  record(event: RunEvent): void {
    const name = event.state?.name ?? '';
    const state = this.#states.get(name);
    if (!state) return;
    this.#open.delete(name);
    const { retrier } = event.retry ?? {};
    const { catcher } = event.catch ?? {};
    for (const [n, declared] of state.Retry.entries()) {
      // A retrier without attempts leaves only its error in the log: it keeps that error from the
      // other retriers.
      const forbids = declared.MaxAttempts === 0 && declared.ErrorEquals.includes(event.Error ?? '');
      if (forbids || isDeepStrictEqual(declared, retrier)) this.#open.delete(`${name}: Retry[${n}]`);
    }
    for (const [n, declared] of state.Catch.entries()) {
      if (isDeepStrictEqual(declared, catcher)) this.#open.delete(`${name}: Catch[${n}]`);
    }
    if (state.Type === 'Choice' && event.type === 'StateEntered') {
      // The log has only the state that a choice led to, and two rules may lead to the same state.
      const n = state.Choices.findIndex((rule) => holds(rule, event.state?.input));
      this.#open.delete(n < 0 ? `${name}: Default` : `${name}: Choices[${n}]`);
    }
  }
}

function holds(rule: Rule, input: unknown): boolean {
  if (rule.And) return rule.And.every((part) => holds(part, input));
  if (rule.Not) return !holds(rule.Not, input);
  const value = valueAt(rule.Variable ?? '', input);
  if (rule.IsPresent !== undefined) return (value !== undefined) === rule.IsPresent;
  if (rule.StringEquals !== undefined) return value === rule.StringEquals;
  if (rule.BooleanEquals !== undefined) return value === rule.BooleanEquals;
  throw new Error(`a rule of a choice that this test does not know: ${JSON.stringify(rule)}`);
}

/** Paths in these state machines consist of names and numbers: `$.settled[0].settled`. */
function valueAt(path: string, input: unknown): unknown {
  let value = input;
  for (const step of path.match(/\w+/g) ?? []) {
    value = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(step) : undefined;
  }
  return value;
}
