import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { auditBooks } from '../../../lib/usecases/audit.ts';
import { continueAudit } from '../../../lib/usecases/continue-audit.ts';
import { auditStores } from '../../support/in-process/audit-stores.ts';
import { type Around, type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { type WorldMoves, worldMoves } from '../../support/in-process/world-moves.ts';
import { Random } from '../../support/random.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const random = new Random(18);
const Request = z.object({ rawPath: z.string(), body: z.optional(z.string()) });
const Transaction = z.object({ transaction_id: z.string() });
const LOST = { statusCode: 500, headers: {}, body: '{}' };
let faulty = false;
/** What has lost a message: nothing loses a second one of the same kind, so that no transfer fails by that. */
const lost = new Set<string>();
const late: (() => Promise<unknown>)[] = [];

/** The paths of the requests to shards that have run. */
const heard: string[] = [];

/** Loses requests and responses of the shards, and delivers some requests later. */
const faults: Around = async (name, event, run) => {
  const request = Request.safeParse(event).data;
  if (name.includes('shard') && request) heard.push(request.rawPath);
  if (!faulty || !name.includes('shard') || !request) return run();
  const about = Transaction.safeParse(request.body && JSON.parse(request.body)).data?.transaction_id;
  const key = `${request.rawPath} ${about ?? random.next()}`;
  if (lost.has(key) || !random.chance(0.1)) return run();
  lost.add(key);
  const fate = random.next();
  if (fate < 0.4) return LOST;
  if (fate < 0.7) late.push(run);
  else await run();
  return LOST;
};
const deliverLate = () => Promise.all(late.splice(0).map((run) => run()));

let world: InProcessWorld;
let moves: WorldMoves;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess({ around: faults, retryDelayMs: 20 });
  moves = await worldMoves(world);
});
afterAll(() => world.stop());

interface Person {
  readonly user: User;
  readonly wallet: string;
}

/** A response of the API. While its wallet is away, it is an error that may be repeated, and nothing else. */
async function answered(request: () => Promise<ApiResponse>): Promise<ApiResponse> {
  for (let tries = 1; tries <= 200; tries++) {
    const response = await request();
    if (response.status !== 503) return response;
    await pause(10);
  }
  throw new Error('it was unavailable 200 times');
}

/** The wallets move to and fro, and movers die, until `work` is done. */
async function whileMoving(walletIds: readonly string[], work: () => Promise<unknown>): Promise<void> {
  faulty = true;
  let isOver = false;
  const movers = walletIds.map(async (walletId, n) => {
    for (let to = n % 2; !isOver; to = 1 - to) {
      const deathAt = random.chance(0.3) ? random.between(2, 9) : Number.POSITIVE_INFINITY;
      let died = 0;
      // A mover that has died, or lost a message, is followed by another.
      while ((await moves.move(walletId, to, (_, nth) => died === 0 && nth >= deathAt, 'die')) === 'died') died++;
      await deliverLate();
      await pause(random.between(0, 30));
    }
  });
  try {
    await work();
  } finally {
    isOver = true;
    await Promise.all(movers);
    faulty = false;
    await deliverLate();
    await moves.finish();
  }
}

/** The transfer's end, with the sweeper's help. */
async function endOf({ user, wallet }: Person, txId: string): Promise<string> {
  for (let tries = 1; tries <= 60; tries++) {
    const response = await answered(() => when.transaction(user, wallet, txId));
    const { status, note } = then.isTransaction(response);
    if (status !== 'PENDING' && status !== 'PROCESSING') return note === undefined ? status : `${status}: ${note}`;
    if (tries % 20 === 0) await world.invoke('sweep', { all: true });
    await pause(50);
  }
  throw new Error(`transfer ${txId} does not end`);
}

/** Resolves once the shards have heard `count` more requests of the route. */
async function heardAgain(path: string, count: number): Promise<void> {
  const before = heard.length;
  await then.comesTrue(async () => heard.slice(before).filter((one) => one === path).length >= count);
}

async function balanceOf({ user, wallet }: Person) {
  return then.isBalance(await answered(() => when.balance(user, wallet)));
}

