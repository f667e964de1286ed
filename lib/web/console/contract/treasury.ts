import * as z from 'zod/mini';
import { Amount, CommandLine } from './values.ts';

/** What was issued in a currency today, and its limits, as `treasury limits` prints them. */
export const IssuingLimits = z.object({
  /** Of UTC. */
  day: z.string(),
  currency: z.string(),
  issued: Amount,
  a_day: Amount,
  /** What was issued without a second operator. */
  alone: Amount,
  alone_a_day: Amount,
  /** An issue above it has an alarm. */
  alarm_above: Amount,
});

/** The limits of each currency of the stage. */
export const Treasury = z.object({ limits: z.array(IssuingLimits), command: CommandLine });
export type Treasury = z.infer<typeof Treasury>;
