import { ulid } from 'ulid';
import * as z from 'zod';
import { APPROVAL_MS, approvalRequest } from '../../../lib/domain/approval.ts';
import type { OperatorLogEntry } from '../../../lib/domain/operator-log.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import { Approvals } from '../../../lib/store/approvals.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { identityOf, stsServer } from './sts.ts';

const STAGE = 'test';
const Requested = z.object({ id: z.string(), state: z.literal('waiting'), expires_at: z.string() });

let world: InProcessWorld;
let sts: Listening;
let environment: Record<string, string>;
const given = givenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  sts = await listening(stsServer());
  world.setStageSettings(STAGE, { secondPerson: true });
  environment = {
    ...(await world.operatorEnvironment()),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
  };
});
afterAll(async () => {
  await world.stop();
  await sts.stop();
});

/** @param who the operator, by their access key; `role:name` for another role */
async function as(who: string, ...argv: string[]) {
  const { code, out, err } = await runOperator(['--stage', STAGE, '--json', ...argv], {
    ...environment,
    AWS_ACCESS_KEY_ID: who,
  });
  return { code, err, json: out === '' ? undefined : JSON.parse(out) };
}
const store = () => new Approvals(world.tables.documents, world.tables.approvals);
async function limitOf(wallet: string) {
  const table = world.tables.shardWallets[shardOf(wallet, world.shardCount)] ?? '';
  return String((await new ShardWallets(world.tables.documents, table).get(wallet))?.creditLimit);
}

/** A credit limit of 5 that ann asks for. */
async function requested() {
  const { wallet } = await given.userWithWallet();
  const { code, json } = await as('ann', 'wallets', 'set-credit-limit', wallet, '5', '--reason', 'case 7');
  expect(code).toBe(0);
  return { wallet, ...Requested.parse(json) };
}

async function newestEntries(count: number): Promise<OperatorLogEntry[]> {
  const all = [];
  for await (const entry of new OperatorLog(world.tables.documents, world.tables.operatorLog).entries())
    all.push(entry);
  return all.slice(-count);
}

describe('a command that needs a second operator', () => {
  it('changes nothing until another operator approves it, and then does what was requested', async () => {
    const { wallet, id } = await requested();
    expect(await limitOf(wallet)).toBe('0');
    const { json } = await as('bob', 'approvals');
    expect(json).toContainEqual(
      expect.objectContaining({
        id,
        state: 'waiting',
        command: 'wallets set-credit-limit',
        arguments: { wallet, amount: '5' },
        reason: 'case 7',
        requested_by: identityOf('ann'),
      }),
    );
    const approved = await as('bob', 'approve', id);
    expect([approved.code, approved.json]).toEqual([0, { wallet_id: wallet, credit_limit: '5' }]);
    expect(await limitOf(wallet)).toBe('5');
    expect((await as('ann', 'approvals')).json).not.toContainEqual(expect.objectContaining({ id }));
    expect((await as('ann', 'approvals', '--all')).json).toContainEqual(
      expect.objectContaining({ id, state: 'done', decided_by: identityOf('bob') }),
    );
  });

  it('is in the operator log as requested, as approved and as done', async () => {
    const { wallet, id } = await requested();
    await as('bob', 'approve', id);
    const [asked, waits, approve, act] = await newestEntries(6);
    expect(asked).toMatchObject({ by: identityOf('ann'), command: 'wallets set-credit-limit', reason: 'case 7' });
    expect(waits).toMatchObject({ result: 'done', detail: `waits for approval ${id}` });
    expect(approve).toMatchObject({ by: identityOf('bob'), command: 'approve', arguments: { id } });
    expect(act).toMatchObject({
      by: identityOf('bob'),
      command: 'wallets set-credit-limit',
      arguments: { wallet, amount: '5', approval: id, requested_by: identityOf('ann') },
      reason: 'case 7',
    });
  });

  it('is refused to who asked, also under another role', async () => {
    const { wallet, id } = await requested();
    for (const who of ['ann', 'Ann']) {
      const { code, err } = await as(who, 'approve', id);
      expect([code, err]).toEqual([1, expect.stringContaining('another operator has to approve it')]);
    }
    expect(await limitOf(wallet)).toBe('0');
    expect((await as('bob', 'approve', id)).code).toBe(0);
  });

  it('is done once, however many approve it', async () => {
    const { id } = await requested();
    expect((await as('bob', 'approve', id)).code).toBe(0);
    const again = await as('eve', 'approve', id);
    expect([again.code, again.err]).toEqual([1, `request ${id} does not wait: it is done\n`]);
  });

  it('of two operators at the same time lets one approve it', async () => {
    const { id } = await requested();
    const at = Date.now();
    const decisions = ['bob', 'eve', 'kim'].map((who) => store().approve(id, { by: identityOf(who), at }));
    expect((await Promise.all(decisions)).filter((won) => won !== undefined)).toHaveLength(1);
  });

  it('is rejected for good, with the reason', async () => {
    const { wallet, id } = await requested();
    expect((await as('bob', 'reject', id, '--reason', 'too much')).json).toMatchObject({
      state: 'rejected',
      detail: 'too much',
    });
    expect((await as('eve', 'approve', id)).err).toBe(`request ${id} does not wait: it is rejected\n`);
    expect((await as('eve', 'reject', id, '--reason', 'x')).err).toContain('it is rejected');
    expect(await limitOf(wallet)).toBe('0');
  });

  it('can be withdrawn by who asked', async () => {
    const { id } = await requested();
    expect((await as('ann', 'reject', id, '--reason', 'a mistake')).code).toBe(0);
  });

  it('is one request, however often the same operator asks', async () => {
    const { wallet, id } = await requested();
    const again = await as('ann', 'wallets', 'set-credit-limit', wallet, '5', '--reason', 'case 7');
    expect(again.json.id).toBe(id);
    const other = await as('ann', 'wallets', 'set-credit-limit', wallet, '6', '--reason', 'case 7');
    expect(other.json.id).not.toBe(id);
  });

  it('expires after a day', async () => {
    const { wallet } = await given.userWithWallet();
    const now = Date.now() - APPROVAL_MS;
    const act = { command: 'wallets set-credit-limit', arguments: { wallet, amount: '5' }, reason: 'old' };
    const request = approvalRequest({ ...act, requestedBy: identityOf('ann') }, { id: ulid(now), now });
    await store().add(request);
    expect((await as('bob', 'approvals')).json).not.toContainEqual(expect.objectContaining({ id: request.id }));
    expect((await as('bob', 'approve', request.id)).err).toBe(`request ${request.id} does not wait: it is expired\n`);
    expect(await limitOf(wallet)).toBe('0');
  });

  it('goes on after an approval that was stopped, for who approved it and nobody else', async () => {
    const { wallet, id } = await requested();
    await store().approve(id, { by: identityOf('bob'), at: Date.now() });
    expect((await as('eve', 'approve', id, '--again')).err).toContain(`was approved by ${identityOf('bob')} at `);
    expect((await as('bob', 'approve', id)).err).toContain('carry on with --again');
    expect((await as('bob', 'approve', id, '--again')).json).toEqual({ wallet_id: wallet, credit_limit: '5' });
    expect((await as('bob', 'approve', id, '--again')).err).toContain('it is done');
  });

  it('is refused before it waits if it cannot be done', async () => {
    const { code, err } = await as('ann', 'wallets', 'set-credit-limit', '0', '5', '--reason', 'x');
    expect([code, err]).toEqual([1, expect.stringContaining('is of the treasury')]);
  });

  it('stripes a wallet once another operator approves it, and ends stripes without one', async () => {
    const { wallet } = await given.userWithWallet();
    const stripe = (into: string) => as('ann', 'wallets', 'stripe', wallet, '--into', into, '--reason', 'a sale');
    const { id } = Requested.parse((await stripe('4')).json);
    expect((await stripe('1')).err).toContain('has none');
    expect((await as('bob', 'approve', id)).json).toEqual({ wallet_id: wallet, stripes: 4, used: 4 });
    expect((await stripe('1')).json).toEqual({ wallet_id: wallet, stripes: 4, used: 0 });
    expect((await stripe('65')).err).toContain('--into must be a whole number');
  });

  it('takes a limit away without a second operator', async () => {
    const { wallet } = await given.userWithWallet();
    const { json } = await as('ann', 'wallets', 'set-credit-limit', wallet, '0', '--reason', 'x');
    expect(json).toEqual({ wallet_id: wallet, credit_limit: '0' });
  });
});

