import { EventPattern, matches } from '../../../lib/local/template/event-pattern.ts';
import { services } from '../../support/environment/services.ts';

const PATTERN = { type: ['A', 'B'], detail: { n: [1], ok: [true, null] } };
const event = (changes: object = {}) => ({ type: 'A', detail: { n: 1, ok: true, more: 'x' }, more: 'y', ...changes });

describe('an event pattern', () => {
  it.each([
    ['one with all that is wanted, and more', event(), true],
    ['another value of the list', event({ type: 'B' }), true],
    ['null where null will do', event({ detail: { n: 1, ok: null } }), true],
    ['a value that is not in the list', event({ type: 'C' }), false],
    ['a value of another type', event({ detail: { n: '1', ok: true } }), false],
    ['no such field', event({ detail: { n: 1 } }), false],
    ['a value where an object should be', event({ detail: 'n' }), false],
    ['a list where an object should be', event({ detail: [{ n: 1, ok: true }] }), false],
    ['null', null, false],
  ])('meets %s: %j is %s', (_what, candidate, expected) => {
    expect(matches(PATTERN, candidate)).toBe(expected);
  });

  it('takes no inherited property for a field', () => {
    expect(matches({ constructor: { name: ['Object'] } }, {})).toBe(false);
  });

  it.each([[{ a: [{ prefix: 'x' }] }], [{ a: [] }], [{ a: 'x' }], [{ $or: [{ a: ['x'] }] }]])(
    'refuses %j',
    (pattern) => {
      expect(EventPattern.safeParse(pattern).success).toBe(false);
    },
  );
});

describe('the filter of the function "publish"', () => {
  const [mapping] = services().orchestrator.streams;
  const change = (status: string, eventName = 'MODIFY') => ({
    eventName,
    dynamodb: { NewImage: { status: { S: status } } },
  });
  it.each([
    ['SUCCESSFUL', true],
    ['INVALID', true],
    ['FAILED', true],
    ['PROCESSING', false],
    ['PENDING', false],
  ])('stands in the serverless file and lets a change to %s pass: %s', (status, expected) => {
    expect(mapping?.patterns.some((pattern) => matches(pattern, change(status)))).toBe(expected);
  });
});
