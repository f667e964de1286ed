import { ulid } from 'ulid';
import * as z from 'zod';
import { createTreasuryAccount } from '../../../lib/cli/operator/treasury/create.ts';
import { orderKey } from '../../../lib/domain/issuing.ts';
import { dayOf } from '../../../lib/domain/spending.ts';
import { TREASURY } from '../../../lib/domain/treasury.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { IssuingStore } from '../../../lib/store/issuing.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Revocations } from '../../../lib/store/revocations.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { Users } from '../../../lib/store/users.ts';
import { carryOut } from '../../../lib/usecases/treasury-order.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { identityOf, stsServer } from './sts.ts';

const STAGE = 'test';
const Session = z.object({ refresh_token: z.string() });
const LIMITS = { aloneADay: 100n, aDay: 1_000n, alarmAbove: 500n };

let world: InProcessWorld;
let sts: Listening;
let environment: Record<string, string>;
let money = 0;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess({ currencies: true });
  sts = await listening(stsServer());
  environment = {
    ...(await world.operatorEnvironment()),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
  };
});
// Each test has its own day: what it issues is within limits that begin where the one before ended.
beforeEach(async () => {
  const { issued, alone } = await issuing().day({ day: dayOf(Date.now()), currency: 'XXX' });
  settle({ aloneADay: alone + LIMITS.aloneADay, aDay: issued + LIMITS.aDay });
  money = Number(issued);
});
afterAll(async () => {
  await world.stop();
  await sts.stop();
});

function settle(limits: Partial<typeof LIMITS>, more: { secondPerson?: boolean } = {}) {
  const all = { ...LIMITS, ...limits };
  world.setStageSettings(STAGE, { issuing: { default: all, EUR: { ...all, aDay: 10n } }, ...more });
}

async function as(who: string, ...argv: string[]) {
  const { code, out, err } = await runOperator(['--stage', STAGE, '--json', ...argv], {
    ...environment,
    AWS_ACCESS_KEY_ID: who,
  });
  return { code, err, json: out === '' ? undefined : JSON.parse(out) };
}
const issue = (to: string, amount: number | string, ...more: string[]) =>
  as('ann', 'issue', '--to', to, '--amount', String(amount), '--reason', `test ${to}`, ...more);
const retire = (from: string, amount: number, ...more: string[]) =>
  as('ann', 'retire', '--from', from, '--amount', String(amount), '--reason', `test ${from}`, ...more);

const issuing = () => new IssuingStore(world.tables.documents, world.tables.issuing);
const journal = () => new Journal(world.tables.documents, world.tables.journal);
const balance = async (of: { user: { token: string }; wallet: string }) =>
  then.isBalance(await when.balance(of.user, of.wallet)).balance;
/** What was issued since the test began. */
const issuedHere = async () =>
  Number((await issuing().day({ day: dayOf(Date.now()), currency: 'XXX' })).issued) - money;
const balanced = async () => expect((await as('ann', 'audit')).json).toMatchObject({ balanced: true, findings: [] });

