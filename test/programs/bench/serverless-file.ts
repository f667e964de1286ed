import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';

/**
 * Reads a serverless file. A function of CloudFormation (`!Ref`) becomes its argument, a variable
 * stays as it is written.
 */
export async function serverlessFile(file: 'serverless.yml' | 'serverless.shard.yml'): Promise<unknown> {
  return parseDocument(await readFile(file, 'utf8'), { logLevel: 'silent', merge: true }).toJS();
}
