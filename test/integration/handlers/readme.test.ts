import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Listening, listen } from '../../support/in-process/gateway.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/world.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
let listening: Listening;
let folder: string;
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

/** Runs lines for a shell as they are pasted after one another, on the API of this process. */
async function paste(...blocks: string[]): Promise<string> {
  const lines = blocks.join('\n').replace('http://localhost:8080', listening.url);
  const { stdout } = await promisify(execFile)('sh', ['-ec', lines], { cwd: folder });
  return stdout;
}

it('the example of README.md shows money arriving, again when it is pasted again', async () => {
  await mkdir(path.join(folder, '.mib'));
  await writeFile(path.join(folder, '.mib/treasury-password'), `${world.treasury.password}\n`);
  for (const received of ['30', '60']) {
    const printed = (await paste(await linesWith('gift='))).trimEnd().split('\n');
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ wallet_id: '42', balance: received });
    expect(printed.join('\n')).not.toMatch(/INVALID|FAILED|"code"/);
  }
}, 60_000);

describe('the export, as README.md shows it after the example', () => {
  it('is the whole file, in one part and in several', async () => {
    const [example, shown] = [await linesWith('gift='), await linesWith('wallet-41.csv')];
    for (const lines of [shown, shown.replace('/csv\n', '/csv?limit=1\n')]) {
      const token = (await paste(example, lines, 'echo "$ann"')).trimEnd().split('\n').at(-1) ?? '';
      const { text } = await when.csv({ token }, '41');
      expect(text.trimEnd().split('\n').length).toBeGreaterThan(4);
      expect(await readFile(path.join(folder, 'wallet-41.csv'), 'utf8')).toBe(text);
    }
    expect(await readFile(path.join(folder, 'headers.txt'), 'utf8')).not.toMatch(/^link:/i);
  }, 60_000);
});
