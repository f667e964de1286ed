// A process of its own for the tests of the stored database: it opens the folder of its argument,
// and changes counters and values until it is killed or a write fails. Each answer is appended to
// the file of its second argument before the next operation: what a kill must not take back.
import { openSync, writeSync } from 'node:fs';
import * as z from 'zod';
import { ServiceError } from '../../../lib/local/aws/aws-json.ts';
import { openStore } from '../../../lib/local/database/store.ts';
import { COUNTED, COUNTERS } from './counters.ts';

const [path, evidence] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
const file = openSync(evidence, 'a');
const store = await openStore({ path, tables: [COUNTERS], streams: [COUNTED], flush: 'system' });
const say = (line: readonly (string | number)[]) => writeSync(file, `${JSON.stringify(line)}\n`);
const Counter = z.object({ id: z.object({ S: z.string() }), used: z.object({ N: z.string() }) });
const Updated = z.object({ Attributes: Counter });
const Page = z.object({ Items: z.array(Counter) });

const call = async (operation: string, input: object): Promise<unknown> =>
  store.operations[`DynamoDB_20120810.${operation}`]?.({ TableName: COUNTERS.TableName, ...input });

/** The item is larger than its evidence, so that its file is the first to reach a limit. */
const increment = (id: string) =>
  call('UpdateItem', {
    Key: { part: { S: 'one' }, id: { S: id } },
    UpdateExpression: 'SET used = if_not_exists(used, :none) + :one, padding = :padding',
    ExpressionAttributeValues: { ':none': { N: '0' }, ':one': { N: '1' }, ':padding': { S: 'x'.repeat(300) } },
    ReturnValues: 'ALL_NEW',
  });

async function write(id: string): Promise<never> {
  for (;;) say(['answered', id, Number(Updated.parse(await increment(id)).Attributes.used.N)]);
}

/** Two counters that are changed in the same turn, the first one first. */
async function writePair(): Promise<never> {
  for (;;) await Promise.all([increment('first'), increment('second')]);
}

async function read(): Promise<never> {
  const query = { KeyConditionExpression: 'part = :one', ExpressionAttributeValues: { ':one': { S: 'one' } } };
  for (;;) {
    const { Items } = Page.parse(await call('Query', query));
    for (const { id, used } of Items) say(['seen', id.S, Number(used.N)]);
  }
}

async function writeValues(): Promise<never> {
  const values = store.values('queues/work');
  const [[, before] = ['latest', 0]] = await values.all();
  for (let n = z.int().parse(before) + 1; ; n++) {
    await values.put('latest', n);
    say(['value', 'latest', n]);
  }
}

/** Takes the changes of a counter when some are waiting, as a function would in batches. */
function takeChanges(): void {
  const log = store.changes(COUNTED);
  const take = () => {
    const last = log.waiting.at(-1)?.dynamodb.NewImage?.used?.N;
    if (log.waiting.length < BATCH || last === undefined) return;
    say(['taken', 'a', Number(last)]);
    log.taken(log.waiting.length);
  };
  log.onChange(take);
}
const BATCH = 20;

process.send?.('open');
takeChanges();
const failed = (error: unknown) => {
  if (!(error instanceof ServiceError)) throw error;
  say(['failed', error.name, error.status]);
  // Whatever is asked after the failure fails as well.
  return call('GetItem', { Key: { part: { S: 'one' }, id: { S: 'a' } } }).catch((later: unknown) => {
    if (later instanceof ServiceError) say(['failed later', later.name, later.status]);
  });
};
await Promise.all([
  write('a').catch(failed),
  write('b').catch(failed),
  writePair().catch(failed),
  read().catch(failed),
  writeValues().catch(failed),
]);
