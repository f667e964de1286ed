import { readFileSync } from 'node:fs';
import path from 'node:path';
import validate from 'asl-validator';
import { services } from '../../support/environment/services.ts';
import { filesBelow } from './source-imports.ts';

const ROOT = path.resolve(__dirname, '../../..');
const files = filesBelow('statemachines');
const { stateMachines } = services().orchestrator;

describe.each(files)('%s', (file) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8');

  it('is right ASL as it stands', () => {
    const { isValid, errorsText } = validate(JSON.parse(text));
    expect(isValid ? '' : errorsText('\n')).toBe('');
  });

  it('is in JSONPath, as nothing on this machine runs JSONata', () => {
    expect(text).not.toContain('JSONata');
  });

  it('has names for all of its states that no other one has, also in branches', () => {
    const names = [...text.matchAll(/^\s*"([^"]+)": \{\s*"Type"/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBe(new Set(names).size);
  });
});

describe.each(stateMachines.map((machine) => [machine.name, machine] as const))('%s', (_name, machine) => {
  it('is right ASL with its substitutions', () => {
    const { isValid, errorsText } = validate(machine.definition);
    expect(isValid ? '' : errorsText('\n')).toBe('');
  });

  it('has something in the place of every placeholder', () => {
    expect(JSON.stringify(machine.definition)).not.toContain('${');
  });
});

describe('the state machines', () => {
  it('are all declared, each with a file of its own', () => {
    const comments = files.map((file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')).Comment);
    const declared = stateMachines.map(({ definition }) => JSON.parse(JSON.stringify(definition)).Comment);
    expect([...declared].sort()).toEqual([...comments].sort());
  });

  it('call functions of this service and write to its tables', () => {
    const { functions, tables } = services().orchestrator;
    const known = [...functions.map(({ name }) => name), ...tables.map(({ definition }) => definition.TableName)];
    const used = stateMachines.flatMap(({ definition }) =>
      [...JSON.stringify(definition).matchAll(/"(?:FunctionName|TableName)":"([^"]+)"/g)].map(([, target = '']) =>
        target.replace(/^arn:.*:function:/, ''),
      ),
    );
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((target) => !known.includes(target))).toEqual([]);
  });
});
