import * as z from 'zod';
import { BundleSettings } from './bundle-settings.ts';
import { MachineSource } from './machine-source.ts';
import { OfflineService } from './offline-service.ts';
import {
  QueueEvent,
  QueueMapping,
  QueueResource,
  QueueRule,
  QueueSettings,
  queueMapping,
  queuesOf,
  RuleResource,
} from './queue-settings.ts';
import { lambdaLogicalId, Reference, substitute } from './references.ts';
import { StreamEvent, StreamMapping, streamMapping } from './stream-mapping.ts';

/** Which images of an item the records of its table's stream have. */
export type StreamViewType = z.infer<typeof StreamViewType>;
const StreamViewType = z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);
const Key = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
/** The input of CreateTable. */
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
  StreamSpecification: z.strictObject({ StreamEnabled: z.literal(true), StreamViewType }).optional(),
});
export type TableDefinition = z.infer<typeof TableDefinition>;

/** A table, and the attribute with the expiry of its items, if they expire. */
export type Table = z.infer<typeof Table>;
const Table = z.object({ definition: TableDefinition, ttlAttribute: z.string().optional() });

/** One function. */
export type ServiceFunction = z.infer<typeof ServiceFunction>;
const ServiceFunction = z.object({
  key: z.string(),
  /** The name in the Lambda API. */
  name: z.string(),
  handler: z.string(),
  /** For example `GET /api/balance/{id}`. */
  routes: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
});

/** What a serverless file declares, with every reference resolved to a local name. */
export type Service = z.infer<typeof Service>;
export const Service = z.object({
  name: z.string(),
  tables: z.array(Table),
  functions: z.array(ServiceFunction),
  stateMachines: z.array(MachineSource),
  /** The functions that are called with changes of tables. */
  streams: z.array(StreamMapping),
  /** What serverless-offline reads of it. */
  offline: OfflineService,
  /** How its functions are bundled. */
  bundling: BundleSettings,
  queues: z.array(QueueSettings),
  /** Which events of the bus go into which queues. */
  rules: z.array(QueueRule),
  /** Which functions are called with the messages of which queues. */
  queueMappings: z.array(QueueMapping),
  /** The values of the parameters that the file declares, by name. */
  parameters: z.record(z.string(), z.string()),
});

const TableResource = z.object({
  Type: z.literal('AWS::DynamoDB::Table'),
  Properties: TableDefinition.extend({
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.literal(true) }).optional(),
    // CreateTable says in addition that it is enabled.
    StreamSpecification: z.strictObject({ StreamViewType, StreamEnabled: z.literal(true).default(true) }).optional(),
  }),
});
const MachineResource = z.object({
  Type: z.literal('AWS::StepFunctions::StateMachine'),
  Properties: z.object({
    StateMachineName: z.string(),
    DefinitionString: z.string(),
    DefinitionSubstitutions: z.record(z.string(), Reference).default({}),
  }),
});
const ParameterResource = z.object({
  Type: z.literal('AWS::SSM::Parameter'),
  Properties: z.object({ Name: z.string(), Value: z.string() }),
});
const OtherResource = z.object({ Type: z.string() });

const Printed = z.object({
  functions: z.record(
    z.string(),
    z.object({
      events: z
        .array(
          z.looseObject({ httpApi: z.string().optional(), stream: StreamEvent.optional(), sqs: QueueEvent.optional() }),
        )
        .default([]),
    }),
  ),
  custom: z.object({ esbuild: BundleSettings }),
  resources: z.object({
    Resources: z.record(
      z.string(),
      z.union([TableResource, MachineResource, QueueResource, RuleResource, ParameterResource, OtherResource]),
    ),
  }),
});

const ACCOUNT = '000000000000';

/**
 * Reads the output of `serverless print --format json`.
 * @throws ZodError if it has another form
 * @throws Error if a reference in it has no target
 */
export function readTemplate(printed: string): Service {
  const template: unknown = JSON.parse(printed);
  const { functions: declared, resources, custom } = Printed.parse(template);
  const offline = OfflineService.parse(template);
  const { service, provider, functions } = offline;
  const eventsOf = (key: string) => declared[key]?.events ?? [];
  const tables: Table[] = [];
  const machines: z.infer<typeof MachineResource>['Properties'][] = [];
  const parameters: Record<string, string> = {};
  // Local names by reference: `JournalTable`, `ReserveLambdaFunction.Arn`.
  const referents = new Map<string, string>();
  const withStream = new Map<string, string>();
  for (const [logicalId, resource] of Object.entries(resources.Resources)) {
    const table = TableResource.safeParse(resource).data?.Properties;
    if (table) {
      const { TimeToLiveSpecification: ttl, ...definition } = table;
      if (definition.StreamSpecification) withStream.set(logicalId, table.TableName);
      tables.push({ definition, ...(ttl && { ttlAttribute: ttl.AttributeName }) });
      referents.set(logicalId, table.TableName);
    }
    const machine = MachineResource.safeParse(resource).data?.Properties;
    if (machine) machines.push(machine);
    const parameter = ParameterResource.safeParse(resource).data?.Properties;
    if (parameter) parameters[parameter.Name] = parameter.Value;
  }
  for (const [key, { name }] of Object.entries(functions)) {
    referents.set(`${lambdaLogicalId(key)}.Arn`, `arn:aws:lambda:${provider.region}:${ACCOUNT}:function:${name}`);
  }
  const { queues, rules } = queuesOf(
    resources.Resources,
    (name) => `arn:aws:sqs:${provider.region}:${ACCOUNT}:${name}`,
  );
  return {
    name: service,
    tables,
    functions: Object.entries(functions).map(([key, { name, handler, environment }]) => ({
      key,
      name,
      handler,
      routes: eventsOf(key).flatMap(({ httpApi }) => httpApi ?? []),
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
    streams: Object.entries(functions).flatMap(([key, { name }]) =>
      eventsOf(key).flatMap(({ stream }) => (stream ? [streamMapping(name, stream, withStream)] : [])),
    ),
    queues: [...queues.values()],
    rules,
    queueMappings: Object.entries(functions).flatMap(([key, { name }]) =>
      eventsOf(key).flatMap(({ sqs }) => (sqs ? [queueMapping(name, sqs, queues)] : [])),
    ),
    parameters,
    offline,
    bundling: custom.esbuild,
  };
}
