import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { documentsAt } from '../../../lib/store/documents.ts';
import { eventually } from './eventually.ts';
import { databaseEndpoint, services } from './services.ts';

/** The tables of both services under names that no other test has, and what a test needs to work with them. */
export interface FreshTables {
  /** A client as the functions make it. */
  readonly documents: DynamoDBDocumentClient;
  readonly users: string;
  readonly wallets: string;
  readonly journal: string;
  readonly idempotency: string;
  readonly throttles: string;
  /** The wallets table of each shard, by number. */
  readonly shardWallets: readonly [string, string];
  /** The same JSON (an environment, the definition of a state machine) with the fresh names for the declared ones. */
  renamed<T>(json: T): T;
  /** Every item of every table, in a fixed order: equal before and after means that nothing has changed. */
  contents(): Promise<Record<string, string[]>>;
  /** Closes the client's connections. */
  close(): void;
}

/** Creates the tables of both services, as their serverless files declare them, empty. Call `close()` in the end. */
export async function freshTables(): Promise<FreshTables> {
  const { orchestrator, shards } = services();
  const prefix = `t${randomUUID().slice(0, 8)}`;
  const definitions = [orchestrator, ...shards].flatMap((service) => service.tables.map((table) => table.definition));
  const freshNames = new Map(definitions.map(({ TableName }) => [TableName, `${prefix}-${TableName}`]));
  const fresh = (declared: string): string => {
    const name = freshNames.get(declared);
    if (name === undefined) throw new Error(`no serverless file declares a table ${declared}`);
    return name;
  };

  const client = new DynamoDBClient({ endpoint: databaseEndpoint() });
  for (const definition of definitions) {
    const TableName = fresh(definition.TableName);
    await client.send(new CreateTableCommand({ ...definition, TableName }));
    await eventually(async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return Table?.TableStatus === 'ACTIVE';
    });
  }
  client.destroy();

  const db = documentsAt({ endpoint: databaseEndpoint() });
  return {
    documents: db,
    users: fresh('mib-local-users'),
    wallets: fresh('mib-local-wallets'),
    journal: fresh('mib-local-journal'),
    idempotency: fresh('mib-local-idempotency'),
    throttles: fresh('mib-local-throttles'),
    shardWallets: [fresh('mib-shard-0-local-wallets'), fresh('mib-shard-1-local-wallets')],
    renamed: (json) =>
      JSON.parse(JSON.stringify(json), (_key, value: unknown) =>
        typeof value === 'string' ? (freshNames.get(value) ?? value) : value,
      ),
    async contents() {
      const all: Record<string, string[]> = {};
      for (const name of freshNames.values()) all[name] = await itemsOf(db, name);
      return all;
    },
    close: () => db.config.requestHandler.destroy?.(),
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
