import type { Json } from '../../json.ts';
import { Branch, Machine, type Parallel, parsed, State as StateDefinition } from './definition.ts';
import { named } from './errors.ts';
import type { Strand } from './paths.ts';
import type { Run } from './run.ts';
import { choice, fail, pass, SUCCEED } from './simple-states.ts';
import { effectiveInput, nextOf, outputOf, type State, type Target } from './state.ts';
import { task } from './task.ts';
import type { Tasks } from './tasks.ts';

/** A state machine that is compiled once for many runs. */
export interface CompiledMachine {
  /** No run takes longer. */
  readonly timeoutSeconds: number;
  /** The work of one run. Rejects with what no state caught. */
  readonly work: Work;
}

type Work = (input: Json, run: Run) => Promise<Json>;

/**
 * Compiles a state machine.
 * @throws Error that names each state and member which does not run locally
 */
export function compileMachine(source: unknown, tasks: Tasks): CompiledMachine {
  const { TimeoutSeconds: timeoutSeconds, ...definition } = parsed(Machine, source);
  return { timeoutSeconds, work: compileBranch(definition, { tasks, names: new Set() }) };
}

interface Compiling {
  readonly tasks: Tasks;
  /** The states so far. No two states of a machine share a name. */
  readonly names: Set<string>;
}

function compileBranch({ StartAt, States }: Branch, compiling: Compiling): Work {
  const target: Target = (name, at) => {
    if (!Object.hasOwn(States, name)) throw new Error(`${at}: there is no state "${name}" beside it`);
    return name;
  };
  target(StartAt, 'StartAt');
  const states = new Map<string, State>();
  for (const [name, definition] of Object.entries(States)) {
    if (compiling.names.has(name)) throw new Error(`two states have the name "${name}"`);
    compiling.names.add(name);
    states.set(
      name,
      named(`state "${name}"`, () => compileState(name, definition, target, compiling)),
    );
  }
  return (input, run) => goThrough(states, StartAt, input, run);
}

function compileState(name: string, source: unknown, target: Target, compiling: Compiling): State {
  const definition = parsed(StateDefinition, source);
  switch (definition.Type) {
    case 'Task':
      return task(name, definition, target, compiling.tasks);
    case 'Parallel':
      return parallel(definition, target, compiling);
    case 'Choice':
      return choice(name, definition, target);
    case 'Pass':
      return pass(definition, target);
    case 'Succeed':
      return SUCCEED;
    case 'Fail':
      return fail(definition);
  }
}

function parallel(definition: Parallel, target: Target, compiling: Compiling): State {
  const next = nextOf(definition, target);
  const effective = effectiveInput(definition);
  const output = outputOf(definition);
  const branches = definition.Branches.map((branch, n) =>
    named(`Branches[${n}]`, () => compileBranch(parsed(Branch, branch), compiling)),
  );
  return {
    waits: true,
    async enter(input, strand) {
      const { run } = strand;
      const given = effective(input, strand);
      run.strands(branches.length - 1);
      const results = await Promise.all(
        branches.map(async (branch) => {
          const result = await branch(given, run);
          run.strands(-1);
          return result;
        }),
      );
      run.strands(1);
      return { output: output(input, results, strand), next };
    },
  };
}

/** Goes from state to state to the end of the branch, or until the run is over. */
async function goThrough(states: ReadonlyMap<string, State>, startAt: string, input: Json, run: Run): Promise<Json> {
  const strand: Strand = { run, enteredAt: 0 };
  let name: string | undefined = startAt;
  let value = input;
  while (name !== undefined) {
    const state = states.get(name);
    if (!state) throw new Error(`no state "${name}" is compiled`);
    strand.enteredAt = Date.now();
    run.trace?.(name, 'entered');
    const left = state.waits ? await state.enter(value, strand) : state.enter(value, strand);
    // The result of a run that is over is ignored.
    if (run.over) return null;
    run.trace?.(name, 'left');
    if (run.over) return null;
    name = left.next;
    value = left.output;
  }
  return value;
}
