import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import { Accepted } from '../../../lib/api/accepted.ts';
import { connect, OPERATOR_FILE } from '../../../lib/cli/operator/connection.ts';
import { answersOf } from '../../../lib/cli/operator/console/answers.ts';
import { commandsOf } from '../../../lib/cli/operator/console/commands.ts';
import { type ConsoleContext, openContext } from '../../../lib/cli/operator/console/context.ts';
import { drill } from '../../../lib/cli/operator/console/drill.ts';
import { followingAnswers } from '../../../lib/cli/operator/console/follow.ts';
import { type ConsoleProblem, problemOf } from '../../../lib/cli/operator/console/problems.ts';
import type { Answer } from '../../../lib/cli/operator/console/route.ts';
import { LocalSwitchboard } from '../../../lib/cli/operator/local-stage.ts';
import { operatorProgram } from '../../../lib/cli/operator/program.ts';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type ConsoleRoute, type InputOf, ROUTES } from '../../../lib/web/console/contract.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type InProcessWorld, NOWHERE, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { isMember, memberSteps } from '../../support/steps/member-steps.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const OPTIONS = { stage: 'local', data: 'no-such-folder', json: false };
const commands = commandsOf(OPTIONS, operatorProgram);

let world: InProcessWorld;
let context: ConsoleContext;
let answers: readonly Answer[];
let environment: Record<string, string>;
const given = givenSteps(() => world);
const when = whenSteps(() => world);

beforeAll(async () => {
  world = await startInProcess();
  environment = { ...(await world.operatorEnvironment()), CURRENCIES: 'EUR,POINTS:0:Points' };
  const before = process.env;
  process.env = { ...before, ...environment };
  context = await openContext(OPTIONS);
  answers = answersOf(context, commands);
  process.env = before;
});
afterAll(() => world.stop());

/**
 * The answer as the page gets it: JSON that the contract describes. The contract strips members that
 * it does not have, so that an answer with one differs from itself.
 */
async function ask<I extends z.ZodMiniObject, O extends z.ZodMiniType>(
  route: ConsoleRoute & { readonly input: I; readonly output: O },
  input: z.input<I>,
): Promise<z.output<O>> {
  const found = answers.find((one) => one.route === route);
  const body: unknown = JSON.parse(JSON.stringify(await found?.respond(input)));
  const described = z.parse(route.output, body);
  expect(body).toEqual(described);
  return described;
}

const db = () => world.tables.documents;
const shardWallets = (shard: number) => new ShardWallets(db(), world.tables.shardWallets[shard] ?? '');

/** An accepted transfer whose workflow was never started. @returns its id */
async function accepted(fromId: string, toId: string): Promise<string> {
  const txId = ulid();
  await new Journal(db(), world.tables.journal).create(
    { txId, fromId, amount: 5n, credits: [{ toId, amount: 5n }], reference: 'INV-1' },
    Date.now(),
  );
  return txId;
}

/** What a run had written before it was lost. */
async function begun(fromId: string, txId: string, deadline: number, decision?: 'COMMIT'): Promise<void> {
  const decided = decision ? ', decision = :decision, outcome = :outcome, decided_at = :now' : '';
  await db().send(
    new UpdateCommand({
      TableName: world.tables.journal,
      Key: { from_id: fromId, tx_id: txId },
      UpdateExpression: `SET #status = :processing, deadline = :deadline, processing_at = :now${decided}`,
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':processing': 'PROCESSING',
        ':deadline': deadline,
        ':now': new Date().toISOString(),
        ...(decision && { ':decision': decision, ':outcome': 'SUCCESSFUL' }),
      },
    }),
  );
}

const pendingOf = async (txId: string) =>
  (await ask(ROUTES.pending, { limit: 500 })).transfers.find(({ TxID }) => TxID === txId);

async function finished(id: string) {
  return eventually(async () => {
    const job = await ask(ROUTES.job, { id });
    return job.finished_at !== undefined && job;
  });
}

