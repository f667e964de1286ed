import * as z from 'zod';

/**
 * A function as serverless-offline reads it. HTTP routes are left out: lib/local/gateway serves
 * them.
 */
export type OfflineFunction = z.infer<typeof OfflineFunction>;
export const OfflineFunction = z.object({
  name: z.string(),
  handler: z.string(),
  memorySize: z.number().optional(),
  timeout: z.number().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  events: z
    .array(z.looseObject({ schedule: z.string().optional() }))
    .default([])
    .transform((events) => events.flatMap(({ schedule }) => (schedule === undefined ? [] : [{ schedule }]))),
});

/** The part of a printed service that serverless-offline reads. */
export type OfflineService = z.infer<typeof OfflineService>;
export const OfflineService = z.object({
  service: z.string(),
  provider: z.object({
    region: z.string(),
    runtime: z.string().optional(),
    architecture: z.string().optional(),
    memorySize: z.number().optional(),
    timeout: z.number().optional(),
    environment: z.record(z.string(), z.string()).default({}),
  }),
  functions: z.record(z.string(), OfflineFunction),
  custom: z.object({ 'serverless-offline': z.record(z.string(), z.json()).default({}) }).prefault({}),
});
