import * as z from 'zod';
import { MachineSource } from './step-functions.ts';

/** All that the process of the Step Functions and parameters endpoint needs, as JSON in the environment variable CLOUD. */
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
});
