import validate from 'asl-validator';
import * as z from 'zod';
import stateMachines from '../../../lib/stack/state-machines.cjs';
import { services } from '../../support/environment/services.ts';
import { filesBelow } from './source-imports.ts';

const { stateMachines: declared, functions, tables } = services().orchestrator;

const Scope = z.looseObject({
  States: z.record(
    z.string(),
    z.looseObject({
      get Branches(): z.ZodDefault<z.ZodArray<typeof Scope>> {
        return z.array(Scope).default([]);
      },
    }),
  ),
});

/** The names of all states, those in branches included. */
function statesOf(definition: unknown): string[] {
  return Object.entries(Scope.parse(definition).States).flatMap(([name, { Branches }]) => [
    name,
    ...Branches.flatMap(statesOf),
  ]);
}

function errorsOf(definition: unknown): string {
  const { isValid, errorsText } = validate(definition);
  return isValid ? '' : errorsText('\n');
}

describe.each(stateMachines.names())('the state machine %s, resolved from YAML,', (name) => {
  const definition = stateMachines.definition(name);
  const json = JSON.stringify(definition);

  it('is valid Amazon States Language', () => {
    expect(errorsOf(definition)).toBe('');
  });

  it('contains nothing that YAML alone needs', () => {
    expect(json).not.toMatch(/x-shared|"<<"/);
  });

  it('uses JSONPath, because the local stack does not run JSONata', () => {
    expect(json).not.toContain('JSONata');
  });

  it('gives each state a name of its own, also across branches', () => {
    const names = statesOf(definition);
    expect(names.length).toBeGreaterThan(0);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe.each(declared.map((machine) => [machine.name, machine] as const))('the declared %s', (_name, machine) => {
  it('is valid Amazon States Language with its substitutions', () => {
    expect(errorsOf(machine.definition)).toBe('');
  });

  it('has a value for every placeholder', () => {
    expect(JSON.stringify(machine.definition)).not.toContain('${');
  });
});

describe('the state machines', () => {
  it('are one file each', () => {
    expect(filesBelow('statemachines')).toEqual(stateMachines.names().map((name) => `statemachines/${name}.asl.yaml`));
  });

  it('are all declared in the template, with these definitions', () => {
    const WithComment = z.looseObject({ Comment: z.string() });
    const commentOf = (definition: unknown) => WithComment.parse(definition).Comment;
    const comments = stateMachines.names().map((name) => commentOf(stateMachines.definition(name)));
    expect(declared.map(({ definition }) => commentOf(definition)).sort()).toEqual(comments.sort());
  });

  it('call functions of this service and write to its tables', () => {
    const known = [...functions.map(({ name }) => name), ...tables.map(({ definition }) => definition.TableName)];
    const used = declared.flatMap(({ definition }) =>
      [...JSON.stringify(definition).matchAll(/"(?:FunctionName|TableName)":"([^"]+)"/g)].map(([, target = '']) =>
        target.replace(/^arn:.*:function:/, ''),
      ),
    );
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((target) => !known.includes(target))).toEqual([]);
  });
});
