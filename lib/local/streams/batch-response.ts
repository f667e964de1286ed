import * as z from 'zod';
import type { Backoff } from '../../domain/full-jitter.ts';

const BatchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]) })
  .nullable();

/** The pauses before a function gets again what it has not taken. */
export const BATCH_BACKOFF: Backoff = { firstMs: 200, longestMs: 10_000 };

/**
 * The items of a batch that the function reports as failed.
 * @throws ZodError if the result is no partial batch response
 */
export function failedItems(result: unknown): string[] {
  const failures = BatchResponse.parse(result)?.batchItemFailures ?? [];
  return failures.map(({ itemIdentifier }) => itemIdentifier);
}
