import * as z from 'zod/mini';
import type { Graph } from '../../../web/console/contract.ts';

type Node = Graph['nodes'][number];
type Edge = Graph['edges'][number];

const Choice = z.looseObject({ Next: z.string() });
const State = z.object({
  Type: z.enum(['Task', 'Choice', 'Pass', 'Parallel', 'Succeed', 'Fail', 'Wait', 'Map']),
  Comment: z.optional(z.string()),
  Next: z.optional(z.string()),
  End: z.optional(z.boolean()),
  Default: z.optional(z.string()),
  Choices: z.optional(z.array(Choice)),
  Catch: z.optional(z.array(z.object({ ErrorEquals: z.array(z.string()), Next: z.string() }))),
  get Branches() {
    return z.optional(z.array(Machine));
  },
});
const Machine = z.object({
  StartAt: z.string(),
  Comment: z.optional(z.string()),
  get States(): z.ZodMiniRecord<z.ZodMiniString, typeof State> {
    return z.record(z.string(), State);
  },
});
type Machine = z.infer<typeof Machine>;
type State = z.infer<typeof State>;

/**
 * A state machine as nodes and edges. States of a branch name the state around them.
 * @param definition in Amazon States Language, as it is deployed
 * @throws $ZodError if it is none
 */
export function graphOf(name: string, definition: unknown): Graph {
  const machine = Machine.parse(definition);
  const parts = partsOf(machine, {});
  return { name, ...(machine.Comment !== undefined && { comment: machine.Comment }), ...parts };
}

function partsOf(machine: Machine, around: Pick<Node, 'parent' | 'branch'>): { nodes: Node[]; edges: Edge[] } {
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  for (const [id, state] of Object.entries(machine.States)) {
    nodes.push({
      id,
      type: state.Type,
      ...(state.Comment !== undefined && { comment: state.Comment }),
      ...around,
      start: id === machine.StartAt,
      end: state.End === true || state.Type === 'Succeed' || state.Type === 'Fail',
    });
    edges.push(...edgesOf(id, state));
    for (const [branch, inner] of (state.Branches ?? []).entries()) {
      const parts = partsOf(inner, { parent: id, branch });
      nodes.push(...parts.nodes);
      edges.push(...parts.edges);
    }
  }
  return { nodes, edges };
}

function edgesOf(from: string, { Next, Default, Choices = [], Catch = [] }: State): Edge[] {
  return [
    ...(Next === undefined ? [] : [{ from, to: Next, kind: 'next' as const }]),
    ...Choices.map((choice) => ({ from, to: choice.Next, kind: 'choice' as const, label: conditionOf(choice) })),
    ...(Default === undefined ? [] : [{ from, to: Default, kind: 'default' as const }]),
    ...Catch.map(({ ErrorEquals, Next: to }) => ({
      from,
      to,
      kind: 'catch' as const,
      label: ErrorEquals.map((error) => error.replace(/^(States|DynamoDB)\./, '')).join(', '),
    })),
  ];
}

const Rules = z.array(z.looseObject({}));

/** A condition in short: `reserved[0].outcome = HELD`. */
function conditionOf(rule: Readonly<Record<string, unknown>>): string {
  const { Variable, And, Or, Not, Next, ...comparison } = rule;
  if (And !== undefined) return Rules.parse(And).map(conditionOf).join(' and ');
  if (Or !== undefined) return Rules.parse(Or).map(conditionOf).join(' or ');
  const [negated] = Not === undefined ? [] : Rules.parse([Not]);
  if (negated) return `not (${conditionOf(negated)})`;
  const [operator, value] = Object.entries(comparison)[0] ?? [];
  const variable = String(Variable).replace(/^\$\./, '');
  if (operator === 'IsPresent') return value === true ? `${variable} exists` : `${variable} is missing`;
  return `${variable} ${/Equals$/.test(operator ?? '') ? '=' : operator} ${String(value)}`;
}
