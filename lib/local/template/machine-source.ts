import * as z from 'zod';

/** A state machine of a serverless file, with the names of its tables and functions put in. */
export type MachineSource = z.infer<typeof MachineSource>;
export const MachineSource = z.object({ name: z.string(), arn: z.string(), definition: z.json() });