describe('"issue"', () => {
  it('pays a wallet from the treasury, and its owner reads what it is', async () => {
    const owner = await given.userWithWallet();
    const { code, json } = await issue(owner.wallet, 60);
    expect([code, json]).toMatchObject([
      0,
      { act: 'issue', wallet_id: owner.wallet, amount: '60', currency: 'XXX', status: 'SUCCESSFUL', again: false },
    ]);
    expect(await balance(owner)).toBe('60');
    const detail = then.isTransaction(await when.transaction(owner.user, owner.wallet, json.TxID));
    expect(detail).toMatchObject({ amount: '+60', status: 'SUCCESSFUL', payer_note: 'issued by an operator' });
    expect(await issuedHere()).toBe(60);
    await balanced();
  });

  it('issues once, however often the command is repeated, and again for another key', async () => {
    const owner = await given.userWithWallet();
    const { json: first } = await issue(owner.wallet, 10);
    for (const more of [[], [], ['--currency', 'XXX']]) {
      const { code, json } = await issue(owner.wallet, 10, ...more);
      expect([code, json]).toMatchObject([0, { TxID: first.TxID, again: true, status: 'SUCCESSFUL' }]);
    }
    expect(await balance(owner)).toBe('10');
    expect((await issue(owner.wallet, 10, '--key', `k-${owner.wallet}`)).json).toMatchObject({ again: false });
    expect([await balance(owner), await issuedHere()]).toEqual(['20', 20]);
  });

  it('issues once for commands at the same time', async () => {
    const owner = await given.userWithWallet();
    const order = { act: 'issue', walletId: owner.wallet, amount: 9n, currency: 'XXX' } as const;
    const now = Date.now();
    const limits = { ...LIMITS, aDay: 10n ** 9n, aloneADay: 10n ** 9n };
    // The journal has it at once, and the sweeper its run.
    const ports = { issuing: issuing(), journal: journal(), workflow: { runToEnd: async () => false } };
    const runs = Array.from({ length: 8 }, () => {
      const terms = { key: `k-${owner.wallet}`, limits, approved: false, txId: ulid(now), now };
      return carryOut(ports, order, terms, AbortSignal.timeout(1_000));
    });
    const done = await Promise.all(runs);
    expect(new Set(done.map((one) => (typeof one === 'string' ? one : one.txId))).size).toBe(1);
    expect(await issuedHere()).toBe(9);
    expect((await issue(owner.wallet, 9, '--key', `k-${owner.wallet}`)).json).toMatchObject({ status: 'SUCCESSFUL' });
    expect([await balance(owner), await issuedHere()]).toEqual(['9', 9]);
  });

  it('refuses a key of another order', async () => {
    const owner = await given.userWithWallet();
    await issue(owner.wallet, 1, '--key', `k-${owner.wallet}`);
    const { code, err } = await issue(owner.wallet, 2, '--key', `k-${owner.wallet}`);
    expect([code, err]).toEqual([1, 'this key was used for another order: give another --key\n']);
    expect(await balance(owner)).toBe('1');
  });

  it.each(['claimed', 'counted', 'in the journal'] as const)(
    'goes on where a crash left it: the order was %s',
    async (crashed) => {
      const owner = await given.userWithWallet();
      const order = { act: 'issue', walletId: owner.wallet, amount: 30n, currency: 'XXX' } as const;
      const txId = ulid();
      await issuing().claim(orderKey(order, `test ${owner.wallet}`), { ...order, txId }, new Date().toISOString());
      const today = { day: dayOf(Date.now()), currency: 'XXX' };
      const limits = { ...LIMITS, aDay: 10n ** 9n, aloneADay: 10n ** 9n };
      if (crashed !== 'claimed') await issuing().count(today, { txId, amount: 30n, approved: false }, limits);
      if (crashed === 'in the journal') {
        const transfer = { txId, fromId: TREASURY.walletId, amount: 30n };
        await journal().create({ ...transfer, credits: [{ toId: owner.wallet, amount: 30n }] }, Date.now());
      }
      const { json } = await issue(owner.wallet, 30);
      expect(json).toMatchObject({ TxID: txId, status: 'SUCCESSFUL' });
      expect([await balance(owner), await issuedHere()]).toEqual(['30', 30]);
    },
  );

  it.each([
    ['of one operator', { aloneADay: 100n, aDay: 1_000n }],
    ['of a day', { aloneADay: 1_000n, aDay: 100n }],
  ])('goes on where a crash left it, though what it has counted fills the limit %s', async (_, limits) => {
    const before = await issuing().day({ day: dayOf(Date.now()), currency: 'XXX' });
    settle({ aloneADay: before.alone + limits.aloneADay, aDay: before.issued + limits.aDay });
    const owner = await given.userWithWallet();
    const order = { act: 'issue', walletId: owner.wallet, amount: 60n, currency: 'XXX' } as const;
    const txId = ulid();
    await issuing().claim(orderKey(order, `test ${owner.wallet}`), { ...order, txId }, new Date().toISOString());
    const today = { day: dayOf(Date.now()), currency: 'XXX' };
    const unlimited = { ...LIMITS, aloneADay: 10n ** 9n, aDay: 10n ** 9n };
    await issuing().count(today, { txId, amount: 60n, approved: false }, unlimited);
    expect(await issue(owner.wallet, 60)).toMatchObject({ code: 0, json: { TxID: txId, status: 'SUCCESSFUL' } });
    expect([await balance(owner), await issuedHere()]).toEqual(['60', 60]);
  });

  it('issues in the currency of the wallet alone, within the limits of that currency', async () => {
    const { user, wallet } = await given.userWithWallet({ currency: 'EUR' });
    const wrong = await issue(wallet, 5);
    expect([wrong.code, wrong.err]).toEqual([1, `wallet ${wallet} is in EUR, and the order in no currency (XXX)\n`]);
    expect((await issue(wallet, 5, '--currency', 'EUR')).json).toMatchObject({ currency: 'EUR', status: 'SUCCESSFUL' });
    expect(await balance({ user, wallet })).toBe('5');
    const above = await issue(wallet, 6, '--currency', 'EUR');
    expect([above.code, above.err]).toEqual([
      1,
      'the limit of a day is 10, and 5 is issued today: it counts anew at midnight UTC\n',
    ]);
    await balanced();
  });

  it.each([
    ['no wallet', ['--to', '404404', '--amount', '5'], 'there is no wallet 404404'],
    ['the treasury itself', ['--to', '0', '--amount', '5'], '--to: wallet 0 is of the treasury itself'],
    ['half a unit', ['--to', '7', '--amount', '1.5'], '--amount must be a positive whole number'],
    ['nothing', ['--to', '7', '--amount', '0'], '--amount must be a positive whole number'],
    ['less than nothing', ['--to', '7', '--amount=-5'], '--amount must be a positive whole number'],
    ['no id', ['--to', 'x', '--amount', '5'], '--to '],
    ['a mistyped currency', ['--to', '7', '--amount', '5', '--currency', 'eur'], '--currency must be 3 to 12'],
    ['a currency without a treasury', ['--to', '7', '--amount', '5', '--currency', 'JPY'], 'has no treasury in JPY'],
    ['a key with a space', ['--to', '7', '--amount', '5', '--key', 'a b'], '--key must be 1 to 100 visible'],
  ])('refuses %s in one line, and issues nothing', async (_, flags, problem) => {
    const { code, err } = await as('ann', 'issue', ...flags, '--reason', 'a test');
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
    expect(await issuedHere()).toBe(0);
  });

  it('counts nothing for an issue that did not happen, and says so again when it is repeated', async () => {
    const owner = await given.userWithWallet();
    await as('ann', 'wallets', 'freeze', owner.wallet, '--reason', 'a test');
    for (let n = 0; n < 2; n++) {
      const { code, err } = await issue(owner.wallet, 40);
      expect([code, err]).toEqual([1, expect.stringMatching(/transfer \w{26}.* INVALID .*give another --key/)]);
    }
    expect([await balance(owner), await issuedHere()]).toEqual(['0', 0]);
    await as('ann', 'wallets', 'unfreeze', owner.wallet, '--reason', 'a test');
    expect((await issue(owner.wallet, 40, '--key', `k-${owner.wallet}`)).json).toMatchObject({ status: 'SUCCESSFUL' });
    await balanced();
  });
});

