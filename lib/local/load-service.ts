import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { readTemplate, type Service } from './template.ts';

/** The folder of the project: serverless files name their handlers relative to it. */
export const PROJECT = path.resolve(import.meta.dirname, '../..');
/** The program that the Serverless Framework is started by. */
export const SERVERLESS = path.join(PROJECT, 'node_modules/serverless/bin/serverless.js');
/** The stage under which everything runs on this machine. */
export const STAGE = 'local';
/** The region that everything on this machine says it is in: the state machines' ARNs in serverless.yml name it. */
export const REGION = 'us-east-1';

const run = promisify(execFile);

/**
 * What a serverless file declares for this machine. Takes 2 to 3 s: the Serverless Framework itself is asked.
 * @param config the file's name in the project's folder
 * @param env what the file reads from the environment, for example SHARD_NUMBER
 * @throws Error with what the Serverless Framework said, if it does not accept the file
 */
export async function loadService({
  config = 'serverless.yml',
  env = {},
}: {
  config?: string;
  env?: Readonly<Record<string, string>>;
}): Promise<Service> {
  const argv = [SERVERLESS, 'print', '--stage', STAGE, '--format', 'json', '--config', config];
  const { stdout } = await run(process.execPath, argv, {
    cwd: PROJECT,
    env: { ...process.env, ...env, AWS_REGION: REGION },
    maxBuffer: 2 ** 24,
  }).catch((error: unknown) => {
    throw new Error(`${config}: ${error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : error}`);
  });
  return readTemplate(stdout);
}