describe('money while its wallets move from shard to shard', () => {
  it('ends as it would have ended, and no statement has a gap', async () => {
    const people: Person[] = [];
    for (let n = 0; n < 4; n++) people.push(await given.userWithWallet({ shard: n % 2, money: 1_000 }));
    const at = (n: number): Person => {
      const person = people[n % people.length];
      if (!person) throw new Error('nobody is there');
      return person;
    };
    const expected = new Map<string, bigint>(people.map(({ wallet }) => [wallet, 1_000n]));
    const moved = (from: Person, to: Person, amount: bigint) => {
      expected.set(from.wallet, (expected.get(from.wallet) ?? 0n) - amount);
      expected.set(to.wallet, (expected.get(to.wallet) ?? 0n) + amount);
    };
    const pay = async (from: Person, to: Person, amount: bigint, more: object = {}) =>
      then.isAccepted(
        await answered(() =>
          when.transfer(from.user, { from: from.wallet, to: to.wallet, amount: String(amount), ...more }),
        ),
      );
    const authorise = async (from: Person, to: Person, amount: bigint) => {
      const txId = await pay(from, to, amount, { capture: 'manual' });
      for (let tries = 1; tries <= 200; tries++) {
        const { note } = then.isTransaction(await answered(() => when.transaction(from.user, from.wallet, txId)));
        if (note === 'authorised') return txId;
        await pause(20);
      }
      throw new Error('the payment is not authorised');
    };
    const acts: ((n: number) => Promise<void>)[] = [
      async (n) => {
        const [from, to] = [at(n), at(n + 1)];
        expect(await endOf(from, await pay(from, to, 7n))).toMatch(/^SUCCESSFUL/);
        moved(from, to, 7n);
      },
      async (n) => {
        const [from, to] = [at(n + 2), at(n)];
        expect(await endOf(from, await pay(from, to, 1_000_000n))).toMatch(/^INVALID: not enough funds/);
      },
      async (n) => {
        const [from, to] = [at(n), at(n + 3)];
        const txId = await authorise(from, to, 9n);
        const captured = await answered(() => when.capture(to.user, to.wallet, txId, { amount: '5' }));
        expect([200, 202]).toContain(captured.status);
        expect(await endOf(from, txId)).toMatch(/^SUCCESSFUL/);
        moved(from, to, 5n);
      },
      async (n) => {
        const [from, to] = [at(n + 1), at(n)];
        const txId = await authorise(from, to, 11n);
        const voided = await answered(() => when.void(to.user, to.wallet, txId));
        expect([200, 202]).toContain(voided.status);
        expect(await endOf(from, txId)).toBe('FAILED: voided by the payee');
      },
      async (n) => {
        const [from, to] = [at(n + 3), at(n)];
        const TxID = await pay(from, to, 3n);
        expect(await endOf(from, TxID)).toMatch(/^SUCCESSFUL/);
        const refund = await answered(() => when.refund(to.user, { wallet: to.wallet, TxID }, { amount: '2' }));
        expect(await endOf(to, then.isAccepted(refund))).toMatch(/^SUCCESSFUL/);
        moved(from, to, 1n);
      },
      async (n) => {
        const { user, wallet } = at(n);
        expect(await answered(() => when.statement(user, wallet))).toMatchObject({ status: 200 });
        expect(await answered(() => when.statementCsv(user, wallet))).toMatchObject({ status: 200 });
        const now = new Date().toISOString();
        expect([200, 409]).toContain((await answered(() => when.balanceAt(user, wallet, now))).status);
        expect(await answered(() => when.controls(user, wallet))).toMatchObject({ status: 200 });
        expect((await balanceOf(at(n))).balance).toMatch(/^\d+$/);
      },
    ];
    await whileMoving(
      people.map(({ wallet }) => wallet),
      () => Promise.all(Array.from({ length: 24 }, (_, n) => acts[n % acts.length]?.(n + Math.floor(n / acts.length)))),
    );

    await world.streamed();
    for (const person of people) {
      const { balance, reserved } = await balanceOf(person);
      expect([balance, reserved]).toEqual([String(expected.get(person.wallet)), '0']);
      const statement = then.isStatement(await when.statement(person.user, person.wallet, '?limit=100'));
      expect(statement.map(({ seq }) => seq)).toEqual(statement.map((_, n) => n + 1));
      expect(statement.at(-1)?.balance).toBe(balance);
    }
    const stores = await auditStores(world);
    expect(await auditBooks(stores, Date.now)).toMatchObject({ balanced: true, open: 0, findings: [] });
    const pauses = { clock: Date.now, budgetMs: 600_000, pause: () => world.streamed() };
    expect(await continueAudit(stores, pauses)).toMatchObject({ balanced: true, behind: 0, findings: [] });
  });

  it('is paid to one that is on its way, whatever is rolled back on its new shard meanwhile', async () => {
    const payer = await given.userWithWallet({ money: 10 });
    const poor = await given.userWithWallet();
    const payee = await given.userWithWallet({ shard: 0 });
    const pay = async ({ user, wallet }: Person) =>
      then.isAccepted(await when.transfer(user, { from: wallet, to: payee.wallet, amount: '7' }));
    expect(await moves.move(payee.wallet, 1, (path) => path === '/api/putwallet')).toBe('died');
    const paid = await pay(payer);
    await heardAgain('/api/reserve', 3);
    const refused = await pay(poor);
    await heardAgain('/api/rollback', 5);
    await moves.finish();
    expect(await endOf(poor, refused)).toMatch(/^INVALID: not enough funds/);
    expect(await endOf(payer, paid)).toMatch(/^SUCCESSFUL/);
    expect(await balanceOf(payee)).toMatchObject({ balance: '7', reserved: '0' });
  });
});