describe('an issue above what one operator may issue alone', () => {
  it('waits for a second operator, and is issued once by their approval', async () => {
    const owner = await given.userWithWallet();
    const { json } = await issue(owner.wallet, 101);
    expect(json).toMatchObject({
      state: 'waiting',
      command: 'issue',
      arguments: { to: owner.wallet, amount: '101' },
      requested_by: identityOf('ann'),
    });
    expect([await balance(owner), await issuedHere()]).toEqual(['0', 0]);
    expect((await as('ann', 'approve', json.id)).err).toContain('another operator has to approve it');
    const approved = await as('bob', 'approve', json.id);
    expect(approved.json).toMatchObject({ amount: '101', status: 'SUCCESSFUL', again: false });
    expect((await as('eve', 'approve', json.id)).err).toContain('it is done');
    expect((await issue(owner.wallet, 101)).json).toMatchObject({ TxID: approved.json.TxID, again: true });
    expect([await balance(owner), await issuedHere()]).toEqual(['101', 101]);
    await balanced();
  });

  it('cannot be divided into several: those of a day count together', async () => {
    const owner = await given.userWithWallet();
    const issued = [];
    for (let n = 0; n < 4; n++) issued.push(await issue(owner.wallet, 40, '--key', `${owner.wallet}-${n}`));
    expect(issued.map(({ json }) => json.status ?? json.state)).toEqual([
      'SUCCESSFUL',
      'SUCCESSFUL',
      'waiting',
      'waiting',
    ]);
    expect(await balance(owner)).toBe('80');
  });

  it('leaves what one may issue alone as it was, once it is approved', async () => {
    const owner = await given.userWithWallet();
    const { json } = await issue(owner.wallet, 500);
    await as('bob', 'approve', json.id);
    expect((await issue(owner.wallet, 100)).json).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await balance(owner)).toBe('600');
  });
});

