import * as z from 'zod';
import { arnOf, functionArn, logGroupArn, tableArn } from './arns.ts';
import type { Call } from './grants.ts';
import type { Packaged, Template } from './packaged.ts';
import { functionsOf, resourcesOf } from './permissions.ts';

// Calls that AWS makes with the role of a function, a state machine or an API. Each follows from the
// template.

const Reference = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((of) => of['Fn::GetAtt'].join('.')),
  // The ARN of a function in the nested stack, by its name.
  z.strictObject({ 'Fn::Sub': z.string().startsWith('arn:') }).transform((of) => of['Fn::Sub']),
]);
const Arn = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const Mapping = z.object({
  FunctionName: Arn,
  EventSourceArn: Arn,
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: Arn }) }).optional(),
});
const Integration = z.object({
  IntegrationUri: Arn,
  CredentialsArn: z.strictObject({ 'Fn::GetAtt': z.tuple([z.literal('HttpApiRole'), z.literal('Arn')]) }),
});
const Machine = z.object({
  StateMachineName: z.string(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), Reference).default({}),
  LoggingConfiguration: z.object({ Level: z.string() }).optional(),
});
type Machine = z.infer<typeof Machine>;

/**
 * Lambda writes a function's lines into its log group. serverless-iam-roles-per-function always
 * allows creating the group, too.
 */
const LOGS = ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:PutLogEvents'];
/** Lambda polls a stream of DynamoDB. */
const STREAM = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'];
/** Lambda polls a queue of SQS. */
const QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
/** Step Functions sets up the delivery of its logs. */
const MACHINE_LOGS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** All calls that AWS makes with the roles of the functions, state machines and APIs. */
export function callsOfAws(packaged: readonly Packaged[]): Call[] {
  return packaged.flatMap(({ template }) => [
    ...callsForFunctions(template),
    ...callsOfMachines(template),
    ...callsOfApi(template),
  ]);
}

/** API Gateway calls the function of each route. */
function callsOfApi(template: Template): Call[] {
  const [[, api] = []] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
  const by = z.string().parse(api?.Name);
  return resourcesOf(template, 'AWS::ApiGatewayV2::Integration').map(([, properties]) => {
    const { IntegrationUri } = Integration.parse(properties);
    return { by, action: 'lambda:InvokeFunction', resource: arnOf(template, IntegrationUri['Fn::GetAtt'].join('.')) };
  });
}

function callsForFunctions(template: Template): Call[] {
  const names = new Map(functionsOf(template).map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const own = functionsOf(template).flatMap(({ name }) => each(name, LOGS, `${logGroupArn(name)}:log-stream:one`));
  const polled = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(([, properties]) => {
    const { FunctionName, EventSourceArn, DestinationConfig } = Mapping.parse(properties);
    const name = nameOf(FunctionName['Fn::GetAtt'][0]);
    const arn = (to: z.infer<typeof Arn>) => arnOf(template, to['Fn::GetAtt'].join('.'));
    const failed = DestinationConfig?.OnFailure.Destination;
    return [
      ...each(name, EventSourceArn['Fn::GetAtt'][1] === 'StreamArn' ? STREAM : QUEUE, arn(EventSourceArn)),
      // Lambda reports the records that a function could not process.
      ...(failed ? each(name, ['sqs:SendMessage'], arn(failed)) : []),
    ];
  });
  return [...own, ...polled];
}

function each(by: string, actions: readonly string[], resource: string): Call[] {
  return actions.map((action) => ({ by, action, resource }));
}

function callsOfMachines(template: Template): Call[] {
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').flatMap(([, properties]) => {
    const machine = Machine.parse(properties);
    const by = machine.StateMachineName;
    return [
      ...each(by, (machine.LoggingConfiguration?.Level ?? 'OFF') === 'OFF' ? [] : MACHINE_LOGS, '*'),
      ...callsOfStates(template, machine),
    ];
  });
}

/**
 * The calls of a machine's states. A test runs every state
 * (test/integration/statemachines/coverage.ts).
 */
function callsOfStates(template: Template, { StateMachineName: by, ...machine }: Machine): Call[] {
  const named = (placeholder: unknown) => {
    const name = /^\$\{(\w+)\}$/.exec(String(placeholder))?.[1] ?? '';
    const reference = machine.DefinitionSubstitutions[name] ?? '';
    if (reference.startsWith('arn:')) return arnOf(template, reference);
    const [id = ''] = reference.split('.');
    const { TableName, FunctionName } = template.Resources[id]?.Properties ?? {};
    if (typeof TableName === 'string') return tableArn(TableName);
    if (typeof FunctionName === 'string') return functionArn(FunctionName);
    throw new Error(`${by} names ${String(placeholder)}, which is neither a table nor a function`);
  };
  return tasksIn(JSON.parse(machine.DefinitionString)).map(({ Resource, Parameters }) => {
    const [, service = '', operation = ''] = /^arn:aws:states:::(\w+):(\w+)$/.exec(Resource) ?? [];
    if (service === 'dynamodb') {
      const action = `dynamodb:${operation.slice(0, 1).toUpperCase()}${operation.slice(1)}`;
      return { by, action, resource: named(Parameters.TableName) };
    }
    if (service === 'lambda' && operation === 'invoke') {
      return { by, action: 'lambda:InvokeFunction', resource: named(Parameters.FunctionName) };
    }
    throw new Error(`${by} calls ${Resource}, whose permission is unknown here`);
  });
}

const Task = z.object({ Type: z.literal('Task'), Resource: z.string(), Parameters: z.record(z.string(), z.unknown()) });

/** All tasks of a definition, including those in branches. */
function tasksIn(value: unknown): z.infer<typeof Task>[] {
  if (typeof value !== 'object' || value === null) return [];
  const task = Task.safeParse(value).data;
  return task ? [task] : Object.values(value).flatMap(tasksIn);
}
