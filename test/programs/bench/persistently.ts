import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Random } from '../../support/random.ts';

/** The longest pauses of the SDK after writes that a partition has refused. */
const SDK_PAUSES_MS = [500, 1_000];
/** That of the workflow, after the SDK has given up. */
const PAUSE_MS = 1_000;

/**
 * Repeats what a partition refuses, as the SDK and then the workflow do.
 * @param attempts of the workflow, each of which is three of the SDK
 * @throws DynamoDBServiceException after the last attempt, and at once what else is thrown
 */
export async function persistently<T>(run: () => Promise<T>, random: Random, attempts: number): Promise<T> {
  const pauses = [...SDK_PAUSES_MS, PAUSE_MS];
  for (let n = 1; ; n++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof DynamoDBServiceException) || n >= attempts * pauses.length) throw error;
      const most = pauses[(n - 1) % pauses.length] ?? PAUSE_MS;
      await new Promise((resolve) => setTimeout(resolve, random.next() * most));
    }
  }
}
