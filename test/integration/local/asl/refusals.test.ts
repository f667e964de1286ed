import { createStateMachine } from '../../../../lib/local/aws/step-functions/state-machine.ts';

/** A machine with a state of each kind, all of whose members run locally. */
const MACHINE = {
  Comment: 'Everything that runs',
  StartAt: 'Invoke',
  TimeoutSeconds: 60,
  States: {
    Invoke: {
      Type: 'Task',
      Comment: 'Calls a function',
      Resource: 'arn:aws:states:::lambda:invoke',
      TimeoutSeconds: 6,
      InputPath: '$',
      Parameters: {
        FunctionName: 'work',
        Payload: { 'id.$': '$.ids[0]', 'at.$': "States.Format('{}/{}', $$.State.EnteredTime, $.id)", list: [1, {}] },
      },
      ResultSelector: { 'got.$': '$.Payload' },
      ResultPath: '$.result',
      OutputPath: '$',
      Retry: [
        { ErrorEquals: ['Busy', 'States.Timeout'], IntervalSeconds: 2, MaxAttempts: 0, BackoffRate: 1.5 },
        { ErrorEquals: ['States.TaskFailed'], MaxDelaySeconds: 5, JitterStrategy: 'FULL' },
        { ErrorEquals: ['States.ALL'], JitterStrategy: 'NONE' },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Refused' }],
      Next: 'Which?',
    },
    'Which?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.a.b', StringEquals: 'x', Next: 'Both' },
        { Variable: '$.a', BooleanEquals: true, Next: 'Both' },
        { And: [{ Not: { Variable: '$.a', IsPresent: true } }], Next: 'Both' },
      ],
      Default: 'Refused',
    },
    Both: {
      Type: 'Parallel',
      Branches: [{ Comment: 'One', StartAt: 'Pass', States: { Pass: { Type: 'Pass', Result: null, End: true } } }],
      ResultPath: '$.both',
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
    Refused: { Type: 'Fail', Error: 'Refused', Cause: 'It says why.' },
  },
};

type States = Record<string, object>;
const create = (definition: unknown) => () =>
  createStateMachine(definition, { invoke: async () => null, dynamodb: async () => null });
