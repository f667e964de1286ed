import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';
import { copyProject } from '../../programs/deploy/project-copy.ts';

const run = promisify(execFile);

const Template = z.object({
  Conditions: z.record(z.string(), z.json()).default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Condition: z.string().optional(),
      DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
      Properties: z.record(z.string(), z.json()).default({}),
    }),
  ),
});
export type Template = z.infer<typeof Template>;

/** One packaged stack. */
export interface Packaged {
  readonly name: string;
  readonly template: Template;
  readonly templateFile: string;
  /** The size of every function's zip in bytes. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Whether a function's zip contains a file. */
  readonly has: (name: string, file: string) => boolean;
}

const SERVICES: readonly { name: string; config: string; env: Readonly<Record<string, string>> }[] = [
  {
    name: 'orchestrator',
    config: 'serverless.yml',
    env: { SHARD_ADDRESS_0: 'https://shard-0.example', SHARD_ADDRESS_1: 'https://shard-1.example' },
  },
  { name: 'shard', config: 'serverless.shard.yml', env: { SHARD_NUMBER: '0', SHARD_COUNT: '2' } },
];

/**
 * Packages both services for a stage, as a deployment does. It works in a copy of the project: the
 * Serverless Framework leaves files in its folder and cannot package two services there
 * concurrently. Takes about 10 s.
 * @param environment the deployer's environment
 * @throws Error with the output of the Serverless Framework, if it rejects a file
 */
export async function packageServices(
  stage: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ packaged: Packaged[]; remove: () => void }> {
  const folder = copyProject();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const packaged: Packaged[] = [];
    for (const service of SERVICES)
      packaged.push(await packageService(folder, stage, { ...service, env: { ...environment, ...service.env } }));
    return { packaged, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function packageService(
  folder: string,
  stage: string,
  { name, config, env }: (typeof SERVICES)[number],
): Promise<Packaged> {
  const into = path.join(folder, '.packaged', name);
  const program = path.join(folder, 'node_modules/serverless/bin/serverless.js');
  const own = Object.entries(process.env).filter(
    ([variable]) => !/^(AWS_|SHARD_|RUN_ID$|PERMISSIONS_BOUNDARY$)/.test(variable),
  );
  await run(process.execPath, [program, 'package', '--config', config, '--stage', stage, '--package', into], {
    cwd: folder,
    env: { ...Object.fromEntries(own), ...env, AWS_REGION: 'us-east-1', NODE_COMPILE_CACHE },
    maxBuffer: 2 ** 24,
  }).catch((error: unknown) => {
    const said = z.object({ stdout: z.string(), stderr: z.string() }).safeParse(error).data;
    throw new Error(`${config}: ${said ? `${said.stdout}${said.stderr}`.trim() : String(error)}`);
  });
  const templateFile = path.join(into, 'cloudformation-template-update-stack.json');
  const zips = readdirSync(into).filter((file) => file.endsWith('.zip'));
  return {
    name,
    template: Template.parse(JSON.parse(readFileSync(templateFile, 'utf8'))),
    templateFile,
    // A zip contains the names of its files uncompressed.
    has: (name, file) => readFileSync(path.join(into, `${name}.zip`)).includes(file),
    sizes: Object.fromEntries(zips.map((zip) => [path.basename(zip, '.zip'), statSync(path.join(into, zip)).size])),
  };
}
