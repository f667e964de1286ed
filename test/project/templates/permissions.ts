import * as z from 'zod';
import type { Template } from './packaged.ts';

const OneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Resource = z.union([
  z.string(),
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((of) => of['Fn::GetAtt'].join('.')),
  z.strictObject({ 'Fn::Sub': z.string() }).transform((of) => of['Fn::Sub']),
]);

/**
 * One statement of a policy. Resources are in their written form: an ARN, `JournalTable.Arn`,
 * `${JournalTable.Arn}/index/open`.
 */
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

/** A role: its logical id and all its statements. */
export interface ReadRole {
  readonly id: string;
  readonly statements: readonly Statement[];
  readonly managed: readonly unknown[];
}

/** A function with its role and its environment. */
export interface ReadFunction {
  /** Its logical id. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The roles that a template creates. Those with the condition Never are not created.
 * @throws ZodError if a statement has an unknown form
 */
export function rolesOf(template: Template): readonly ReadRole[] {
  const roles = readRoles.get(template) ?? readRolesOf(template);
  readRoles.set(template, roles);
  return roles;
}

/** Read once: a template has a role for each function, and each function looks for its own. */
const readRoles = new WeakMap<Template, readonly ReadRole[]>();

function readRolesOf(template: Template): readonly ReadRole[] {
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

/** The logical ids and properties of all resources of one type that a template creates. */
export function resourcesOf(template: Template, type: string): [string, Template['Resources'][string]['Properties']][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type && resource.Condition !== 'Never')
    .map(([id, { Properties }]) => [id, Properties]);
}

/** A resource that a policy may name by a pattern, and the reason. */
export interface Exception {
  readonly resource: RegExp;
  readonly actions: RegExp;
  readonly reason: string;
}

/** All wildcards that resources may have, each with its reason. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    resource:
      /^arn:\$\{AWS::Partition\}:logs:\$\{AWS::Region\}:\$\{AWS::AccountId\}:log-group:\/aws\/lambda\/[\w-]+:\*:\*$/,
    actions: /^logs:(CreateLogStream|CreateLogGroup|PutLogEvents)$/,
    reason: 'Lambda chooses the names of log streams; the log group is the function’s own',
  },
  {
    resource: /^\*$/,
    actions: /^events:ListRules$/,
    reason: 'EventBridge accepts no resources for this action',
  },
  {
    resource: /^\*$/,
    actions: /^logs:(\w+LogDelivery|ListLogDeliveries|\w+ResourcePolic(y|ies)|DescribeLogGroups)$/,
    reason: 'Step Functions sets up the delivery of its logs with these actions, which accept no resources',
  },
];

/** The wildcards in statements that no exception covers. */
export function unexplained(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ Action, Resource: resources }) =>
    resources
      .filter((resource) => resource.includes('*') && !exceptionFor(Action, resource))
      .map((resource) => `${Action.join(', ')} on ${resource}`),
  );
}

/** The exception that covers all of these actions on the resource. */
export function exceptionFor(actions: readonly string[], resource: string): Exception | undefined {
  return EXCEPTIONS.find(
    (exception) => exception.resource.test(resource) && actions.every((action) => exception.actions.test(action)),
  );
}
