import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';

/** What stands in it. Functions of CloudFormation (`!Ref`) are left as what they are given, and variables as they are written. */
export async function serverlessFile(file: 'serverless.yml' | 'serverless.shard.yml'): Promise<unknown> {
  return parseDocument(await readFile(file, 'utf8'), { logLevel: 'silent', merge: true }).toJS();
}
