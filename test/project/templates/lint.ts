// `npm run lint:templates` packages both services, for a protected stage and for another one. It
// runs cfn-lint on the templates that CloudFormation receives. .cfnlintrc.yaml lists the ignored
// checks with their reasons.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import * as z from 'zod';
import { reportError } from '../../../lib/config/configuration-error.ts';
import { pythonWith } from '../../support/environment/python.ts';
import { type Packaged, type Part, packageServices } from './packaged.ts';

new Command('npm run lint:templates --')
  .description('Packages both services and runs cfn-lint on the templates for CloudFormation (Python 3.10).')
  .parse();

const CFN_LINT = { name: 'cfn-lint', version: '1.58.0' } as const;
const STAGES = ['prod', 'dev'];
const CONFIG = path.resolve(import.meta.dirname, '../../../.cfnlintrc.yaml');

const run = promisify(execFile);

/** The findings of cfn-lint about a template, or an empty text. */
async function complaints(python: string, { file }: Part): Promise<string> {
  const program = path.join(path.dirname(python), 'cfn-lint');
  try {
    await run(program, ['--config-file', CONFIG, '--format', 'parseable', '--template', file]);
    return '';
  } catch (error) {
    const { stdout, stderr } = z.object({ stdout: z.string(), stderr: z.string() }).parse(error);
    return `${stdout}${stderr}`.replaceAll(`${file}:`, '').trim();
  }
}

function describe({ parts, sizes }: Packaged): string {
  const [largest = ['none', 0]] = Object.entries(sizes).sort(([, a], [, b]) => b - a);
  const counts = parts.map(({ name, template }) => `${name}: ${Object.keys(template.Resources).length} resources`);
  return `${counts.join(', ')}, ${Object.keys(sizes).length} functions, the largest ${largest[0]}: ${kilobytes(largest[1])}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB zipped`;
}

async function lintStage(python: string, stage: string): Promise<boolean> {
  const { packaged, remove } = await packageServices(stage);
  try {
    let clean = true;
    for (const one of packaged) {
      const said = (await Promise.all(one.parts.map((part) => complaints(python, part)))).filter(Boolean).join('\n');
      console.log(`${stage}, ${describe(one)}: ${said ? 'not clean' : 'clean'}`);
      if (said) console.error(said);
      clean &&= said === '';
    }
    if (stage === STAGES[0]) {
      for (const { name, sizes } of packaged)
        for (const [key, bytes] of Object.entries(sizes)) console.log(`  ${name} ${key}: ${kilobytes(bytes)}`);
    }
    return clean;
  } finally {
    remove();
  }
}

try {
  const python = await pythonWith(CFN_LINT.name, CFN_LINT.version);
  for (const stage of STAGES) if (!(await lintStage(python, stage))) process.exitCode = 1;
} catch (error) {
  reportError(error);
}
