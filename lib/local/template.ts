import * as z from 'zod';
import type { MachineSource } from './step-functions.ts';

/** A table as CreateTable takes it, and the attribute by which its items expire, if they do. */
export interface Table {
  readonly definition: TableDefinition;
  readonly ttlAttribute?: string | undefined;
}

/** One function. `name` is what it is called by when invoked, `routes` what it answers to, for example `GET /api/balance/{id}`. */
export interface ServiceFunction {
  readonly key: string;
  readonly name: string;
  readonly handler: string;
  readonly routes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What a serverless file declares, with every reference inside it resolved to the names that this machine uses. */
export interface Service {
  readonly name: string;
  readonly tables: readonly Table[];
  readonly functions: readonly ServiceFunction[];
  readonly stateMachines: readonly MachineSource[];
}

const Key = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
/** A table as CreateTable takes it. */
export const TableDefinition = z.object({
  TableName: z.string(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: Key,
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: Key,
        Projection: z.strictObject({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
});
export type TableDefinition = z.infer<typeof TableDefinition>;

const TableResource = z.object({
  Type: z.literal('AWS::DynamoDB::Table'),
  Properties: TableDefinition.extend({
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.literal(true) }).optional(),
  }),
});
const Reference = z.union([
  z.string(),
  z.strictObject({ Ref: z.string() }),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
]);
const MachineResource = z.object({
  Type: z.literal('AWS::StepFunctions::StateMachine'),
  Properties: z.object({
    StateMachineName: z.string(),
    DefinitionString: z.string(),
    DefinitionSubstitutions: z.record(z.string(), Reference).default({}),
  }),
});
const OtherResource = z.object({ Type: z.string() });

const Printed = z.object({
  service: z.string(),
  provider: z.object({ region: z.string(), environment: z.record(z.string(), z.string()).default({}) }),
  functions: z.record(
    z.string(),
    z.object({
      name: z.string(),
      handler: z.string(),
      events: z.array(z.looseObject({ httpApi: z.string().optional() })).default([]),
      environment: z.record(z.string(), z.string()).default({}),
    }),
  ),
  resources: z.object({ Resources: z.record(z.string(), z.union([TableResource, MachineResource, OtherResource])) }),
});

const ACCOUNT = '000000000000';

/**
 * Reads what `serverless print --format json` says of a service.
 * @throws ZodError if it is not such a text; Error if a reference in it leads nowhere
 */
export function readTemplate(printed: string): Service {
  const { service, provider, functions, resources } = Printed.parse(JSON.parse(printed));
  const tables: Table[] = [];
  const machines: z.infer<typeof MachineResource>['Properties'][] = [];
  // What a reference stands for, by what it names: `JournalTable`, `ReserveLambdaFunction.Arn`.
  const referents = new Map<string, string>();
  for (const [logicalId, resource] of Object.entries(resources.Resources)) {
    const table = TableResource.safeParse(resource).data?.Properties;
    if (table) {
      const { TimeToLiveSpecification: ttl, ...definition } = table;
      tables.push({ definition, ...(ttl && { ttlAttribute: ttl.AttributeName }) });
      referents.set(logicalId, table.TableName);
    }
    const machine = MachineResource.safeParse(resource).data?.Properties;
    if (machine) machines.push(machine);
  }
  for (const [key, { name }] of Object.entries(functions)) {
    referents.set(`${lambdaLogicalId(key)}.Arn`, `arn:aws:lambda:${provider.region}:${ACCOUNT}:function:${name}`);
  }
  return {
    name: service,
    tables,
    functions: Object.entries(functions).map(([key, { name, handler, events, environment }]) => ({
      key,
      name,
      handler,
      routes: events.flatMap((event) => event.httpApi ?? []),
      environment: { ...provider.environment, ...environment },
    })),
    stateMachines: machines.map((machine) => ({
      name: machine.StateMachineName,
      arn: `arn:aws:states:${provider.region}:${ACCOUNT}:stateMachine:${machine.StateMachineName}`,
      definition: substitute(
        z.json().parse(JSON.parse(machine.DefinitionString)),
        machine.DefinitionSubstitutions,
        referents,
      ),
    })),
  };
}

/** The name that the Serverless Framework gives a function in CloudFormation. */
function lambdaLogicalId(key: string): string {
  const normalized = key.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${normalized.charAt(0).toUpperCase()}${normalized.slice(1)}LambdaFunction`;
}

function substitute(
  definition: z.core.util.JSONType,
  substitutions: Readonly<Record<string, z.infer<typeof Reference>>>,
  referents: ReadonlyMap<string, string>,
): z.core.util.JSONType {
  const resolve = (name: string): string => {
    const reference = substitutions[name];
    if (typeof reference === 'string') return reference;
    if (reference === undefined)
      throw new Error(`the definition of a state machine uses \${${name}}, which nothing defines`);
    const target = 'Ref' in reference ? reference.Ref : reference['Fn::GetAtt'].join('.');
    const found = referents.get(target);
    if (found === undefined) throw new Error(`\${${name}} refers to ${target}, which is no table and no function here`);
    return found;
  };
  return z
    .json()
    .parse(
      JSON.parse(JSON.stringify(definition), (_key, value: unknown) =>
        typeof value === 'string' ? value.replaceAll(/\$\{(\w+)\}/g, (_match, name: string) => resolve(name)) : value,
      ),
    );
}
