import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamodbIntegration } from '../../../lib/local/aws/step-functions/dynamodb-integration.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { ChangeLog } from '../../../lib/local/database/change-log.ts';
import type { StreamMapping } from '../../../lib/local/template/stream-mapping.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { documentsAt } from '../../../lib/store/documents.ts';
import { foreignChanges } from '../memory-dynamodb/foreign-changes.ts';
import { MemoryDatabase } from '../memory-dynamodb/memory-database.ts';
import { eventually } from './eventually.ts';
import { CONFORMANCE_ENDPOINT, databaseEndpoint, services } from './services.ts';

/** The tables of both services under names of their own, with what a test needs to use them. */
export interface FreshTables {
  /** A client with the settings of the functions' client. */
  readonly documents: DynamoDBDocumentClient;
  /** How state machines reach the tables. */
  readonly integration: Tasks['dynamodb'];
  readonly users: string;
  readonly wallets: string;
  readonly journal: string;
  readonly idempotency: string;
  readonly throttles: string;
  readonly sessions: string;
  readonly revocations: string;
  readonly apiKeys: string;
  readonly spending: string;
  readonly factors: string;
  readonly factorSecrets: string;
  readonly memberships: string;
  readonly knownPayees: string;
  readonly schedules: string;
  readonly roots: string;
  readonly operatorLog: string;
  readonly approvals: string;
  readonly issuing: string;
  readonly approvers: string;
  readonly userWebhooks: string;
  readonly webhookSecrets: string;
  readonly webhookDeliveries: string;
  readonly walletEvents: string;
  /** The wallets table of each shard, by number. */
  readonly shardWallets: readonly [string, string];
  /** The table of statements of each shard, by number. */
  readonly shardEntries: readonly [string, string];
  /** The endpoint of the tables for another process. */
  endpoint(): Promise<string>;
  /**
   * The same JSON (an environment, the definition of a state machine) with the fresh names for the
   * declared ones.
   */
  renamed<T>(json: T): T;
  /**
   * The changes of a table for a function, from the first call on. `runStreamFunctions` calls the
   * function with them.
   */
  changes(mapping: StreamMapping): Promise<ChangeLog>;
  /**
   * Every item of every table, in a fixed order. Equal contents before and after mean no change.
   */
  contents(): Promise<Record<string, string[]>>;
  /** Closes the client's connections. */
  close(): void;
}

/**
 * Creates the tables of both services, empty, over HTTP. The test calls `close()`.
 * @param endpoint by default the database of the test run
 */
export async function freshTables(endpoint = databaseEndpoint()): Promise<FreshTables> {
  const names = new FreshNames();
  const client = new DynamoDBClient({ endpoint });
  for (const definition of names.definitions) {
    const { TableName } = definition;
    await client.send(new CreateTableCommand(definition));
    await eventually(async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return Table?.TableStatus === 'ACTIVE';
    });
  }
  client.destroy();

  const db = documentsAt({ endpoint });
  const streams = foreignChanges(endpoint);
  return {
    ...tablesOf(names, db),
    integration: dynamodbIntegration(endpoint),
    endpoint: async () => endpoint,
    changes: streams.of,
    close() {
      streams.stop();
      db.config.requestHandler.destroy?.();
    },
  };
}

/**
 * Creates the tables of both services, empty, in this process: about four times as fast as over
 * HTTP. A run with another DynamoDB has the tables there.
 * @param options `withoutFailedItems`: its endpoint returns no item that failed a condition
 */
export async function memoryTables(options: { readonly withoutFailedItems?: boolean } = {}): Promise<FreshTables> {
  if (process.env[CONFORMANCE_ENDPOINT] !== undefined) return freshTables();
  const names = new FreshNames();
  const database = new MemoryDatabase(names.definitions, options);
  return {
    ...tablesOf(names, database.documents),
    integration: dynamodbIntegration(database.client),
    endpoint: () => database.serve(),
    changes: async (mapping) => database.changes(mapping),
    close: () => database.close(),
  };
}

/** The declared tables under fresh names. */
class FreshNames {
  readonly definitions: readonly TableDefinition[];
  readonly #fresh: ReadonlyMap<string, string>;

  constructor() {
    const { orchestrator, shards } = services();
    const prefix = `t${randomUUID().slice(0, 8)}`;
    const declared = [orchestrator, ...shards].flatMap((service) => service.tables.map((table) => table.definition));
    this.#fresh = new Map(declared.map(({ TableName }) => [TableName, `${prefix}-${TableName}`]));
    this.definitions = declared.map((definition) => ({ ...definition, TableName: this.of(definition.TableName) }));
  }

  of(declared: string): string {
    const name = this.#fresh.get(declared);
    if (name === undefined) throw new Error(`no serverless file declares a table ${declared}`);
    return name;
  }

  renamed<T>(json: T): T {
    return JSON.parse(JSON.stringify(json), (_key, value: unknown) =>
      typeof value === 'string' ? (this.#fresh.get(value) ?? value) : value,
    );
  }
}

function tablesOf(
  names: FreshNames,
  db: DynamoDBDocumentClient,
): Omit<FreshTables, 'integration' | 'endpoint' | 'changes' | 'close'> {
  return {
    documents: db,
    users: names.of('mib-local-users'),
    wallets: names.of('mib-local-wallets'),
    journal: names.of('mib-local-journal'),
    idempotency: names.of('mib-local-idempotency'),
    throttles: names.of('mib-local-throttles'),
    sessions: names.of('mib-local-sessions'),
    revocations: names.of('mib-local-revocations'),
    apiKeys: names.of('mib-local-api-keys'),
    spending: names.of('mib-local-spending'),
    factors: names.of('mib-local-factors'),
    factorSecrets: names.of('mib-local-factor-secrets'),
    memberships: names.of('mib-local-memberships'),
    knownPayees: names.of('mib-local-known-payees'),
    schedules: names.of('mib-local-schedules'),
    roots: names.of('mib-local-roots'),
    operatorLog: names.of('mib-local-operator-log'),
    approvals: names.of('mib-local-approvals'),
    issuing: names.of('mib-local-issuing'),
    approvers: names.of('mib-local-approvers'),
    userWebhooks: names.of('mib-local-user-webhooks'),
    webhookSecrets: names.of('mib-local-webhook-secrets'),
    webhookDeliveries: names.of('mib-local-webhook-deliveries'),
    walletEvents: names.of('mib-local-wallet-events'),
    shardWallets: [names.of('mib-shard-0-local-wallets'), names.of('mib-shard-1-local-wallets')],
    shardEntries: [names.of('mib-shard-0-local-entries'), names.of('mib-shard-1-local-entries')],
    renamed: (json) => names.renamed(json),
    async contents() {
      const all: Record<string, string[]> = {};
      for (const { TableName } of names.definitions) all[TableName] = await itemsOf(db, TableName);
      return all;
    },
  };
}

async function itemsOf(db: DynamoDBDocumentClient, table: string): Promise<string[]> {
  const items: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await db.send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }));
    for (const item of page.Items ?? []) items.push(canonical(item));
    from = page.LastEvaluatedKey;
  } while (from);
  return items.sort();
}

/** JSON with the members of every object in order, and whole numbers as digits. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return `${member}n`;
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
