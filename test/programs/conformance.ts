// `npm run test:conformance`: runs the tests of the stores, and the count of a transfer's work, on
// the official DynamoDB Local in memory instead of the embedded database. Random operations compare
// the two, and the streams of its tables are read. The arguments go to jest.
import { once } from 'node:events';
import { Command } from 'commander';
import { dynamoDbLocalProblem, startDynamoDbLocal } from '../support/environment/dynamodb-local.ts';
import { spawnJest } from '../support/environment/jest.ts';
import { CONFORMANCE_ENDPOINT } from '../support/environment/services.ts';

const { args } = new Command('npm run test:conformance --')
  .description('Runs the tests of the stores, and the count of a transfer, on the official DynamoDB Local (Java 17).')
  .argument('[jest…]', 'arguments for jest')
  .allowUnknownOption()
  .allowExcessArguments()
  .parse();

const SUITES = [
  'test/integration/store',
  'test/integration/local/database-compared',
  'test/integration/local/foreign-streams',
  'test/programs/bench/work',
];

async function runTests(endpoint: string): Promise<number> {
  // Slower than the embedded database, especially at first.
  const argv = [...SUITES, '--testTimeout', '60000', ...args];
  const tests = spawnJest(argv, { [CONFORMANCE_ENDPOINT]: endpoint }, 'inherit');
  const [code] = await once(tests, 'exit');
  return typeof code === 'number' ? code : 1;
}

const problem = dynamoDbLocalProblem();
if (problem) {
  console.error(problem);
  process.exit(1);
}
const { database, endpoint } = await startDynamoDbLocal();
// A Ctrl-C reaches jest too: it exits, and then so does this program.
process.on('SIGINT', () => {});
try {
  process.exitCode = await runTests(endpoint);
} finally {
  database.kill();
}
