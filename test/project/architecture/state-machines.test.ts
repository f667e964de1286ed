import validate from 'asl-validator';
import * as z from 'zod';
import { createStateMachine } from '../../../lib/local/aws/step-functions/state-machine.ts';
import stateMachines from '../../../lib/stack/state-machines.cjs';
import { services } from '../../support/environment/services.ts';
import { filesBelow } from '../files-below.ts';

const { stateMachines: declared, functions, tables } = services().orchestrator;

function errorsOf(definition: unknown): string {
  // It puts defaults into what it validates.
  const { isValid, errorsText } = validate(structuredClone(definition));
  return isValid ? '' : errorsText('\n');
}

describe.each(stateMachines.names())('the state machine %s, resolved from YAML,', (name) => {
  const definition = stateMachines.definition(name);
  const json = JSON.stringify(definition);

  it('contains nothing that YAML alone needs', () => {
    expect(json).not.toMatch(/x-shared|"<<"/);
  });

  it('has only what runs locally, too', () => {
    expect(() =>
      createStateMachine(definition, { invoke: async () => null, dynamodb: async () => null }),
    ).not.toThrow();
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
