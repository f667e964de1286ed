import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { FolderInUse } from '../../../lib/local/database/level.ts';
import { openStore, type Store } from '../../../lib/local/database/store.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { COUNTED, COUNTERS } from './counters.ts';

const WRITER = path.join(import.meta.dirname, 'database-writer.ts');
/** `npm run test:chaos` kills every process, and more often. */
const KILLS = 2;
/** About a thousand responses. */
const EVIDENCE_BYTES = 20_000;

let folder = '';
let database = '';
let evidence = '';
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
  database = path.join(folder, 'database');
  evidence = path.join(folder, 'evidence');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Starts a writer. Resolves when it has opened the database. */
async function startWriter(): Promise<ChildProcess> {
  const child = fork(WRITER, [database, evidence], { stdio: 'inherit' });
  children.push(child);
  await once(child, 'message');
  return child;
}

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

const Line = z.tuple([z.string(), z.string(), z.union([z.string(), z.number()])]);
/** The lines that the writers have appended so far. The last one may be a part. */
async function lines(): Promise<z.infer<typeof Line>[]> {
  const whole = (await readFile(evidence, 'utf8')).split('\n').slice(0, -1);
  return whole.map((line) => Line.parse(JSON.parse(line)));
}

const Stored = z.object({
  Items: z.array(z.object({ id: z.object({ S: z.string() }), used: z.object({ N: z.string() }) })),
});
/** The counters in the folder, by name, and the value; and the changes of `a` that are waiting. */
async function stored(): Promise<{ now: Record<string, number>; waiting: number[] }> {
  const streams = [COUNTED];
  const store: Store = await openStore({ path: database, tables: [COUNTERS], streams, flush: 'system' });
  const waiting = store.changes(COUNTED).waiting.map(({ dynamodb }) => Number(dynamodb.NewImage?.used?.N));
  const { Items } = Stored.parse(await store.operations['DynamoDB_20120810.Scan']?.({ TableName: COUNTERS.TableName }));
  const values = await store.values('queues/work').all();
  await store.close();
  const now = {
    ...Object.fromEntries(Items.map(({ id, used }) => [id.S, Number(used.N)])),
    ...Object.fromEntries(values.map(([name, value]) => [name, z.int().parse(value)])),
  };
  return { now, waiting };
}

/** The highest number that the evidence has of each counter. */
function highest(found: readonly z.infer<typeof Line>[]): Record<string, number> {
  const most: Record<string, number> = {};
  for (const [, name, n] of found) if (typeof n === 'number') most[name] = Math.max(most[name] ?? 0, n);
  return most;
}

/** The counters that are stored with less than there is evidence of. */
function lost(most: Record<string, number>, now: Record<string, number>) {
  return Object.fromEntries(Object.entries(most).filter(([name, n]) => (now[name] ?? 0) < n));
}

it('loses nothing by kill -9 that it has acknowledged or shown, keeps the order of writes, and has a change exactly if it has its write', async () => {
  for (let kill = 1; kill <= KILLS; kill++) {
    const writer = await startWriter();
    await eventually(async () => (await sizeOf(evidence)) > kill * EVIDENCE_BYTES);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const all = await lines();
    const most = highest(all);
    const { now, waiting } = await stored();
    expect(Object.keys(most).sort()).toEqual(['a', 'b', 'first', 'latest', 'second']);
    expect(lost(most, now)).toEqual({});
    const [first = 0, second = 0] = [now.first, now.second];
    expect([0, 1]).toContain(first - second);
    // Those that are waiting, from the first that is not taken at the latest, end with the item itself.
    const taken = Math.max(...all.map(([kind, , n]) => (kind === 'taken' && typeof n === 'number' ? n : 0)));
    const from = waiting[0] ?? taken + 1;
    expect(from).toBeLessThanOrEqual(taken + 1);
    expect(waiting).toEqual(Array.from({ length: (now.a ?? 0) - from + 1 }, (_, n) => from + n));
  }
});

it('is open in one process at a time', async () => {
  await startWriter();
  const opening = openStore({ path: database, tables: [COUNTERS], flush: 'system' });
  await expect(opening).rejects.toThrow(new FolderInUse(`${database} is in use by another process`));
});

it('fails every operation and exits when the disk takes no more, and keeps what it has acknowledged', async () => {
  // Files of at most 128 KiB: what a full disk does to LevelDB.
  const child = spawn('sh', ['-c', 'ulimit -f 256; exec "$0" "$@"', process.execPath, WRITER, database, evidence]);
  children.push(child);
  const output = text(child.stderr);
  const [code] = await once(child, 'exit');
  expect({ code, output: await output }).toEqual({
    code: 1,
    output: expect.stringContaining(`${database} cannot be written`),
  });
  const all = await lines();
  const failures = all.filter(([kind]) => kind.startsWith('failed'));
  expect(new Set(failures.map((line) => line.join(' ')))).toEqual(
    new Set(['failed InternalServerError 500', 'failed later InternalServerError 500']),
  );
  const answered = all.filter(([kind]) => !kind.startsWith('failed'));
  const { now } = await stored();
  expect(lost(highest(answered), now)).toEqual({});
});
