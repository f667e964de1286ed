import { writeFile } from 'node:fs/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { ulid } from 'ulid';
import { median } from '../../support/environment/median.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import { seedStatement } from '../../support/seeded-statement.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';
import { GROWTH_FILE, GROWTH_SIZES, type Growth, Sizes } from './growth.ts';
import { total } from './work.ts';
import { type CountedWorld, startCounted } from './work-counter.ts';

const sizes = Sizes.parse(JSON.parse(process.env[GROWTH_SIZES] ?? '{"journal":[100,200,400],"wallets":[10,60]}'));
/** Only the bench needs times; counts need one repetition. */
const TIMES = process.env[GROWTH_FILE] === undefined ? 1 : 9;
/** A page of 50 reads 51 entries. In a shorter journal, a page in the middle reaches the end and is cheaper. */
const HAS_A_MIDDLE = 200;

let counted: CountedWorld;
const world = () => counted.world;
const given = givenSteps(world);
const when = whenSteps(world);
const found: Growth = [];

beforeAll(async () => {
  counted = await startCounted();
  for (const size of sizes.journal) {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    const ids = await seedJournal(wallet, size);
    const middle = ids[Math.floor(size / 2)] ?? '';
    await note('first page of the journal', size, () => when.transactions(user, wallet, '?limit=50'));
    if (size >= HAS_A_MIDDLE)
      await note('page in the middle', size, () => when.transactions(user, wallet, `?limit=50&cursor=${middle}`));
    await note('balance', size, () => when.balance(user, wallet));
  }
  for (const size of sizes.journal) {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    const entries = await seedStatement(world().tables, 0, wallet, size);
    const time = (n: number) => new Date(entries[n]?.postedAt ?? 0).toISOString();
    await note('page of the statement', size, () => when.statement(user, wallet, '?limit=50'));
    await note('balance at a past time', size, () => when.balanceAt(user, wallet, time(Math.floor(size / 2))));
    await note('balance after the last entry', size, () => when.balanceAt(user, wallet, time(size - 1)));
  }
  for (const size of sizes.wallets) {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    await seedWallets(user, wallet, size);
    await note('page of wallets', size, () => when.wallets(user, '?limit=10'));
    await note('balance of one of them', size, () => when.balance(user, wallet));
  }
  const file = process.env[GROWTH_FILE];
  if (file !== undefined) await writeFile(file, JSON.stringify(found));
}, 600_000);
afterAll(() => counted.stop());

async function note(what: string, size: number, run: () => Promise<ApiResponse>): Promise<void> {
  const measured = async () => {
    const response = await run();
    if (response.status !== 200) throw new Error(`${what} of ${size}: ${response.status}`);
  };
  // Cold functions read their keys and are slower.
  for (let n = 0; n < TIMES; n++) await measured();
  const { work, calls } = await counted.count(measured);
  const times: number[] = [];
  for (let n = 0; n < TIMES; n++) {
    const started = performance.now();
    await measured();
    times.push(performance.now() - started);
  }
  const ms = Math.round(median(times));
  found.push({ what, size, requests: work.requests, calls, readUnits: total(work.reads), ms });
}

/**
 * Stores `size` transfers, half of them as payer, half as payee.
 * @returns their ids, oldest first
 */
async function seedJournal(wallet: string, size: number): Promise<string[]> {
  const { documents, journal } = world().tables;
  const begun = Date.now() - size * 1_000;
  const ids = Array.from({ length: size }, (_, n) => ulid(begun + n * 1_000));
  await sideBySide(32, [...ids.entries()], async ([n, tx_id]) => {
    const outgoing = n % 2 === 0;
    const at = new Date(begun).toISOString();
    const times = { processing_at: at, decided_at: at, finished_at: at };
    const shared = { from_id: wallet, tx_id, amount: 5n, status: 'SUCCESSFUL', ...times };
    const decided = { decision: 'COMMIT', outcome: 'SUCCESSFUL', deadline: `${at}/PT15S`, initiated_at: at };
    const Item = outgoing ? { ...shared, to_id: '7', ...decided } : { ...shared, payer_id: '7' };
    await documents.send(new PutCommand({ TableName: journal, Item }));
  });
  return ids;
}

/** Adds wallets to the directory until the user has `size`. */
async function seedWallets({ token }: User, like: string, size: number): Promise<void> {
  const { documents, wallets } = world().tables;
  const owner = decodeJwt(token).sub;
  const numbers = Array.from({ length: size - 1 }, (_, n) => n);
  await sideBySide(32, numbers, async (n) => {
    const Item = { wallet_id: `${like}${n}`, owner, shard: 0, status: 'ACTIVE', created_at: new Date().toISOString() };
    await documents.send(new PutCommand({ TableName: wallets, Item }));
  });
}

it('reads a balance at a past time for at most 3 read units, at any length of the statement', () => {
  const past = found.filter(({ what }) => what === 'balance at a past time' || what === 'balance after the last entry');
  expect(past.every(({ readUnits }) => readUnits <= 3)).toBe(true);
});

/** The requests, calls and read units for each size. */
function costsOf(what: string): string[] {
  return found.filter((one) => one.what === what).map(({ size: _, ms: __, ...cost }) => JSON.stringify(cost));
}

it.each([
  ['first page of the journal', sizes.journal],
  ['page in the middle', sizes.journal.filter((size) => size >= HAS_A_MIDDLE)],
  ['balance', sizes.journal],
  ['page of the statement', sizes.journal],
  ['balance at a past time', sizes.journal],
  ['balance after the last entry', sizes.journal],
  ['page of wallets', sizes.wallets],
  ['balance of one of them', sizes.wallets],
])('the %s costs the same beside %j', (what, beside) => {
  const costs = costsOf(what);
  expect(costs.length).toBe(beside.length);
  expect(costs).toEqual(costs.map(() => costs[0]));
});
