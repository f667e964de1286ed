import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { MAX_WAIT_SECONDS } from '../domain/wait-preference.ts';

/** The header Prefer. Any text is allowed: a server ignores what it does not understand (RFC 7240). */
export const WaitHeaders = z.object({
  prefer: doc(
    z.optional(z.string()),
    `\`wait=N\` prefers the final transfer, for which the response waits up to N seconds (RFC 7240). More than ${MAX_WAIT_SECONDS} count as ${MAX_WAIT_SECONDS}. Other and malformed preferences are ignored.`,
    'wait=5',
  ),
});

/** The header that says how long a response could wait. */
export const PreferenceApplied = z.object({
  'Preference-Applied': doc(
    z.optional(z.string()),
    'The `wait` of the request that was applied. A 202 has it if all of this time has passed.',
    'wait=5',
  ),
});