describe('the answers of the control room', () => {
  it('are there for every route of the contract', () => {
    expect(answers.map(({ route }) => route.path).sort()).toEqual(
      Object.values(ROUTES)
        .map(({ path }) => path)
        .sort(),
    );
  });

  it('say what it acts on, and what it can do there', async () => {
    expect(await ask(ROUTES.stage, {})).toMatchObject({
      stage: 'local',
      local: true,
      shards: 2,
      currencies: [
        { currency: 'XXX', digits: 0 },
        { currency: 'EUR', digits: 2 },
        { currency: 'POINTS', digits: 0, name: 'Points' },
      ],
      can: { break: false, rotate_keys: false, read_wallet_items: true },
      command: 'npm run operator -- --data no-such-folder',
    });
  });
});

describe('a transfer that is not final', () => {
  it('waits for its begin, then for the hold of one shard, then for the settling of the other, and is redriven to its end', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: 1 });
    const txId = await accepted(payer.wallet, payee.wallet);
    expect(await pendingOf(txId)).toMatchObject({
      amount: '5',
      reference: 'INV-1',
      waiting: { for: 'begin', shards: [] },
      sweeper: { attempts: 0, restarts: [], due_at: expect.any(String) },
      command: `npm run operator -- --data no-such-folder transfers show ${payer.wallet} ${txId}`,
    });

    const deadline = Date.now() + 15_000;
    await begun(payer.wallet, txId, deadline);
    const hold = { transactionId: txId, deadline };
    await shardWallets(0).reserve({ ...hold, walletId: payer.wallet, amount: -5n }, Date.now());
    expect(await pendingOf(txId)).toMatchObject({
      waiting: { for: 'hold', shards: [1] },
      sides: [
        { side: 'debit', shard: 0, state: 'held' },
        { side: 'credit', shard: 1, state: 'nothing' },
      ],
    });

    await shardWallets(1).reserve({ ...hold, walletId: payee.wallet, amount: 5n }, Date.now());
    expect((await pendingOf(txId))?.waiting).toEqual({ for: 'decision', shards: [] });

    await begun(payer.wallet, txId, deadline, 'COMMIT');
    await shardWallets(0).commit({ walletId: payer.wallet, transactionId: txId }, Date.now());
    expect((await pendingOf(txId))?.waiting).toEqual({ for: 'settle', shards: [1] });

    // Before its end a payee's list does not have it, but the payee's item leads here.
    const shown = await ask(ROUTES.transfer, { wallet_id: payee.wallet, TxID: txId });
    expect(shown.path.current).toEqual(['Settle']);
    expect(shown.sides).toMatchObject([
      { state: 'settled', item: { balance: '95', holds: [] } },
      { state: 'held', item: { balance: '0', holds: [{ TxID: txId, side: 'credit', amount: '5' }] } },
    ]);

    const job = await ask(ROUTES.redrive, { transfers: [{ wallet_id: payee.wallet, TxID: txId }], reason: 'a test' });
    expect(await finished(job.id)).toMatchObject({ kind: 'redrive', total: 1, done: 1, failures: [] });
    const end = await eventually(async () => {
      const detail = await ask(ROUTES.transfer, { wallet_id: payee.wallet, TxID: txId });
      return detail.waiting === undefined && detail;
    });
    expect(end).toMatchObject({
      transfer: { status: 'SUCCESSFUL' },
      path: { current: [] },
    });
    expect(end.timeline.filter(({ kind }) => kind === 'settled')).toMatchObject([
      { side: 'debit', shard: 0, earlier: true },
      { side: 'credit', shard: 1 },
    ]);
    expect(end.path.passed.at(-1)).toEqual({ state: 'Done' });
    expect(end.sweeper).toEqual({ attempts: 0, restarts: [] });
    expect(await pendingOf(txId)).toBeUndefined();
  });

  it('is counted under its shards and its age, and a list may be of one shard or of the old ones alone', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 10 });
    const payee = await given.userWithWallet({ shard: 0 });
    const txId = await accepted(payer.wallet, payee.wallet);
    const { by_shard, by_age } = await ask(ROUTES.pending, {});
    expect(by_shard[0]?.count).toBeGreaterThanOrEqual(1);
    expect(by_age[0]).toMatchObject({ from_ms: 0, to_ms: 15_000 });
    const listed = async (input: InputOf<'pending'>) =>
      (await ask(ROUTES.pending, input)).transfers.some(({ TxID }) => TxID === txId);
    expect(await listed({ shard: 0 })).toBe(true);
    expect(await listed({ shard: 1 })).toBe(false);
    expect(await listed({ older_than_ms: 60_000 })).toBe(false);
    const job = await ask(ROUTES.redrive, { transfers: [{ wallet_id: payer.wallet, TxID: txId }], reason: 'a test' });
    await finished(job.id);
    await eventually(async () => !(await listed({})));
  });

  it('to several payees has a side for each, the debit first', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 10 });
    const payees = [await given.userWithWallet({ shard: 0 }), await given.userWithWallet({ shard: 1 })];
    const to = payees.map(({ wallet }, n) => ({ to_id: wallet, amount: String(n + 1) }));
    const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to });
    const shown = await ask(ROUTES.transfer, { wallet_id: payees[1]?.wallet ?? '', TxID });
    expect(shown.transfer).toMatchObject({ from_id: payer.wallet, to, amount: '3' });
    expect(shown.sides).toMatchObject([
      { side: 'debit', wallet_id: payer.wallet, shard: 0, state: 'settled' },
      { side: 'credit', wallet_id: to[0]?.to_id, shard: 0, state: 'settled' },
      { side: 'credit', wallet_id: to[1]?.to_id, shard: 1, state: 'settled' },
    ]);
    const settled = shown.timeline.flatMap((entry) => (entry.kind === 'settled' ? [entry.wallet_id] : []));
    expect(settled.sort()).toEqual([payer.wallet, ...to.map(({ to_id }) => to_id)].sort());
    const [ofPayer] = (await ask(ROUTES.wallet, { wallet_id: payer.wallet })).transfers;
    expect(ofPayer).toMatchObject({ TxID, amount: '-3', others: to.map(({ to_id }) => to_id) });
    const [ofPayee] = (await ask(ROUTES.wallet, { wallet_id: to[0]?.to_id ?? '' })).transfers;
    expect(ofPayee).toMatchObject({ TxID, amount: '1', others: [payer.wallet] });
  });

  it('is not found under another user’s wallet, and its redrive says so', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 10 });
    const other = await given.userWithWallet();
    const txId = await accepted(payer.wallet, other.wallet);
    const stranger = await given.userWithWallet();
    await expect(ask(ROUTES.transfer, { wallet_id: stranger.wallet, TxID: txId })).rejects.toThrow(
      `wallet ${stranger.wallet} has no transfer ${txId}`,
    );
    const { id } = await ask(ROUTES.redrive, {
      transfers: [{ wallet_id: stranger.wallet, TxID: txId }],
      reason: 'a test',
    });
    expect(await finished(id)).toMatchObject({ done: 1, failures: [{ what: txId }] });
    await finished(
      (await ask(ROUTES.redrive, { transfers: [{ wallet_id: payer.wallet, TxID: txId }], reason: 'a test' })).id,
    );
  });
});

