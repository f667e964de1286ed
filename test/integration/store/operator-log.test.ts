import { ulid } from 'ulid';
import { checkOperatorLog, type Intent, type OperatorLogEntry } from '../../../lib/domain/operator-log.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

let tables: FreshTables;
beforeEach(async () => {
  tables = await memoryTables();
});
afterEach(() => tables.close());

const log = () => new OperatorLog(tables.documents, tables.operatorLog);
const act = (reason: string): Intent => ({ kind: 'intent', command: 'x', arguments: { wallet: '1' }, reason });
const made = (by: string) => ({ id: ulid(), at: 1_700_000_000_000, by });

async function all(): Promise<OperatorLogEntry[]> {
  const entries = [];
  for await (const entry of log().entries()) entries.push(entry);
  return entries;
}

it('is one chain, however many operators write at the same time', async () => {
  const names = Array.from({ length: 12 }, (_, n) => `operator-${n}`);
  await Promise.all(names.map((by) => log().append(act(by), made(by))));
  const entries = await all();
  expect(entries.map(({ seq }) => seq)).toEqual(names.map((_, n) => n + 1));
  expect(entries.map(({ by }) => by).sort()).toEqual([...names].sort());
  expect(await checkOperatorLog(log().entries())).toMatchObject({ verified: true, entries: 12 });
});

it('has an entry once, though it is written again', async () => {
  const once = made('ann');
  const first = await log().append(act('a'), once);
  expect(await log().append(act('a'), once)).toEqual(first);
  expect(await all()).toEqual([first]);
});

it('keeps what an outcome tells', async () => {
  const { seq } = await log().append(act('a'), made('ann'));
  await log().append({ kind: 'outcome', of: seq, result: 'failed', detail: 'why' }, made('ann'));
  await log().append({ kind: 'outcome', of: seq, result: 'done' }, made('ann'));
  expect(await all()).toMatchObject([
    { kind: 'intent', reason: 'a', arguments: { wallet: '1' } },
    { kind: 'outcome', of: 1, result: 'failed', detail: 'why' },
    { kind: 'outcome', of: 1, result: 'done' },
  ]);
  expect(await checkOperatorLog(log().entries())).toMatchObject({ verified: true, entries: 3 });
});
