import * as z from 'zod/mini';
import { CommandLine, Milliseconds, Time } from './values.ts';

export const KeySetName = z.enum(['users', 'services', 'receipts']);

export const Key = z.object({
  kid: z.string(),
  /**
   * `next` verifies and will sign; `old` has signed and still verifies. `retired` verifies receipts
   * for good, and its private half is gone. `revoked` verifies nothing.
   */
  role: z.enum(['signs', 'next', 'old', 'retired', 'revoked']),
  /** When the last verifier received it. Missing: longer ago than is stored. */
  added_at: z.optional(Time),
  replaced_at: z.optional(Time),
  retired_at: z.optional(Time),
  revoked_at: z.optional(Time),
  /** The verifiers that lack the key. */
  missing_at: z.array(z.string()),
});

/**
 * The next step of a rotation. `add`: a new key verifies. `promote`: that key signs. `retire`: the
 * old key is removed. `publish`: a verifier lacks a key, which comes before everything else.
 */
export const KeyStep = z.object({
  step: z.enum(['add', 'promote', 'retire', 'publish']),
  /** From when on no token can be refused. In the past: it is safe now. */
  safe_at: Time,
  safe: z.boolean(),
  /** How long after this step the one after it is safe. */
  then_wait_ms: Milliseconds,
  command: CommandLine,
});

export const KeySet = z.object({ set: KeySetName, keys: z.array(Key), next: KeyStep });

/** Every set of keys. */
export const Keys = z.object({
  at: Time,
  /** False on a local stack: its keys are in the data folder, and made by the first start. */
  changeable: z.boolean(),
  sets: z.array(KeySet),
});
export type Keys = z.infer<typeof Keys>;

/** The result of a step: the keys that it concerned. */
export const KeyStepDone = z.object({ kids: z.array(z.string()) });