describe('a payment of a member', () => {
  it('shows who paid', async () => {
    const { user: owner, wallet } = await given.userWithWallet({ shard: 0, money: 10 });
    const [member, payee] = [await given.user(), await given.userWithWallet()];
    isMember(await memberSteps(() => world).change(owner, wallet, member.login, { max_per_day: '5' }));
    const { TxID, paid_by } = await given.transfer(member, { from: wallet, to: payee.wallet, amount: 3 });
    const { transfer } = await ask(ROUTES.transfer, { wallet_id: wallet, TxID });
    expect(transfer.paid_by).toEqual({ user_id: paid_by?.user_id ?? 'missing' });
  });
});

describe('a refund', () => {
  it('leads to its payment, and the payment to its refunds, under wallets that have both', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: 1 });
    const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 30 });
    const refund = Accepted.parse(
      (await when.refund(payee.user, { wallet: payee.wallet, TxID }, { amount: '12' })).body,
    );
    const refunds = await eventually(
      async () => (await ask(ROUTES.transfer, { wallet_id: payer.wallet, TxID })).transfer.refunds,
    );
    expect(refunds).toEqual([{ TxID: refund.TxID, amount: '12' }]);
    const back = await ask(ROUTES.transfer, { wallet_id: payer.wallet, TxID: refund.TxID });
    expect(back.transfer).toMatchObject({ refund_of: TxID, from_id: payee.wallet, to: [{ to_id: payer.wallet }] });
    expect(back.transfer).not.toHaveProperty('refunds');
  });
});

