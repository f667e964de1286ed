import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';
import { loadService } from '../../../lib/local/template/load-service.ts';
import { ensureWeb } from '../../../lib/web/build/ensure.ts';
import { memoryDynamoDBServer } from '../memory-dynamodb/server.ts';
import { listenOnFreePort } from './listening.ts';
import { keepDatabase } from './running-database.ts';
import { CONFORMANCE_ENDPOINT, packed, SERVICES, type Services, SHARD_COUNT } from './services.ts';

/** The environment of all functions in tests: no real account, quiet logs and no metrics. */
const FUNCTION_ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  PASSWORD_COST: '4',
};

/**
 * Runs once before all tests. Starts the embedded database in memory, unless another DynamoDB is
 * given. Reads from the Serverless Framework what both services declare. Workers find both in their
 * environment (services.ts).
 */
export default async function setup(): Promise<void> {
  // Before the files are read: the programs that tests start read them in the same environment, and
  // find them printed.
  Object.assign(process.env, FUNCTION_ENVIRONMENT);
  console.log('\nSet-up: starts the database and reads both serverless files (3 s each after a change).');
  const [endpoint, services] = await Promise.all([
    process.env[CONFORMANCE_ENDPOINT] ?? startDatabase(),
    printServices(),
    ensureWeb(),
  ]);
  Object.assign(process.env, {
    // For the programs that tests start.
    NODE_COMPILE_CACHE,
    DATABASE_URI: endpoint,
    [SERVICES]: packed(services),
  });
}

async function printServices(): Promise<Services> {
  const shard = (n: number) =>
    loadService({ config: 'serverless.shard.yml', env: { SHARD_NUMBER: String(n), SHARD_COUNT: String(SHARD_COUNT) } });
  const [orchestrator, ...shards] = await Promise.all([
    loadService({}),
    ...Array.from({ length: SHARD_COUNT }, (_, n) => shard(n)),
  ]);
  return { orchestrator, shards };
}

async function startDatabase(): Promise<string> {
  const server = memoryDynamoDBServer();
  keepDatabase(server);
  return listenOnFreePort(server);
}
