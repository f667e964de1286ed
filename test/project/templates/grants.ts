import * as z from 'zod';
import { arnOf } from './arns.ts';
import type { Packaged } from './packaged.ts';
import { functionsOf, rolesOf, type Statement } from './permissions.ts';

/** One call to AWS, made by a function, a state machine or an API, or with its role. */
export interface Call {
  /** The name of the function, the state machine or the API. */
  readonly by: string;
  readonly action: string;
  /** The ARN of the resource. */
  readonly resource: string;
}

/** One action on one resource that a role allows. The resource may be a pattern. */
export interface Grant extends Call {}

/** The statements of every role, by the name of its function, state machine or API. */
export type Roles = ReadonlyMap<string, readonly ResolvedStatement[]>;

interface ResolvedStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * The roles of all functions, state machines and APIs, by the names of these.
 * @throws Error if a statement has a condition
 */
export function rolesByName(packaged: readonly Packaged[]): Roles {
  const roles = new Map<string, readonly ResolvedStatement[]>();
  for (const { template } of packaged) {
    const names = new Map(functionsOf(template).map(({ role, name }) => [role, name]));
    for (const { id, statements } of rolesOf(template)) {
      const { StateMachineName, Name } = template.Resources[id.replace(/Role$/, '')]?.Properties ?? {};
      roles.set(
        z.string().parse(names.get(id) ?? StateMachineName ?? Name),
        statements.map((statement) => resolve(statement, (resource) => arnOf(template, resource))),
      );
    }
  }
  return roles;
}

function resolve({ Action, Resource, Condition }: Statement, arn: (resource: string) => string): ResolvedStatement {
  // This test does not evaluate conditions.
  if (Condition !== undefined) throw new Error(`cannot tell whether the condition allows ${Action.join(', ')}`);
  return { actions: Action, resources: Resource.map(arn) };
}

/** Every action on every resource that the roles allow. */
export function grantsOf(roles: Roles): Grant[] {
  return [...roles].flatMap(([by, statements]) =>
    statements.flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource): Grant => ({ by, action, resource }))),
    ),
  );
}

/** The differences between roles and calls: one line each, sorted and without repeats. */
export function differences(roles: Roles, calls: readonly Call[]): string[] {
  const grants = grantsOf(roles);
  const byAction = Map.groupBy(grants, actionOf);
  const allowedBy = new Map(
    calls.map((call) => [
      line(call),
      (byAction.get(actionOf(call)) ?? []).filter(({ resource }) => covers(resource, call.resource)),
    ]),
  );
  const used = new Set([...allowedBy.values()].flat());
  const denied = [...allowedBy].filter(([, by]) => by.length === 0).map(([call]) => `not granted: ${call}`);
  const unused = grants.filter((grant) => !used.has(grant)).map((grant) => `granted and not called: ${line(grant)}`);
  return [...new Set([...denied, ...unused])].sort();
}

/** The calls without repeats. */
export function distinct(calls: readonly Call[]): Call[] {
  return [...new Map(calls.map((call) => [line(call), call])).values()];
}

export function line({ by, action, resource }: Call): string {
  return `${by}: ${action} on ${resource}`;
}

function actionOf({ by, action }: Call): string {
  return `${by}: ${action}`;
}

/** Compares ARNs as IAM does: `*` matches any text. */
function covers(pattern: string, arn: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(arn);
}

/** For every statement of every role: the role by its name without this statement. */
export function* withoutOneStatement(roles: Roles): Generator<{ by: string; removed: Call[]; role: Roles }> {
  for (const [by, statements] of roles) {
    for (const statement of statements) {
      const removed = new Map([[by, [statement]]]);
      yield {
        by,
        removed: grantsOf(removed),
        role: new Map([[by, statements.filter((one) => one !== statement)]]),
      };
    }
  }
}
