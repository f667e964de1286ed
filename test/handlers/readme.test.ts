import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../environment/eventually.ts';
import { given as givenSteps } from '../steps/given.ts';
import * as then from '../steps/then.ts';
import { when as whenSteps } from '../steps/when.ts';
import { type Listening, listen } from './in-process/gateway.ts';
import { type InProcessWorld, startInProcess } from './in-process/world.ts';

let world: InProcessWorld;
let listening: Listening;
let folder: string;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  listening = await listen(world.gateway);
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
});
afterAll(async () => {
  await listening.stop();
  await world.stop();
  await rm(folder, { recursive: true });
});

/** The lines for a shell that README.md shows, those which have this in them. */
async function linesWith(text: string): Promise<string> {
  const readme = await readFile('README.md', 'utf8');
  const [lines] = [...readme.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
    block.includes(text) ? [block] : [],
  );
  if (lines === undefined) throw new Error(`README.md shows no ${text}`);
  return lines;
}

describe('the export, as README.md shows it', () => {
  it('is the whole file, in one part and in several', async () => {
    const user = await given.user();
    await given.wallet(user, { id: '41', money: 10 });
    const to = await given.wallet(user);
    for (const amount of [1, 2, 3]) await given.transfer(user, { from: '41', to, amount });
    await eventually(async () => then.isTransactions(await when.transactions(user, '41')).length === 4);
    const { text } = await when.csv(user, '41');
    const shown = await linesWith('wallet-41.csv');
    for (const lines of [shown, shown.replace('/csv\n', '/csv?limit=1\n')]) {
      const env = { ...process.env, api: listening.url, ann: user.token };
      await promisify(execFile)('sh', ['-c', lines], { cwd: folder, env });
      expect(await readFile(path.join(folder, 'wallet-41.csv'), 'utf8')).toBe(text);
    }
    expect(await readFile(path.join(folder, 'headers.txt'), 'utf8')).not.toMatch(/^link:/i);
  });
});
