import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as z from 'zod';
import { dynamoDbLocalProblem, startDynamoDbLocal } from '../../support/environment/dynamodb-local.ts';
import { spawnJest } from '../../support/environment/jest.ts';
import { CONFORMANCE_ENDPOINT } from '../../support/environment/services.ts';
import { GROWTH_FILE, GROWTH_SIZES, Growth, type Sizes } from './growth.ts';
import { CountedWork, WORK_FILE } from './work.ts';

type Say = (line: string) => void;

/**
 * Counts by running the tests of the counts: on the official DynamoDB Local if there is a Java for
 * it, else on our own store.
 */
export async function countedWork(say: Say): Promise<CountedWork> {
  return CountedWork.parse(await byTest('work-per-transfer', WORK_FILE, {}, say));
}

export async function countedGrowth(sizes: z.infer<typeof Sizes>, say: Say): Promise<Growth> {
  return Growth.parse(await byTest('growth', GROWTH_FILE, { [GROWTH_SIZES]: JSON.stringify(sizes) }, say));
}

async function byTest(name: string, fileVariable: string, env: Record<string, string>, say: Say): Promise<unknown> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mib-bench-'));
  const file = path.join(folder, 'counted.json');
  const problem = dynamoDbLocalProblem();
  const local = problem === undefined ? await startDynamoDbLocal() : undefined;
  say(local ? 'counting on the official DynamoDB Local' : `counting on our own store: ${problem}`);
  try {
    await runJest(name, { ...env, [fileVariable]: file, ...(local && { [CONFORMANCE_ENDPOINT]: local.endpoint }) });
    return JSON.parse(await readFile(file, 'utf8'));
  } finally {
    local?.database.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runJest(name: string, env: Record<string, string>): Promise<void> {
  const tests = spawnJest([`test/programs/bench/${name}`, '--testTimeout', '600000'], env, [
    'ignore',
    'ignore',
    'pipe',
  ]);
  let said = '';
  tests.stderr?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const [code] = await once(tests, 'close');
  if (code !== 0) throw new Error(`the count of ${name} is not what it should be:\n${said}`);
}
