import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keptIn } from '../../../lib/local/streams/kept-files.ts';
import { Outbox } from '../../../lib/local/webhook/outbox.ts';
import type { Message } from '../../../lib/local/webhook/webhook.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { Random } from '../../support/random.ts';

const MESSAGES = 200;
const messages = Array.from({ length: MESSAGES }, (_, n): Message => ({ id: `tx-${n}`, body: `{"n":${n}}` }));

let folder: string;
let lines: string[];
let pauses: number[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-outbox-'));
  lines = [];
  pauses = [];
});
afterEach(() => rm(folder, { recursive: true }));

const waiting = async () => (await readdir(folder)).filter((file) => file.endsWith('.json')).length;

const noPause = async (ms: number) => {
  pauses.push(ms);
  await new Promise(setImmediate);
};
/** Of a process that was killed meanwhile. */
const endlessPause = () => new Promise(() => undefined);

/** An outbox over the folder as a new process makes it; pauses take no time. */
async function outbox(
  send: (message: Message) => Promise<string | undefined>,
  pause: (ms: number) => Promise<unknown> = noPause,
): Promise<Outbox> {
  return new Outbox(await keptIn(folder), send, { pause, random: () => 0.5, say: (line) => lines.push(line) });
}

describe('the outbox', () => {
  it('sends everything at least once to a receiver that fails half of the time, and then is empty', async () => {
    const random = new Random(1);
    const taken: Message[] = [];
    const box = await outbox(async (message) => {
      await new Promise(setImmediate);
      if (random.chance(0.5)) return 'the answer was 500';
      taken.push(message);
      return undefined;
    });
    await Promise.all(messages.map((message, n) => box.add(`event-${n}`, message)));
    await eventually(async () => (await waiting()) === 0);
    expect(new Map(taken.map(({ id, body }) => [id, body]))).toEqual(
      new Map(messages.map(({ id, body }) => [id, body])),
    );
    expect(lines.length).toBeGreaterThan(MESSAGES / 4);
  });

  it('has it written down before it says that it has it', async () => {
    const box = await outbox(() => new Promise(() => undefined));
    await box.add('event', { id: 'tx', body: '{}' });
    expect(await (await keptIn(folder)).all()).toEqual([['event', { id: 'tx', body: '{}' }]]);
  });

  it('goes on with what another process has left', async () => {
    const before = await outbox(async () => 'nobody is there', endlessPause);
    await Promise.all(messages.map((message, n) => before.add(`event-${n}`, message)));
    const taken: string[] = [];
    const after = await outbox(async ({ id }) => {
      taken.push(id);
      return undefined;
    });
    await after.resume();
    await eventually(() => new Set(taken).size === MESSAGES);
  });

  it('tries again after pauses that grow to five minutes, and says so without the body', async () => {
    let left = 12;
    const box = await outbox(async () => (left-- > 0 ? 'the answer was 503' : undefined));
    await box.add('event', { id: 'tx', body: '{"secret":1}' });
    await eventually(async () => (await waiting()) === 0);
    expect(pauses).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 150_000, 150_000, 150_000,
    ]);
    expect(lines[0]).toBe('webhook tx: the answer was 503; attempt 1, the next in 500 ms');
    expect(lines.join()).not.toContain('secret');
  });

  it('has eight on their way at the most, and not those that wait', async () => {
    const answers: ((failure: string | undefined) => void)[] = [];
    const box = await outbox(() => new Promise((resolve) => answers.push(resolve)));
    await Promise.all(messages.map((message, n) => box.add(`event-${n}`, message)));
    expect(answers).toHaveLength(8);
    answers[0]?.('the answer was 500');
    await eventually(() => answers.length === 9);
  });
});

describe('what is kept in a folder', () => {
  it('is none of what a process that was killed has half written', async () => {
    const kept = await keptIn(folder);
    await kept.put('whole', { n: 1 });
    await writeFile(path.join(folder, 'unfinished', 'half'), '{"n":');
    expect(await (await keptIn(folder)).all()).toEqual([['whole', { n: 1 }]]);
    expect(await readdir(path.join(folder, 'unfinished'))).toEqual([]);
    await kept.remove('whole');
    await kept.remove('never there');
    expect(await kept.all()).toEqual([]);
  });
});