describe('a drill', () => {
  it('has its wallet before the first fault, so that it can begin while the last shard is stopped', async () => {
    const switchboard = createServer(async (_request, response) => {
      const opened = await ask(ROUTES.wallet, { wallet_id: '900001' });
      response.statusCode = 409;
      response.end(JSON.stringify({ message: `the wallet is there: ${opened.read}` }));
    });
    await once(switchboard.listen(0, '127.0.0.1'), 'listening');
    const address = switchboard.address();
    if (address === null || typeof address === 'string') throw new Error('the switchboard does not listen');
    const broken = answersOf(
      { ...context, switchboard: new LocalSwitchboard(`http://127.0.0.1:${address.port}`) },
      commands,
    );
    const stop = broken.find(({ route }) => route === ROUTES.stopProcess);
    await expect(stop?.respond({ process: 'shard-1' })).rejects.toThrow('the wallet is there: item');
    switchboard.close();
  });

  it('transfers 1 from the treasury to the same wallet of the last shard each time, which ends as any transfer does', async () => {
    const { transfers } = await ask(ROUTES.drill, { count: 2 });
    expect(transfers).toHaveLength(2);
    const receivers = await eventually(async () => {
      const all = await Promise.all(transfers.map((key) => ask(ROUTES.transfer, key)));
      return all.every(({ transfer: { status } }) => status === 'SUCCESSFUL') && all.map(({ sides }) => sides[1]);
    });
    expect(receivers[0]).toMatchObject({ shard: 1, wallet_id: receivers[1]?.wallet_id });
    const shown = await ask(ROUTES.wallet, { wallet_id: receivers[0]?.wallet_id ?? '' });
    expect(shown).toMatchObject({ directory: { status: 'ACTIVE' }, item: { balance: '2' } });
  });

  it('is refused on a stage, whose treasury has real money', async () => {
    const stage = { ...context.stage, local: false };
    await expect(drill({ ...context, stage }, 1)).rejects.toMatchObject({ code: 'not_here' });
  });
});

describe('a search by TxID alone', () => {
  it('finds the payer of a transfer, final or not, and says that there is none', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 10 });
    const payee = await given.userWithWallet({ shard: 1 });
    const { TxID: final } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 1 });
    const pending = await accepted(payer.wallet, payee.wallet);
    for (const TxID of [final, pending])
      expect(await ask(ROUTES.find, { TxID })).toEqual({ wallet_id: payer.wallet, complete: true });
    expect(await ask(ROUTES.find, { TxID: ulid() })).toEqual({ complete: true });
    await finished(
      (await ask(ROUTES.redrive, { transfers: [{ wallet_id: payer.wallet, TxID: pending }], reason: 'a test' })).id,
    );
  });
});

