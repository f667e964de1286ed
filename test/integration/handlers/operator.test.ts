import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Roots } from '../../../lib/store/roots.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
});
afterAll(() => world.stop());

const PAID_BY = { userId: 'u7', key: { id: '01KABZ6D2E8V4X5R6M7N8P9QST', name: 'The shop' } };
const REASON = ['--reason', 'a test'];
const ARGUMENTS = ['--data', 'no-such-folder', '--json'];

/** Runs the operators' program in this process. */
async function operator(argv: string[], more: Record<string, string> = {}) {
  const environment = { ...(await world.operatorEnvironment()), ...more };
  const { code, out, err } = await runOperator([...ARGUMENTS, ...argv], environment);
  return { code, err, json: (): unknown => JSON.parse(out) };
}

/** Runs the operators' program as an operator does, in a process of its own. */
async function spawned(argv: string[]) {
  const child = spawn('node', [path.resolve('lib/cli/operator/cli.ts'), ...ARGUMENTS, ...argv], {
    env: { ...process.env, ...(await world.operatorEnvironment()), NODE_COMPILE_CACHE },
  });
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, err };
}

/** Stores an accepted transfer whose workflow was never started. @returns its id */
async function lostStart(fromId: string, toId: string): Promise<string> {
  const txId = ulid();
  const journal = new Journal(world.tables.documents, world.tables.journal);
  const transfer = { txId, fromId, amount: 5n, credits: [{ toId, amount: 5n }], reference: 'INV-1' };
  await journal.create({ ...transfer, paidBy: PAID_BY }, Date.now());
  return txId;
}

describe("the operators' program", () => {
  it('lists an unfinished transfer, shows it, and redrives it until it is final', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: 1 });
    const txId = await lostStart(payer.wallet, payee.wallet);

    const unfinished = await operator(['transfers', 'unfinished']);
    expect(unfinished.json()).toEqual([
      expect.objectContaining({
        attempts: 0,
        transfer: expect.objectContaining({ txId, status: 'PENDING', amount: '5' }),
      }),
    ]);
    const show = () => operator(['transfers', 'show', payer.wallet, txId]);
    expect((await show()).json()).toMatchObject({
      txId,
      reference: 'INV-1',
      paidBy: PAID_BY,
      timeline: [{ status: 'PENDING' }],
    });
    const { out } = await runOperator(
      [...ARGUMENTS.slice(0, -1), 'transfers', 'show', payer.wallet, txId],
      await world.operatorEnvironment(),
    );
    expect(out).toContain('paid by    key 01KABZ6D2E8V4X5R6M7N8P9QST (The shop) of user u7');

    expect((await operator(['transfers', 'redrive', payer.wallet, txId, ...REASON])).json()).toEqual({ started: txId });
    await eventually(async () => JSON.stringify((await show()).json()).includes('SUCCESSFUL'));
    expect((await operator(['transfers', 'unfinished'])).json()).toEqual([]);
  });

  it('prints only JSON with --json when npm runs it', async () => {
    const argv = ['run', '-s', 'operator', '--', '--data', 'no-such-folder', '--json', 'transfers', 'unfinished'];
    const npm = spawn('npm', argv, {
      env: { ...process.env, ...(await world.operatorEnvironment()), NODE_COMPILE_CACHE },
    });
    const [out] = await Promise.all([text(npm.stdout), once(npm, 'exit')]);
    expect(JSON.parse(out)).toEqual([]);
  });

  it('reports a missing transfer in one line', async () => {
    const { code, err } = await spawned(['transfers', 'show', '1', ulid()]);
    expect(code).toBe(1);
    expect(err).toMatch(/^wallet 1 has no transfer \w{26}\n$/);
  });

  it('creates the treasury only with a valid password', async () => {
    const refused = await operator(['treasury', 'create', ...REASON], { TREASURY_PASSWORD: 'short' });
    expect([refused.code, refused.err]).toEqual([1, 'TREASURY_PASSWORD must be at least 8 characters\n']);
    const created = await operator(['treasury', 'create', ...REASON], { TREASURY_PASSWORD: world.treasury.password });
    expect(created.json()).toEqual({ login: 'treasury', wallet_id: '0' });
  });

  it('gives the treasury a wallet in one more currency on a running stage, once or twice, without its password', async () => {
    const token = then.isSession(await when.login({ login: world.treasury.login, password: world.treasury.password }));
    for (let n = 0; n < 2; n++) {
      const created = await operator(['treasury', 'create', '--currency', 'JPY', ...REASON]);
      expect(created.json()).toEqual({ login: 'treasury', wallet_id: '000192534', currency: 'JPY' });
    }
    const wallet = await when.wallet({ token }, '000192534');
    expect(wallet.body).toMatchObject({ wallet_id: '000192534', currency: 'JPY', status: 'ACTIVE' });
    expect(then.isBalance(await when.balance({ token }, '000192534')).balance).toBe('0');
    expect((await operator(['audit'])).json()).toMatchObject({ balanced: true });
  });

  it.each([
    ['a mistyped currency', ['--currency', 'jpy'], /^--currency must be 3 to 12 capital letters/],
    ['no currency', ['--currency', 'XXX'], /^--currency: XXX is no currency. Its treasury is wallet 0\n$/],
    ['adopting with a currency', ['--currency', 'JPY', '--adopt'], /^--adopt is of the account/],
  ])('refuses %s for the treasury in one line', async (_, flags, problem) => {
    const { code, err } = await operator(['treasury', 'create', ...flags, ...REASON]);
    expect([code, err]).toEqual([1, expect.stringMatching(problem)]);
  });

  it('migrates what a version without rows of payees left, and says so', async () => {
    const payee = await given.userWithWallet({ shard: 1 });
    const payer = await given.userWithWallet({ shard: 0, money: 5 });
    const TxID = then.isAccepted(await when.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 5 }));
    await then.isFinal(() => world, payer.user, payer.wallet, TxID);
    const Key = { from_id: payee.wallet, tx_id: TxID };
    await world.tables.documents.send(new DeleteCommand({ TableName: world.tables.journal, Key }));
    expect((await when.transaction(payee.user, payee.wallet, TxID)).status).toBe(404);

    const { code, json } = await operator(['migrate', ...REASON]);
    expect([code, json()]).toMatchObject([0, { payeeRows: { rows: 1, resumed: false }, statements: { opened: 0 } }]);
    expect(then.isTransaction(await when.transaction(payee.user, payee.wallet, TxID))).toMatchObject({ amount: '+5' });
    const again = await operator(['migrate', ...REASON]);
    expect(again.json()).toMatchObject({ payeeRows: { before: expect.any(String) } });
  });
});

