import { setTimeout as delay } from 'node:timers/promises';
import type { Tasks } from '../../lib/local/aws/step-functions/tasks.ts';
import type { RetryEnvironment } from '../../lib/local/streams/retry-environment.ts';
import { StreamConsumer } from '../../lib/local/streams/stream-consumer.ts';
import type { StreamMapping } from '../../lib/local/template/stream-mapping.ts';
import { eventually } from './environment/eventually.ts';
import type { FreshTables } from './environment/tables.ts';

/** The functions that read streams of tables, running. */
export interface StreamFunctions {
  /** Resolves when they have taken every change that has been made by now. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Windows and retries take almost no time. */
export const RETRIES: RetryEnvironment = { pause: () => delay(1), random: () => 0, say: () => undefined };

/**
 * Calls the functions that read streams of these tables with every change from now on, as
 * `npm start` does. The mappings are the `streams` of services, with the names of the tables:
 * `tables.renamed(service.streams)`.
 */
export async function runStreamFunctions(
  tables: Pick<FreshTables, 'changes'>,
  mappings: readonly StreamMapping[],
  invoke: Tasks['invoke'],
  retries = RETRIES,
): Promise<StreamFunctions> {
  const logs = await Promise.all(mappings.map((mapping) => tables.changes(mapping)));
  const consumers = logs.map((log) => new StreamConsumer(log, invoke, retries));
  for (const consumer of consumers) consumer.start();
  return {
    idle: async () => void (await eventually(() => logs.every(({ waiting }) => waiting.length === 0))),
    stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))),
  };
}