describe('a wallet', () => {
  it('is shown with its item, its claim and its newest transfers, as the command shows it', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 1, money: 70 });
    const other = await given.wallet(user);
    const { TxID } = await given.transfer(user, { from: wallet, to: other, amount: 20 });
    const shown = await ask(ROUTES.wallet, { wallet_id: wallet });
    expect(shown).toMatchObject({
      shard: 1,
      read: 'item',
      directory: { owner_login: user.login.toLowerCase(), status: 'ACTIVE', treasury: false },
      item: { balance: '50', available: '50', reserved: '0', credit_limit: '0', holds: [] },
      transfers: [
        { TxID, amount: '-20', others: [other], status: 'SUCCESSFUL' },
        { amount: '70', others: ['0'] },
      ],
    });
    const { out } = await runOperator(['--data', 'no-such-folder', 'wallets', 'show', wallet], environment);
    expect(out).toContain(`wallet ${wallet} on shard 1: ACTIVE`);
    expect(out).toContain('balance 50: 50 available, 0 reserved');
    expect(out).toMatch(new RegExp(`transfer   ${TxID}  -20 SUCCESSFUL, ${other}`));
  });

  it('is shown with the freezes of its owner and of an operator, its limits, and its end', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 1 });
    const shown = async () => (await ask(ROUTES.wallet, { wallet_id: wallet })).item;
    const none = await shown();
    expect(none).not.toHaveProperty('frozen');
    expect(none).not.toHaveProperty('limits');
    await when.changeControls(user, wallet, { frozen: 'debits', max_per_day: '30' });
    await ask(ROUTES.freeze, { wallet_id: wallet, frozen: 'credits', reason: 'case 7' });
    expect(await shown()).toMatchObject({
      frozen: 'all',
      freezes: [
        { by: 'owner', frozen: 'debits' },
        { by: 'operator', frozen: 'credits', reason: 'case 7' },
      ],
      limits: { max_per_day: '30', left_today: '30', by_operator: false },
    });
    await ask(ROUTES.close, { wallet_id: wallet, reason: 'case 7' });
    expect((await shown())?.closed_at).toEqual(expect.any(String));
  });

  it('is shown as claimed by nobody, and missing on its shard', async () => {
    expect(await ask(ROUTES.wallet, { wallet_id: '123456789' })).toMatchObject({ read: 'missing', transfers: [] });
  });
});

