import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { NODE_COMPILE_CACHE, PROJECT } from '../../../lib/local/processes/project.ts';
import { printedOnce } from '../../../lib/local/template/printed-templates.ts';
import { ensureWeb } from '../../../lib/web/build/ensure.ts';
import { copyProject, sourceFiles } from '../../programs/deploy/project-copy.ts';
import { joined } from './joined.ts';

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

/** What is stored of a package: its templates as JSON, and each zip's size and names of files. */
const Stored = z.object({
  template: z.string(),
  nested: z.string().optional(),
  zips: z.record(z.string(), z.object({ bytes: z.number(), files: z.array(z.string()) })),
});
type Stored = z.infer<typeof Stored>;

/** One template of CloudFormation. */
export interface Part {
  readonly name: string;
  readonly template: Template;
  readonly file: string;
}

/** One packaged stack. */
export interface Packaged {
  readonly name: string;
  /** All its resources, those of its nested stack too. */
  readonly template: Template;
  /** What CloudFormation receives: the template of the stack, and that of its nested stack if there is one. */
  readonly parts: readonly Part[];
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

/** What the framework reads to package a service. Its copy of the project has nothing else. */
const SOURCES = [
  'functions',
  'lib',
  'statemachines',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  ...SERVICES.map(({ config }) => config),
];
/** Its content is part of a package's key, because it decides what is stored. */
const THIS_FILE = 'test/project/templates/packaged.ts';
const PACKAGES = path.join(PROJECT, 'node_modules/.cache/serverless-package');

/**
 * Packages both services for a stage, as a deployment does. It works in a copy of the project: the
 * Serverless Framework leaves files in its folder and cannot package two services there
 * concurrently. Takes about 10 s. A package of the same sources in the same environment is stored,
 * and is not made again.
 * @param environment the deployer's environment
 * @throws Error with the output of the Serverless Framework, if it rejects a file
 */
export async function packageServices(
  stage: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ packaged: Packaged[]; remove: () => void }> {
  await ensureWeb();
  const sources = sourceFiles(SOURCES);
  const key = hashOf([...sources, THIS_FILE]);
  const templates = mkdtempSync(path.join(tmpdir(), 'mib-templates-'));
  let copy: string | undefined;
  const copied = () => {
    if (copy === undefined) {
      copy = copyProject(sources);
      cpSync(path.join(PROJECT, '.web'), path.join(copy, '.web'), { recursive: true });
    }
    return copy;
  };
  const remove = () => {
    for (const folder of [templates, ...(copy ? [copy] : [])]) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const packaged: Packaged[] = [];
    for (const { name, config, env } of SERVICES) {
      const all = environmentOf({ ...environment, ...env });
      const stored = await printedOnce(
        ['package', config, stage, key],
        all,
        async () => JSON.stringify(await packageService(copied(), stage, { name, config, env: all })),
        PACKAGES,
      );
      packaged.push(readPackage(name, Stored.parse(JSON.parse(stored)), templates));
    }
    return { packaged, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(PROJECT, file)))
      .update('\0');
  return hash.digest('hex');
}

function environmentOf(env: Readonly<Record<string, string>>): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(process.env).filter(
    ([variable]) => !/^(AWS_|SHARD_|RUN_ID$|PERMISSIONS_BOUNDARY$)/.test(variable),
  );
  return { ...Object.fromEntries(own), ...env, AWS_REGION: 'us-east-1' };
}

async function packageService(
  folder: string,
  stage: string,
  { name, config, env }: { name: string; config: string; env: Readonly<Record<string, string | undefined>> },
): Promise<Stored> {
  const into = path.join(folder, '.packaged', name);
  const program = path.join(folder, 'node_modules/serverless/bin/serverless.js');
  await run(process.execPath, [program, 'package', '--config', config, '--stage', stage, '--package', into], {
    cwd: folder,
    env: { ...env, NODE_COMPILE_CACHE },
    maxBuffer: 2 ** 24,
  }).catch((error: unknown) => {
    const said = z.object({ stdout: z.string(), stderr: z.string() }).safeParse(error).data;
    throw new Error(`${config}: ${said ? `${said.stdout}${said.stderr}`.trim() : String(error)}`);
  });
  const zips = readdirSync(into).filter((file) => file.endsWith('.zip'));
  const nested = path.join(into, 'cloudformation-template-nested.json');
  return {
    template: readFileSync(path.join(into, 'cloudformation-template-update-stack.json'), 'utf8'),
    ...(existsSync(nested) && { nested: readFileSync(nested, 'utf8') }),
    zips: Object.fromEntries(
      zips.map((zip) => {
        const content = readFileSync(path.join(into, zip));
        return [path.basename(zip, '.zip'), { bytes: content.length, files: filesIn(content) }];
      }),
    ),
  };
}

/** The names of a zip's files, from its central directory (PKWARE APPNOTE 4.3.12 and 4.3.16). */
function filesIn(zip: Buffer): string[] {
  const end = zip.lastIndexOf('PK\x05\x06');
  const files: string[] = [];
  for (let at = zip.readUInt32LE(end + 16); files.length < zip.readUInt16LE(end + 10); ) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    files.push(zip.toString('utf8', at + 46, at + 46 + (name ?? 0)));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}

function readPackage(name: string, { template, nested, zips }: Stored, folder: string): Packaged {
  const parts = Object.entries({ [name]: template, ...(nested && { [`${name}-nested`]: nested }) }).map(
    ([part, text]): Part => {
      const file = path.join(folder, `${part}.json`);
      writeFileSync(file, text);
      return { name: part, template: Template.parse(JSON.parse(text)), file };
    },
  );
  const [root, inside] = parts.map((part) => part.template);
  if (!root) throw new Error(`${name} has no template`);
  return {
    name,
    template: inside ? Template.parse(joined(root, inside)) : root,
    parts,
    has: (zip, file) => zips[zip]?.files.some((one) => one.includes(file)) ?? false,
    sizes: Object.fromEntries(Object.entries(zips).map(([zip, { bytes }]) => [zip, bytes])),
  };
}
