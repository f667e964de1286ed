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

  const POSTED = { image: { posting: { M: { amount: { N: [{ exists: true }] } } } } };
  const UNPOSTED = { image: { posting: { M: { amount: { N: [{ exists: false }] } } } } };
  it.each([
    ['a value', { image: { posting: { M: { amount: { N: '1' } } } } }, true],
    ['null', { image: { posting: { M: { amount: { N: null } } } } }, true],
    ['no such field', { image: { posting: { M: {} } } }, false],
    ['no object that could have the field', { image: {} }, false],
    ['an object, which is no value', { image: { posting: { M: { amount: { N: { deeper: '1' } } } } } }, false],
  ])('tells whether a field exists: %s: %j, %s', (_what, candidate, expected) => {
    expect([matches(POSTED, candidate), matches(UNPOSTED, candidate)]).toEqual([expected, !expected]);
  });

  it('lets a value stand beside the absence of any', () => {
    const pattern = { status: ['OPEN', { exists: false }] };
    const of = (events: readonly object[]) => events.map((one) => matches(pattern, one));
    expect(of([{ status: 'OPEN' }, {}, { status: 'CLOSED' }])).toEqual([true, true, false]);
  });

  it('takes no inherited property for a field', () => {
    expect(matches({ constructor: { name: ['Object'] } }, {})).toBe(false);
  });

  it.each([
    [{ a: [{ prefix: 'x' }] }],
    [{ a: [{ exists: 'x' }] }],
    [{ a: [{ exists: true, prefix: 'x' }] }],
    [{ a: [] }],
    [{ a: 'x' }],
    [{ $or: [{ a: ['x'] }] }],
  ])('refuses %j', (pattern) => {
    expect(EventPattern.safeParse(pattern).success).toBe(false);
  });
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

  it("lets no payee's row pass, which is inserted with its final status", () => {
    const row = { ...change('SUCCESSFUL'), eventName: 'INSERT' };
    expect(mapping?.patterns.some((pattern) => matches(pattern, row))).toBe(false);
  });
});
