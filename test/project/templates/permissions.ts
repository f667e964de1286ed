import * as z from 'zod';
import type { Template } from './packaged.ts';

const OneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Resource = z.union([
  z.string(),
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((of) => of['Fn::GetAtt'].join('.')),
  z.strictObject({ 'Fn::Sub': z.string() }).transform((of) => of['Fn::Sub']),
]);

/** One statement of a policy. Resources as they are written: an ARN, `JournalTable.Arn`, `${JournalTable.Arn}/index/open`. */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Action: OneOrMore,
  Resource: z.union([Resource.transform((one) => [one]), z.array(Resource)]),
  Condition: z.json().optional(),
});
export type Statement = z.infer<typeof Statement>;

const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })).default([]),
  ManagedPolicyArns: z.array(z.json()).default([]),
});

const LambdaFunction = z.object({
  FunctionName: z.string(),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  Environment: z.object({ Variables: z.record(z.string(), z.json()) }).default({ Variables: {} }),
});

/** A role by its logical id, and all that it allows. */
export interface ReadRole {
  readonly id: string;
  readonly statements: readonly Statement[];
  readonly managed: readonly unknown[];
}

/** A function, the role that it has, and its environment. */
export interface ReadFunction {
  /** Its logical id. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The roles that a template makes; those on the condition Never are not made. @throws ZodError if a statement is of no known form */
export function rolesOf(template: Template): ReadRole[] {
  return resourcesOf(template, 'AWS::IAM::Role').map(([id, properties]) => {
    const { Policies, ManagedPolicyArns } = Role.parse(properties);
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    return { id, statements, managed: ManagedPolicyArns };
  });
}

export function functionsOf(template: Template): ReadFunction[] {
  return resourcesOf(template, 'AWS::Lambda::Function').map(([id, properties]) => {
    const { FunctionName, Role: role, Environment } = LambdaFunction.parse(properties);
    return { id, name: FunctionName, role: role['Fn::GetAtt'][0], variables: Environment.Variables };
  });
}

/** The logical ids and properties of what a template makes of one type. */
export function resourcesOf(template: Template, type: string): [string, Template['Resources'][string]['Properties']][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type && resource.Condition !== 'Never')
    .map(([id, { Properties }]) => [id, Properties]);
}

/** A resource that a policy names by a pattern, and why it has to. */
export interface Exception {
  readonly resource: RegExp;
  readonly actions: RegExp;
  readonly reason: string;
}

/** Every wildcard in a resource that is allowed. Each has its own reason; a role may have no other. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    resource:
      /^arn:\$\{AWS::Partition\}:logs:\$\{AWS::Region\}:\$\{AWS::AccountId\}:log-group:\/aws\/lambda\/[\w-]+:\*:\*$/,
    actions: /^logs:(CreateLogStream|CreateLogGroup|PutLogEvents)$/,
    reason: 'Lambda names the streams in a log group itself; the group is the function’s own',
  },
  {
    resource: /^\*$/,
    actions: /^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)$/,
    reason: 'X-Ray has no resources that a policy could name for these',
  },
  {
    resource: /^\*$/,
    actions: /^logs:(\w+LogDelivery|ListLogDeliveries|\w+ResourcePolic(y|ies)|DescribeLogGroups)$/,
    reason: 'Step Functions sets up the delivery of its logs by these, which know no resources',
  },
];

/** The statements' wildcards that no exception covers. */
export function unexplained(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ Action, Resource: resources }) =>
    resources
      .filter((resource) => resource.includes('*') && !exceptionFor(Action, resource))
      .map((resource) => `${Action.join(', ')} on ${resource}`),
  );
}

/** The exception that covers the actions on the resource, all of them. */
export function exceptionFor(actions: readonly string[], resource: string): Exception | undefined {
  return EXCEPTIONS.find(
    (exception) => exception.resource.test(resource) && actions.every((action) => exception.actions.test(action)),
  );
}