describe('the limit of a day', () => {
  it('is not passed by an approval either, and nothing waits that cannot be issued', async () => {
    const owner = await given.userWithWallet();
    const { err } = await issue(owner.wallet, 1_001);
    expect(err).toMatch(/^the limit of a day is \d+, and \d+ is issued today/);
    const { json } = await issue(owner.wallet, 990);
    await issue(owner.wallet, 20);
    const late = await as('bob', 'approve', json.id);
    expect([late.code, late.err]).toEqual([1, expect.stringMatching(/^the limit of a day is/)]);
    expect([await balance(owner), await issuedHere()]).toEqual(['20', 20]);
  });

  it('is not passed by operators at the same time', async () => {
    const day = { day: '2026-01-01', currency: 'RACE' };
    const limits = { aDay: 100n, aloneADay: 50n, alarmAbove: 1n };
    const counts = Array.from({ length: 30 }, (_, n) =>
      issuing().count(day, { txId: ulid(), amount: 7n, approved: n % 2 === 0 }, limits),
    );
    const results = await Promise.all(counts);
    const { issued, alone } = await issuing().day(day);
    expect(issued).toBe(7n * BigInt(results.filter((one) => one === 'counted').length));
    expect([issued, alone <= 49n]).toEqual([98n, true]);
  });

  it('is shown with what is issued', async () => {
    const owner = await given.userWithWallet();
    await issue(owner.wallet, 25);
    const { json } = await as('ann', 'treasury', 'limits');
    expect(json).toMatchObject({ day: dayOf(Date.now()), currency: 'XXX', issued: String(money + 25) });
    expect(Number(json.a_day) - Number(json.issued)).toBe(975);
  });
});

describe('"retire"', () => {
  it('pays the treasury from a wallet once, and its owner reads what it is', async () => {
    const owner = await given.userWithWallet();
    await issue(owner.wallet, 50);
    const { json } = await retire(owner.wallet, 20);
    expect(json).toMatchObject({ act: 'retire', amount: '20', status: 'SUCCESSFUL', again: false });
    expect((await retire(owner.wallet, 20)).json).toMatchObject({ TxID: json.TxID, again: true });
    expect(await balance(owner)).toBe('30');
    const detail = then.isTransaction(await when.transaction(owner.user, owner.wallet, json.TxID));
    expect(detail).toMatchObject({ amount: '-20', payer_note: 'retired by an operator' });
    expect(await issuedHere()).toBe(50);
    await balanced();
  });

  it('takes no more than the wallet has, and not from a frozen one', async () => {
    const owner = await given.userWithWallet();
    await issue(owner.wallet, 5);
    expect((await retire(owner.wallet, 6)).err).toContain('INVALID (not enough funds in the wallet)');
    await as('ann', 'wallets', 'freeze', owner.wallet, '--reason', 'a test');
    expect((await retire(owner.wallet, 5)).err).toContain('INVALID (the wallet is frozen)');
    expect(await balance(owner)).toBe('5');
  });

  it('waits for a second operator on a protected stage: the owner is not asked', async () => {
    const owner = await given.userWithWallet();
    await issue(owner.wallet, 5);
    settle({ aDay: 10n ** 9n, aloneADay: 10n ** 9n }, { secondPerson: true });
    const { json } = await retire(owner.wallet, 5);
    expect([json.state, await balance(owner)]).toEqual(['waiting', '5']);
    expect((await as('bob', 'approve', json.id)).json).toMatchObject({ act: 'retire', status: 'SUCCESSFUL' });
    expect(await balance(owner)).toBe('0');
    await balanced();
  });
});

describe('a treasury that could log in before', () => {
  it('can no longer once its stage is deployed without a faucet: no login, no session, no token', async () => {
    const { login, password } = world.treasury;
    const before = await when.login({ login, password });
    const token = then.isSession(before);
    const { refresh_token } = Session.parse(before.body);
    const { users, sessions, revocations, wallets, documents } = world.tables;
    const stores = {
      users: new Users(documents, users),
      directory: new Directory(documents, wallets),
      sessions: new Sessions(documents, sessions),
      revocations: new Revocations(documents, revocations),
    };
    // Twice: a deployment may be repeated.
    for (let n = 0; n < 2; n++)
      await createTreasuryAccount(stores, { userId: 'another', passwordCost: 4, now: Date.now() });
    then.isProblem(await when.login({ login, password }), 401, 'wrong_credentials');
    const refreshed = await world.api.request('POST', '/auth/refresh', { body: { refresh_token } });
    then.isProblem(refreshed, 401, 'session_ended');
    await eventually(async () => (await when.balance({ token }, TREASURY.walletId)).status === 401);
    const owner = await given.userWithWallet();
    const paid = await when.transfer({ token }, { from: TREASURY.walletId, to: owner.wallet, amount: 5 });
    then.isProblem(paid, 401, 'unauthenticated');
    // Operators issue as before, from the same wallets.
    expect((await issue(owner.wallet, 5)).json).toMatchObject({ status: 'SUCCESSFUL' });
    await balanced();
  });
});