describe('the statements', () => {
  const entryItem = (wallet: string, seq: number) => ({
    TableName: world.tables.shardEntries[0],
    Key: { wallet_id: wallet, seq },
  });

  it('have no root before the first audit, and then a signed one below which a wallet’s head is proven', async () => {
    expect(await ask(ROUTES.roots, {})).toMatchObject({ roots: [], findings: [] });
    const { user, wallet } = await given.userWithWallet({ shard: 0, money: 70 });
    await world.streamed();
    await world.invoke('audit', {});
    const [kept] = (await ask(ROUTES.roots, {})).roots;
    const kid = world.keys.receipts.keys[0]?.kid;
    expect(kept).toMatchObject({ key_id: kid, signature: 'valid', behind: 0, findings: 0 });
    const { kept_at = '', root = '', size } = kept ?? {};
    expect(await ask(ROUTES.root, { kept_at })).toMatchObject({ kept_at, root, size });

    await given.transfer(user, { from: wallet, to: await given.wallet(user), amount: 20 });
    await world.streamed();
    const shown = await ask(ROUTES.head, { wallet_id: wallet });
    expect(shown).toMatchObject({ head: { seq: 2, balance: '50' }, verified: { seq: 1, kept_at, root } });
    const proof = await ask(ROUTES.headProof, { kept_at, wallet_id: wallet });
    expect(proof).toMatchObject({ result: 'proven', seq: 1, head: { seq: 1, balance: '70' }, root });
    expect(proof.path.at(-1)?.above).toBe(root);
    expect(await ask(ROUTES.headProof, { kept_at, wallet_id: '123456789' })).toMatchObject({
      result: 'no_head',
      path: [],
    });
    await expect(ask(ROUTES.root, { kept_at: '2020-01-01T00:00:00.000Z' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('show an entry and a root that a hand has changed', async () => {
    const { wallet } = await given.userWithWallet({ shard: 0, money: 70 });
    await world.streamed();
    await world.invoke('audit', {});
    const [kept] = await context.roots.newest(1);
    const [{ kept_at = '' } = {}] = (await ask(ROUTES.roots, {})).roots;
    const set = (balance: number) =>
      db().send(
        new UpdateCommand({
          ...entryItem(wallet, 1),
          UpdateExpression: 'SET balance = :balance',
          ExpressionAttributeValues: { ':balance': balance },
        }),
      );
    await set(700);
    const changed = await ask(ROUTES.headProof, { kept_at, wallet_id: wallet });
    expect(changed).toMatchObject({ result: 'entry_differs', seq: 1, head: { balance: '700' } });
    await set(70);
    if (!kept) throw new Error('no root is kept');
    await context.roots.keep({ ...kept, size: kept.size - 1 });
    expect((await ask(ROUTES.roots, {})).roots[0]).toMatchObject({ kept_at, signature: 'broken' });
    await context.roots.keep(kept);
    expect(await ask(ROUTES.root, { kept_at })).toMatchObject({ signature: 'valid' });
  });
});

describe('the books', () => {
  it('balance, with Σ zero since the first look of a row', async () => {
    const { id } = await ask(ROUTES.runAudit, { settle: false });
    expect(await finished(id)).toMatchObject({ kind: 'audit', total: 3, done: 3, failures: [] });
    expect((await ask(ROUTES.audits, {})).last).toMatchObject({ balanced: true, findings: [], findings_in_all: 0 });
    const { books } = await ask(ROUTES.overview, {});
    expect(books).toMatchObject({ state: 'balanced', sum: '0', source: 'audit', since: books.history[0]?.at });
    const { shards } = await ask(ROUTES.shards, {});
    expect(shards.map(({ state }) => state)).toEqual(['reachable', 'reachable']);
    const sums = shards.flatMap(({ wallets }) => wallets?.sums ?? [{ sum: 'unknown' }]).map(({ sum }) => BigInt(sum));
    expect(sums.reduce((sum, one) => sum + one, 0n)).toBe(0n);
  });

  it('are out of balance by one unit that came from nowhere, and the alarm rings with its paragraph', async () => {
    const { wallet } = await given.userWithWallet({ shard: 1, money: 70 });
    const add = (units: number) =>
      db().send(
        new UpdateCommand({
          TableName: world.tables.shardWallets[1],
          Key: { wallet_id: wallet },
          UpdateExpression: 'SET spendable = spendable + :units',
          ExpressionAttributeValues: { ':units': units },
        }),
      );
    await add(1);
    // The funding may be in motion for the audit a few seconds longer.
    const last = await eventually(
      async () => {
        await finished((await ask(ROUTES.runAudit, { settle: false })).id);
        const found = (await ask(ROUTES.audits, {})).last;
        return found?.balanced === false && found;
      },
      { timeoutMs: 15_000, everyMs: 300 },
    );
    expect(last?.findings).toContainEqual(expect.objectContaining({ kind: 'balance_differs', wallet_id: wallet }));
    const { alarms } = await ask(ROUTES.alarms, {});
    expect(alarms[0]).toMatchObject({ name: 'books-out-of-balance', service: 'mib', state: 'alarm' });
    expect(JSON.stringify(alarms[0]?.runbook)).toContain('money is wrong somewhere');
    expect(alarms.every(({ runbook, text }) => runbook.length > 0 && text !== '')).toBe(true);
    await eventually(async () => (await ask(ROUTES.overview, {})).alarms.includes('books-out-of-balance'));
    await world.streamed();
    await world.invoke('audit', {});
    const { roots, findings } = await ask(ROUTES.roots, { limit: 1 });
    expect(roots).toMatchObject([{ behind: 0, findings: findings.length }]);
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'balance_differs', wallet_id: wallet }));
    await add(-1);
  });
});

describe('the control room of a local stack', () => {
  it('is about the stack that runs, after a start that has given it other addresses', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'mib-console-'));
    const file = path.join(data, OPERATOR_FILE);
    const stopped = { ...environment, DATABASE_URI: NOWHERE, LOCAL_SWITCHBOARD: NOWHERE };
    await writeFile(file, JSON.stringify(stopped));
    const before = process.env;
    process.env = Object.fromEntries(Object.entries(before).filter(([name]) => !(name in stopped)));
    try {
      const following = await followingAnswers({ stage: 'local', data, json: false }, operatorProgram);
      const respond = (route: ConsoleRoute, input: unknown) =>
        following.find((one) => one.route === route)?.respond(input);
      const series = respond(ROUTES.series, {});
      await expect(series?.catch((error: unknown) => problemOf(error).code)).resolves.toBe('unreachable');
      await writeFile(file, JSON.stringify(environment));
      // Two writes may be in one tick of the file system's clock.
      await utimes(file, new Date(), new Date(Date.now() + 1_000));
      expect(await respond(ROUTES.series, {})).toMatchObject({ source: 'none' });
      expect(await respond(ROUTES.wallet, { wallet_id: '0' })).toMatchObject({ directory: { treasury: true } });
    } finally {
      process.env = before;
      await rm(data, { recursive: true });
    }
  });
});

