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

/** What the runner tells of a run, as far as it matters here. */
export const RunEvent = z.looseObject({
  type: z.string(),
  Error: z.string().optional(),
  state: z.looseObject({ name: z.string(), input: z.unknown(), output: z.unknown().optional() }).optional(),
  retry: z.looseObject({ retrier: z.unknown() }).optional(),
  catch: z.looseObject({ catcher: z.unknown() }).optional(),
});
export type RunEvent = z.infer<typeof RunEvent>;

/** Which states and branches of one state machine some run has been through. */
export class Coverage {
  readonly #states = new Map<string, z.infer<typeof State>>();
  readonly #open = new Set<string>();
  readonly #total: number;

  /** @param definition the state machine, states in branches of a Parallel included */
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

  /** How many states and branches there are. */
  get total(): number {
    return this.#total;
  }

  /** What no run has been through yet, for example `Begin: Retry[1]`. */
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
      // One that allows no attempt leaves nothing in the log but the failure that it keeps from the others.
      const forbids = declared.MaxAttempts === 0 && declared.ErrorEquals.includes(event.Error ?? '');
      if (forbids || isDeepStrictEqual(declared, retrier)) this.#open.delete(`${name}: Retry[${n}]`);
    }
    for (const [n, declared] of state.Catch.entries()) {
      if (isDeepStrictEqual(declared, catcher)) this.#open.delete(`${name}: Catch[${n}]`);
    }
    if (state.Type === 'Choice' && event.type === 'StateEntered') {
      // The log has only where a choice led to, and two rules may lead to the same state.
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

/** The paths of these state machines are names and numbers only: `$.settled[0].settled`. */
function valueAt(path: string, input: unknown): unknown {
  let value = input;
  for (const step of path.match(/\w+/g) ?? []) {
    value = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(step) : undefined;
  }
  return value;
}
