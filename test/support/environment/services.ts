import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { Service } from '../../../lib/local/template/template.ts';

/**
 * The variable with the endpoint of another DynamoDB than the embedded one, set by `npm run
 * test:conformance`.
 */
export const CONFORMANCE_ENDPOINT = 'MIB_TEST_DATABASE';
/**
 * The variable with both services as the Serverless Framework prints them, from the set-up for the
 * workers.
 */
export const SERVICES = 'MIB_TEST_SERVICES';
/** The number of shards, as of `npm start`. */
export const SHARD_COUNT = 2;

/** Both services as their serverless files declare them; the shard service once for each shard. */
export interface Services {
  readonly orchestrator: Service;
  readonly shards: readonly Service[];
}

/**
 * The services, as the set-up read them. Table names are the declared ones: `freshTables().renamed`
 * replaces them.
 */
export function services(): Services {
  const packed = Buffer.from(process.env[SERVICES] ?? '', 'base64');
  return z.custom<Services>().parse(JSON.parse(inflateRawSync(packed).toString()));
}

/** The services as one variable. Linux starts no process with a variable of more than 128 KB. */
export function packed(services: Services): string {
  return deflateRawSync(JSON.stringify(services)).toString('base64');
}

/** The endpoint of the DynamoDB of this test run. */
export function databaseEndpoint(): string {
  return z.url().parse(process.env.DATABASE_URI);
}
