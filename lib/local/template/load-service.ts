import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { killOnExit } from '../processes/kill-on-exit.ts';
import { NODE_COMPILE_CACHE, PROJECT, REGION, SERVERLESS, STAGE } from '../processes/project.ts';
import { printedOnce } from './printed-templates.ts';
import { readTemplate, type Service } from './template.ts';

const run = promisify(execFile);

/** Stands for the number of a shard: digits that occur nowhere else in a printed template. */
const ANY_SHARD = '918273645';
const printing = new Map<string, Promise<string>>();

/**
 * Reads what a serverless file declares for the local stage. The Serverless Framework prints it,
 * which takes 2 to 3 s, unless it has printed the same sources before. Several shards are printed
 * once: their template differs by the number alone.
 * @param config the file's name in the project's folder
 * @param env the variables that the file reads, for example SHARD_NUMBER
 * @param progress called with a line if the file has to be printed
 * @throws Error with the message of the Serverless Framework, if it refuses the file
 */
export async function loadService({
  config = 'serverless.yml',
  env = {},
  progress = () => undefined,
}: {
  config?: string;
  env?: Readonly<Record<string, string>>;
  progress?: (line: string) => void;
}): Promise<Service> {
  const { SHARD_NUMBER, ...rest } = env;
  if (SHARD_NUMBER === undefined) return readTemplate(await print(config, env, progress));
  const key = JSON.stringify([config, rest]);
  const printed = printing.get(key) ?? print(config, { ...rest, SHARD_NUMBER: ANY_SHARD }, progress);
  printing.set(key, printed);
  try {
    return readTemplate((await printed).replaceAll(ANY_SHARD, SHARD_NUMBER));
  } finally {
    printing.delete(key);
  }
}

function print(
  config: string,
  env: Readonly<Record<string, string>>,
  progress: (line: string) => void,
): Promise<string> {
  const parameters = ['print', '--stage', STAGE, '--format', 'json', '--config', config];
  const environment = { ...process.env, ...env, AWS_REGION: REGION };
  return printedOnce(parameters, environment, async () => {
    progress(`reading ${config}, which is new or has changed`);
    const running = run(process.execPath, [SERVERLESS, ...parameters], {
      cwd: PROJECT,
      env: { ...environment, NODE_COMPILE_CACHE },
      maxBuffer: 2 ** 24,
    });
    killOnExit(running.child);
    const { stdout } = await running.catch((error: unknown) => {
      throw new Error(
        `${config}: ${error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : error}`,
      );
    });
    return stdout;
  });
}