it.each([
  ['wallets freeze', { wallet: '1' }, 'is no command that a second operator approves'],
  ['wallets no-such', { wallet: '1' }, 'which is no command of this version'],
  ['wallets set-credit-limit', { wallet: '1', amount: '1', colour: 'red' }, 'which this version does not know'],
])('does not carry out a request for "%s" %j that somebody wrote into the table', async (command, given, problem) => {
  const now = Date.now();
  const act = { command, arguments: given, reason: 'x', requestedBy: identityOf('ann') };
  const request = approvalRequest(act, { id: ulid(now), now });
  await store().add(request);
  const { code, err } = await as('bob', 'approve', request.id);
  expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
  await store().reject(request.id, { by: 'x', at: now }, 'x');
});

it('says that a request does not exist', async () => {
  expect((await as('bob', 'approve', 'no-such')).err).toBe('there is no request no-such\n');
  expect((await as('bob', 'reject', 'no-such', '--reason', 'x')).err).toBe('there is no request no-such\n');
});

describe('a reversal', () => {
  it('of more than one operator may issue alone in a day moves nothing until another one approves it', async () => {
    const limits = { aloneADay: 5n, aDay: 10n ** 9n, alarmAbove: 10n ** 9n };
    world.setStageSettings(STAGE, { secondPerson: true, issuing: { default: limits } });
    const { user, wallet } = await given.userWithWallet({ money: 11 });
    const payee = await given.userWithWallet();
    const large = await given.transfer(user, { from: wallet, to: payee.wallet, amount: 6 });
    const small = await given.transfer(user, { from: wallet, to: payee.wallet, amount: 5 });
    const reverse = (TxID: string) => as('ann', 'transfers', 'reverse', wallet, TxID, '--reason', 'case 7');

    expect((await reverse(small.TxID)).json).toMatchObject([{ amount: '5', status: 'SUCCESSFUL' }]);
    const { id } = Requested.parse((await reverse(large.TxID)).json);
    expect((await as('ann', 'approve', id)).code).toBe(1);
    expect((await as('bob', 'approve', id)).json).toMatchObject([{ amount: '6', status: 'SUCCESSFUL' }]);
    // Carried on after a crash, it gives back nothing twice.
    expect((await as('bob', 'approve', id, '--again')).code).toBe(1);
    expect((await as('ann', 'wallets', 'show', wallet)).json).toMatchObject({ item: { balance: '11' } });
  });
});