describe('the command "events republish"', () => {
  it('publishes the events of the transfers that became final within the span', async () => {
    const { user, wallet } = await given.userWithWallet({ money: 10 });
    const other = await given.wallet(user);
    const [before, within] = [
      await given.transfer(user, { from: wallet, to: other, amount: 1 }),
      await given.transfer(user, { from: wallet, to: other, amount: 1_000 }),
    ];
    const times = ({ TxID }: { TxID: string }) =>
      world.events.filter(({ detail }) => JSON.stringify(detail).includes(TxID)).length;
    await eventually(() => times(before) === 1 && times(within) === 1);

    const since = within.timeline.at(-1)?.at ?? '';
    const { json, code } = await operator(['events', 'republish', '--since', since, ...REASON]);
    expect([code, json()]).toEqual([0, { published: 1 }]);
    expect([times(before), times(within)]).toEqual([1, 2]);
  });

  it.each([
    [['--since', 'yesterday', '--until', '5'], /^--since is not a time.*\n--until is not a time/],
    [['--since', '2026-11-24', '--until', '2026-11-23T01:00:00+02:00'], /^--since is not before --until\n$/],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await operator(['events', 'republish', ...argv, ...REASON]);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });
});

describe('the audit', () => {
  it('reports that the books balance, by command and by schedule', async () => {
    await given.userWithWallet({ money: 70 });
    const { code, json } = await operator(['audit']);
    expect(json()).toMatchObject({ balanced: true, findings: [] });
    expect(code).toBe(0);
    expect(await world.invoke('audit', {})).toEqual({ balanced: true, findings: 0 });
  });

  it('goes on from the hourly one as an operator, and keeps the next root', async () => {
    await world.streamed();
    await world.invoke('audit', {});
    const payer = await given.userWithWallet({ money: 70 });
    await given.transfer(payer.user, { from: payer.wallet, to: await given.wallet(payer.user), amount: 7 });
    await world.streamed();
    const { code, json } = await operator(['audit', '--continue']);
    const report = json();
    expect([code, report]).toMatchObject([0, { balanced: true, entries: 4, behind: 0 }]);
    const [kept] = await new Roots(world.tables.documents, world.tables.roots).newest(1);
    expect(report).toMatchObject({ root: { root: kept?.root, size: kept?.size } });
  });

  it('names the wallet with one unit too many, and exits with 1', async () => {
    const { wallet } = await given.userWithWallet({ shard: 1, money: 70 });
    const add = (units: number) =>
      world.tables.documents.send(
        new UpdateCommand({
          TableName: world.tables.shardWallets[1],
          Key: { wallet_id: wallet },
          UpdateExpression: 'SET spendable = spendable + :units',
          ExpressionAttributeValues: { ':units': units },
        }),
      );
    await add(1);
    // Bounds of the balance may hide it while the funding is in flight.
    await eventually(
      async () => {
        const { code, json } = await operator(['audit']);
        return code === 1 && JSON.stringify(json()).includes(`"walletId":"${wallet}"`);
      },
      { timeoutMs: 15_000 },
    );
    expect((await spawned(['audit'])).code).toBe(1);
    await world.streamed();
    const { code, json } = await operator(['audit', '--continue']);
    expect([code, json()]).toMatchObject([
      1,
      { balanced: false, findings: [{ kind: 'balance_differs', walletId: wallet }] },
    ]);
    await add(-1);
  });
});
