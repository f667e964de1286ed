import * as z from 'zod';
import { Webhook } from '../queues/webhook.ts';
import { MachineSource } from '../template/machine-source.ts';
import { QueueMapping, QueueRule, QueueSettings } from '../template/queue-settings.ts';
import { StreamMapping } from '../template/stream-mapping.ts';

/**
 * All that the process of the endpoint of Step Functions, parameters and events needs, as JSON in
 * the environment variable CLOUD.
 */
export type CloudSettings = z.infer<typeof CloudSettings>;
export const CloudSettings = z.object({
  port: z.int(),
  /** Values by parameter name. */
  parameters: z.record(z.string(), z.string()),
  machines: z.array(MachineSource),
  /** The database of the tables that the machines write to. */
  databaseEndpoint: z.string(),
  /** Where the functions can be called that the machines call. */
  lambdaEndpoint: z.string(),
  /** The functions that hear of changes in those tables. */
  streams: z.array(StreamMapping),
  queues: z.array(QueueSettings),
  rules: z.array(QueueRule),
  /** The functions that read those queues. */
  queueMappings: z.array(QueueMapping),
  /** The parameter with the subscriptions to events. */
  webhooksParameter: z.string().optional(),
  /** The subscription of this start. */
  webhook: Webhook.optional(),
  /** The folder for data that must survive the process; undefined: none is stored. */
  folder: z.string().optional(),
});