const withState = (name: keyof typeof MACHINE.States, change: object) => ({
  ...MACHINE,
  States: { ...MACHINE.States, [name]: { ...MACHINE.States[name], ...change } },
});
const invoke = (change: object) => withState('Invoke', change);
const parameters = (change: object) => invoke({ Parameters: { FunctionName: 'work', ...change } });
const retry = (...Retry: object[]) => invoke({ Retry });
const caught = (change: object) => invoke({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refused', ...change }] });
const rule = (change: object) => withState('Which?', { Choices: [{ ...change, Next: 'Both' }] });
const branch = (States: States) => withState('Both', { Branches: [{ StartAt: Object.keys(States)[0], States }] });
const PASS = { Type: 'Pass', End: true };
const LOCALLY = 'does not run locally';

describe('the state machine of these tests', () => {
  it('is created as it is', () => {
    expect(create(MACHINE)).not.toThrow();
  });
});

describe('a state machine is refused that has', () => {
  it.each<[string, unknown, string]>([
    ['no definition', 'transfer', 'expected object'],
    ['no states', { StartAt: 'A' }, 'States: Invalid input'],
    ['JSONata', { ...MACHINE, QueryLanguage: 'JSONata' }, `QueryLanguage: ${LOCALLY}`],
    ['a first state that is not there', { ...MACHINE, StartAt: 'Nowhere' }, 'StartAt: there is no state "Nowhere"'],
    ['more time than Express', { ...MACHINE, TimeoutSeconds: 301 }, 'TimeoutSeconds: Too big'],
    ['a state that is none', withState('Done', { Type: 'Map' }), 'state "Done": Type: must be Task, Parallel'],
    ['a state that waits', withState('Done', { Type: 'Wait', Seconds: 1 }), 'state "Done": Type: must be Task'],
    ['two states of one name', branch({ Done: PASS }), 'two states have the name "Done"'],
    ['JSONata in one state', invoke({ QueryLanguage: 'JSONata' }), `state "Invoke": QueryLanguage: ${LOCALLY}`],
    ['variables', invoke({ Assign: { 'x.$': '$.x' } }), `state "Invoke": Assign: ${LOCALLY}`],
    ['heartbeats', invoke({ HeartbeatSeconds: 1 }), `state "Invoke": HeartbeatSeconds: ${LOCALLY}`],
    ['a timeout from a path', invoke({ TimeoutSecondsPath: '$.s' }), `state "Invoke": TimeoutSecondsPath: ${LOCALLY}`],
    ['a timeout of no time', invoke({ TimeoutSeconds: 0 }), 'state "Invoke": TimeoutSeconds: Too small'],
    ['credentials', invoke({ Credentials: {} }), `state "Invoke": Credentials: ${LOCALLY}`],
    ['a task without parameters', invoke({ Parameters: undefined }), 'state "Invoke": Parameters: Invalid input'],
    ['neither Next nor End', invoke({ Next: undefined }), 'state "Invoke": must have one of Next and End'],
    ['both Next and End', invoke({ End: true }), 'state "Invoke": must have one of Next and End'],
    ['a next state that is not there', invoke({ Next: 'No' }), 'state "Invoke": Next: there is no state "No" beside'],
    ['a next state in a branch', invoke({ Next: 'Pass' }), 'state "Invoke": Next: there is no state "Pass" beside'],
    ['a resource that is not emulated', invoke({ Resource: 'arn:aws:states:::sqs:sendMessage' }), 'Resource: arn:aws'],
    ['an operation that is not emulated', invoke({ Resource: 'arn:aws:states:::dynamodb:query' }), 'dynamodb:query'],
    ['a call that waits for a token', invoke({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }), LOCALLY],
    ['a function without a name', invoke({ Parameters: {} }), 'state "Invoke": Parameters: FunctionName: Invalid'],
    ['a function from a path', parameters({ 'FunctionName.$': '$.f' }), `Parameters: FunctionName.$: ${LOCALLY}`],
    ['a kind of call', parameters({ InvocationType: 'Event' }), `Parameters: InvocationType: ${LOCALLY}`],
    ['no input', invoke({ InputPath: null }), 'state "Invoke": InputPath: Invalid input'],
    ['an input that is no path', invoke({ InputPath: 'x' }), 'state "Invoke": InputPath: x: only names'],
    ['no output', invoke({ OutputPath: null }), 'state "Invoke": OutputPath: Invalid input'],
    [
      'a wildcard in a path',
      invoke({ OutputPath: '$.a[*]' }),
      'state "Invoke": OutputPath: $.a[*]: only names and ind',
    ],
    ['a descent in a path', invoke({ OutputPath: '$..a' }), 'OutputPath: $..a: only names and indexes run locally'],
    ['a filter in a path', parameters({ 'Payload.$': '$.a[?(@.b)]' }), 'Parameters.Payload.$: $.a[?(@.b)]: only names'],
    ['a slice in a path', parameters({ Payload: { 'x.$': '$.a[1:]' } }), 'Parameters.Payload.x.$: $.a[1:]: only names'],
    ['a quoted name in a path', parameters({ Payload: { 'x.$': "$['a']" } }), 'Parameters.Payload.x.$: $['],
    [
      'another part of the context',
      parameters({ Payload: { 'x.$': '$$.State.RetryCount' } }),
      '$$.State.RetryCount is',
    ],
    ['a number where a path must be', parameters({ Payload: { 'x.$': 1 } }), 'Payload.x.$: is neither a path nor'],
    ['a path in a list', parameters({ Payload: { x: [{ 'y.$': '$.y' }] } }), 'Payload.x: no path runs locally in a'],
    [
      'another function',
      parameters({ Payload: { 'x.$': 'States.UUID()' } }),
      'Payload.x.$: States.UUID(): only States.F',
    ],
    [
      'a function in a function',
      parameters({ Payload: { 'x.$': "States.Format('{}', States.UUID())" } }),
      'only States',
    ],
    [
      'a function in a function in a function',
      parameters({ Payload: { 'x.$': "States.Format('{}', States.JsonToString(States.UUID()))" } }),
      'only States',
    ],
    [
      'a function in JSON',
      parameters({ Payload: { 'x.$': 'States.JsonToString(States.UUID())' } }),
      'States.JsonToString($.path) run locally',
    ],
    ['an escape in a text', parameters({ Payload: { 'x.$': "States.Format('\\{{}', $.x)" } }), 'only States.Format'],
    [
      'too few values for a text',
      parameters({ Payload: { 'x.$': "States.Format('{}{}', $.x)" } }),
      'the number of values',
    ],
    [
      'too many values for a text',
      parameters({ Payload: { 'x.$': "States.Format('{}', $.x, $.y)" } }),
      'the number of',
    ],
    ['an index in a result path', invoke({ ResultPath: '$.a[0]' }), 'ResultPath: $.a[0]: only names run locally'],
    ['a result in the context', invoke({ ResultPath: '$$.x' }), 'state "Invoke": ResultPath: $$.x: only names'],
    [
      'an unknown error of Step Functions',
      retry({ ErrorEquals: ['States.Runtime'] }),
      'Retry[0].ErrorEquals: States.Ru',
    ],
    ['a heartbeat to retry', retry({ ErrorEquals: ['States.HeartbeatTimeout'] }), 'Retry[0].ErrorEquals: States.Heart'],
    [
      'all errors among others',
      retry({ ErrorEquals: ['States.ALL', 'Busy'] }),
      'Retry[0].ErrorEquals: States.ALL must',
    ],
    [
      'all errors before others',
      retry({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['Busy'] }),
      'Retry[0].ErrorEqua',
    ],
    ['no errors to retry', retry({ ErrorEquals: [] }), 'state "Invoke": Retry.0.ErrorEquals: Too small'],
    ['an unknown member of a retrier', retry({ ErrorEquals: ['Busy'], Delay: 1 }), `Retry.0.Delay: ${LOCALLY}`],
    ['an unknown jitter', retry({ ErrorEquals: ['Busy'], JitterStrategy: 'HALF' }), 'Retry.0.JitterStrategy: Invalid'],
    ['a backoff that shrinks', retry({ ErrorEquals: ['Busy'], BackoffRate: 0.5 }), 'Retry.0.BackoffRate: Too small'],
    ['less than no attempts', retry({ ErrorEquals: ['Busy'], MaxAttempts: -1 }), 'Retry.0.MaxAttempts: Too small'],
    ['a catcher that leads nowhere', caught({ Next: 'No' }), 'Catch[0].Next: there is no state "No"'],
    ['a result of a catcher in a list', caught({ ResultPath: '$.a[0]' }), 'Catch[0].ResultPath: $.a[0]: only names'],
    ['an unknown member of a catcher', caught({ Output: {} }), `Catch.0.Output: ${LOCALLY}`],
    ['another comparison', rule({ Variable: '$.a', NumericEquals: 1 }), `Choices.0.NumericEquals: ${LOCALLY}`],
    ['a comparison with a path', rule({ Variable: '$.a', StringEqualsPath: '$.b' }), 'Choices.0.StringEqualsPath: doe'],
    ['Or', rule({ Or: [] }), `state "Which?": Choices.0.Or: ${LOCALLY}`],
    ['a rule without a comparison', rule({ Variable: '$.a' }), 'Choices[0]: must have one of StringEquals, Bool'],
    ['two comparisons', rule({ Variable: '$.a', IsPresent: true, StringEquals: 'a' }), 'Choices[0]: must have one of'],
    ['a comparison of nothing', rule({ StringEquals: 'a' }), 'Choices[0]: has no Variable'],
    ['a variable that is no path', rule({ Not: { Variable: 'a', IsPresent: true } }), 'Choices[0].Not.Variable: a: on'],
    [
      'a rule that leads on inside',
      rule({ And: [{ Variable: '$.a', IsPresent: true, Next: 'Both' }] }),
      'And.0.Next: do',
    ],
    ['a choice that leads nowhere', withState('Which?', { Default: 'No' }), 'Default: there is no state "No"'],
    ['a choice with an input path', withState('Which?', { InputPath: '$.a' }), `"Which?": InputPath: ${LOCALLY}`],
    ['branches that are retried', withState('Both', { Retry: [] }), `state "Both": Retry: ${LOCALLY}`],
    ['branches whose error is caught', withState('Both', { Catch: [] }), `state "Both": Catch: ${LOCALLY}`],
    ['no branches', withState('Both', { Branches: [] }), 'state "Both": Branches: Too small'],
    ['a branch with a timeout', withState('Both', { Branches: [MACHINE] }), 'Branches[0]: TimeoutSeconds: does not'],
    ['a wrong state in a branch', branch({ In: { Type: 'Pass' } }), 'state "Both": Branches[0]: state "In": must have'],
    ['a state after a branch', branch({ In: { Type: 'Pass', Next: 'Done' } }), 'Next: there is no state "Done" beside'],
    ['an end with an output path', withState('Done', { OutputPath: '$.a' }), `state "Done": OutputPath: ${LOCALLY}`],
    ['an error from a path', withState('Refused', { ErrorPath: '$.e' }), `state "Refused": ErrorPath: ${LOCALLY}`],
    ['an error without a cause', withState('Refused', { Cause: undefined }), 'state "Refused": Cause: Invalid input'],
  ])('%s', (_what, definition, message) => {
    expect(create(definition)).toThrow(message);
  });
});
