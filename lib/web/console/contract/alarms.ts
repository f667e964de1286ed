import * as z from 'zod/mini';
import { Time } from './values.ts';

/** A piece of a line: plain, strong, code, or a link. `href` begins with # or https. */
export const Inline = z.object({
  text: z.string(),
  style: z.optional(z.enum(['strong', 'code'])),
  href: z.optional(z.string()),
});

/** A piece of the runbook. */
export const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), inlines: z.array(Inline) }),
  z.object({ kind: z.literal('list'), items: z.array(z.array(Inline)) }),
  z.object({ kind: z.literal('code'), language: z.string(), text: z.string() }),
]);
export type Block = z.infer<typeof Block>;

/** An alarm with its paragraph of docs/operations.md. */
export const Alarm = z.object({
  name: z.string(),
  /** The stack that it belongs to: `mib` or `mib-shard-0`, … */
  service: z.string(),
  /** `not_evaluated`: what it measures does not exist here. `unknown`: it could not be read. */
  state: z.enum(['ok', 'alarm', 'unknown', 'not_evaluated']),
  since: z.optional(Time),
  /** What it means, in one sentence. */
  text: z.string(),
  /** What was measured, for a person. */
  measured: z.optional(z.string()),
  runbook: z.array(Block),
});
export type Alarm = z.infer<typeof Alarm>;

/** All alarms, those that ring first. */
export const Alarms = z.object({ at: Time, alarms: z.array(Alarm) });
export type Alarms = z.infer<typeof Alarms>;