describe('the command "console"', () => {
  it('prints an address that opens once, and ends with Ctrl-C', async () => {
    const child = spawn('node', [path.resolve('lib/cli/operator/cli.ts'), '--data', 'no-such-folder', 'console'], {
      env: { ...process.env, ...environment, NODE_COMPILE_CACHE },
    });
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    const address = await eventually(() => /http:\S+/.exec(printed)?.[0]);
    const opened = await fetch(address, { redirect: 'manual' });
    const [cookie = ''] = opened.headers.getSetCookie();
    const stage = await fetch(new URL('/api/stage', address), { headers: { cookie } });
    expect(ROUTES.stage.output.parse(await stage.json())).toMatchObject({ stage: 'local', shards: 2 });
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(401);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('what only another stage has', () => {
  it('is not there: the switchboard of npm start, metrics, and the change of keys', async () => {
    for (const refused of [ask(ROUTES.faults, {}), ask(ROUTES.stopProcess, { process: 'shard-0' })])
      await expect(refused).rejects.toMatchObject({ code: 'not_here' } satisfies Partial<ConsoleProblem>);
    expect(await ask(ROUTES.series, {})).toMatchObject({ source: 'none', points: [] });
    expect(await ask(ROUTES.keys, {})).toMatchObject({
      changeable: false,
      sets: [
        { set: 'users', keys: [{ role: 'signs' }], next: { step: 'add' } },
        { set: 'services', keys: [{ role: 'signs' }], next: { step: 'add' } },
        { set: 'receipts', keys: [{ role: 'signs' }], next: { step: 'add' } },
      ],
    });
    await expect(ask(ROUTES.keyStep, { set: 'users', step: 'add', reason: 'a test' })).rejects.toMatchObject({
      code: 'not_now',
    });
  });

  it('has the graph of each state machine', async () => {
    const graph = await ask(ROUTES.graph, { name: 'transfer' });
    expect(graph.nodes.find(({ id }) => id === 'Begin')).toMatchObject({ type: 'Task', start: true });
    expect(graph.edges).toContainEqual({ from: 'Reserve', to: 'Held?', kind: 'next' });
    expect((await ask(ROUTES.graph, { name: 'create-wallet' })).nodes.length).toBeGreaterThan(3);
  });
});

describe('what the control room changes', () => {
  const before = process.env;
  // Its commands connect to the stage themselves, in place of the one of an earlier test.
  beforeAll(() => {
    process.env = { ...before, ...environment };
    connect(OPTIONS);
    process.env = { ...before, ...environment };
  });
  afterAll(() => {
    process.env = before;
  });
  /** They stop processes of a local stack, and change nothing that is stored. */
  const OF_PROCESSES: readonly ConsoleRoute[] = [
    ROUTES.stopProcess,
    ROUTES.startProcess,
    ROUTES.killProcess,
    ROUTES.beginOutage,
  ];
  const inputs = async (): Promise<
    ReadonlyMap<ConsoleRoute, { command: string; input: object; result?: 'failed' }>
  > => {
    const { user, wallet } = await given.userWithWallet({ money: 10 });
    const { TxID } = await given.transfer(user, { from: wallet, to: await given.wallet(user), amount: 1 });
    const reason = 'because of a test';
    const wallet_id = (await given.userWithWallet()).wallet;
    const { login } = await given.user();
    return new Map<ConsoleRoute, { command: string; input: object; result?: 'failed' }>([
      [ROUTES.redrive, { command: 'transfers redrive', input: { transfers: [{ wallet_id: wallet, TxID }], reason } }],
      [ROUTES.freeze, { command: 'wallets freeze', input: { wallet_id, frozen: 'all', reason } }],
      [ROUTES.close, { command: 'wallets close', input: { wallet_id, reason } }],
      // The keys of a local stack are given by its start.
      [ROUTES.keyStep, { command: 'keys rotate', input: { set: 'users', step: 'add', reason }, result: 'failed' }],
      [
        ROUTES.act,
        { command: 'users block', input: { act: { command: 'users block', arguments: { login } }, reason } },
      ],
      [ROUTES.runAudit, { command: 'audit', input: { settle: true, reason } }],
      [ROUTES.drill, { command: 'drill', input: { count: 1 } }],
    ]);
  };

  it('is in the operator log, by every route that changes what a stage stores', async () => {
    const examples = await inputs();
    const changing = Object.values(ROUTES).filter(({ method }) => method === 'POST');
    expect(changing.filter((route) => !examples.has(route))).toEqual(OF_PROCESSES);
    for (const [route, { command, input, result = 'done' }] of examples) {
      const [before] = (await ask(ROUTES.operatorLog, { limit: 1 })).acts;
      await answers
        .find((one) => one.route === route)
        ?.respond(input)
        .catch((error: unknown) => expect(problemOf(error).code).toBe('not_now'));
      const act = await eventually(async () => {
        const [newest] = (await ask(ROUTES.operatorLog, { limit: 1 })).acts;
        return newest?.seq !== before?.seq && newest?.outcome && newest;
      });
      expect(act).toMatchObject({ command, by: userInfo().username, outcome: { result } });
      expect(act.reason).toMatch(/^(because of a test|a drill)$/);
    }
    expect((await ask(ROUTES.operatorLog, {})).check).toMatchObject({ verified: true });
  });

  it('is not done where it cannot be logged', async () => {
    const log = new OperatorLog(db(), 'no-such-table');
    const without = answersOf({ ...context, logging: { ...context.logging, log } }, commands);
    const { wallet } = await given.userWithWallet();
    const frozen = without
      .find(({ route }) => route === ROUTES.freeze)
      ?.respond({ wallet_id: wallet, frozen: 'all', reason: 'a test' });
    await expect(frozen).rejects.toMatchObject({ code: 'not_now', message: expect.stringContaining('operator log') });
    expect((await ask(ROUTES.wallet, { wallet_id: wallet })).item).not.toHaveProperty('operator_freeze');
  });
});
