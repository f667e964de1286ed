import * as z from 'zod';
import type { Service } from '../../../lib/local/template/template.ts';

/** The variable by which `npm run test:conformance` gives the endpoint of another DynamoDB than the embedded one. */
export const CONFORMANCE_ENDPOINT = 'MIB_TEST_DATABASE';
/** The variable with the endpoint of the simulation's store: the tests of the stores run on that one too. */
export const MEMORY_ENDPOINT = 'MIB_TEST_MEMORY_DATABASE';
/** The variable by which a test file is told to test the database in memory. */
export const IN_MEMORY = 'MIB_TEST_IN_MEMORY';
/** The variable in which the set-up hands both services, as printed, to the workers. */
export const SERVICES = 'MIB_TEST_SERVICES';
/** As many shards as `npm start` has. */
export const SHARD_COUNT = 2;

/** Both services as their serverless files declare them: the shard's once for every number. */
export interface Services {
  readonly orchestrator: Service;
  readonly shards: readonly Service[];
}

/** What the set-up has read. Table names in it are the declared ones: `freshTables().renamed` puts the fresh ones in their place. */
export function services(): Services {
  return z.custom<Services>().parse(JSON.parse(process.env[SERVICES] ?? ''));
}

/** Where the DynamoDB of this test run answers. */
export function databaseEndpoint(): string {
  return z.url().parse(process.env.DATABASE_URI);
}
