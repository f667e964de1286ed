import * as z from 'zod';
import { runAct } from '../../../lib/cli/operator/console/acts.ts';
import { type Commands, commandsOf } from '../../../lib/cli/operator/console/commands.ts';
import { openContext } from '../../../lib/cli/operator/console/context.ts';
import { newestApprovals, treasuryLimits, userDetail } from '../../../lib/cli/operator/console/looks-by-command.ts';
import { ConsoleProblem } from '../../../lib/cli/operator/console/problems.ts';
import { walletDetail } from '../../../lib/cli/operator/console/wallet.ts';
import { loggingOf } from '../../../lib/cli/operator/log/logging.ts';
import { operatorProgram } from '../../../lib/cli/operator/program.ts';
import type { OperatorLogEntry } from '../../../lib/domain/operator-log.ts';
import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { type InputOf, ROUTES } from '../../../lib/web/console/contract.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { factorSteps } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { identityOf, stsServer } from '../operators/sts.ts';

const OPTIONS = { stage: 'test', data: 'no-such-folder', json: false };
const before = process.env;

let world: InProcessWorld;
let sts: Listening;
let commands: Commands;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
const factors = factorSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  sts = await listening(stsServer());
  process.env = {
    ...before,
    ...(await world.operatorEnvironment()),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
  };
  commands = commandsOf(OPTIONS, operatorProgram);
});
beforeEach(() => {
  world.setStageSettings(OPTIONS.stage, {});
  by('ann');
});
afterAll(async () => {
  process.env = before;
  await world.stop();
  await sts.stop();
});

/** The operator whose control room it is. */
function by(who: string): void {
  process.env.AWS_ACCESS_KEY_ID = who;
}

/** A command as the pages ask for it. */
function act(command: InputOf<'act'>['act'], reason = 'case 7') {
  return runAct(commands, z.parse(ROUTES.act.input, { act: command, reason }));
}

const stage = {
  stage: 'test',
  local: false,
  shards: 2,
  currencies: [{ currency: 'XXX', digits: 0 }],
  started_at: '',
  can: { break: false, rotate_keys: true, read_wallet_items: true },
  command: 'npm run operator -- --stage test',
};
const look = () => ({ stage, logging: loggingOf(OPTIONS) });
const user = (login: string) => userDetail(look(), commands, { login });

async function newestEntries(count: number): Promise<OperatorLogEntry[]> {
  const log = new OperatorLog(world.tables.documents, world.tables.operatorLog);
  return (await Array.fromAsync(log.entries())).slice(-count);
}

/** A user without a wallet who has logged in. */
const someone = async () => {
  const { login, password } = await given.user();
  return { login, password };
};

describe('a user in the control room', () => {
  it('is blocked and unblocked, which the page then shows, and the operator log names the identity', async () => {
    const { login, password } = await someone();
    const { results } = await act({ command: 'users block', arguments: { login } });
    expect(results).toEqual([{ login, blocked_at: expect.any(String) }]);
    expect((await user(login)).user).toMatchObject({ login, blocked_at: results[0]?.blocked_at });
    then.isProblem(await when.login({ login, password }), 401, 'user_blocked');
    const [intent, outcome] = await newestEntries(2);
    expect(intent).toMatchObject({
      by: identityOf('ann'),
      command: 'users block',
      arguments: { login },
      reason: 'case 7',
    });
    expect(outcome).toMatchObject({ kind: 'outcome', result: 'done' });
    await act({ command: 'users unblock', arguments: { login } });
    expect((await user(login)).user.blocked_at).toBeUndefined();
    then.isSession(await when.login({ login, password }));
  });

  it('has sessions, which the operator ends', async () => {
    const { login } = await someone();
    expect((await user(login)).sessions).toHaveLength(1);
    expect((await act({ command: 'users end-sessions', arguments: { login } })).results).toEqual([
      { login, ended: '1' },
    ]);
    expect((await user(login)).sessions).toEqual([]);
  });

  it('gets a code for a new password, which the operator log does not have', async () => {
    const { login, password } = await someone();
    const { results } = await act({ command: 'users reset-password', arguments: { login, hours: '2' } });
    expect(results).toEqual([{ login, code: expect.any(String), expires_at: expect.any(String) }]);
    then.isProblem(await when.login({ login, password }), 401, 'wrong_credentials');
    expect(JSON.stringify(await newestEntries(2))).not.toContain(results[0]?.code);
  });

  it('has no second factor any more once the operator has removed it, and the page shows when', async () => {
    const person = await given.user();
    const { login, password } = person;
    await factors.added(person);
    const { results } = await act({ command: 'users remove-second-factor', arguments: { login } });
    expect(results).toEqual([{ login, removed: 'true', ended: '1' }]);
    then.isSession(await when.login({ login, password }));
    expect((await user(login)).sign_ins).toContainEqual(expect.objectContaining({ event: 'second_factor_removal' }));
    await expect(act({ command: 'users remove-second-factor', arguments: { login } })).rejects.toMatchObject({
      code: 'not_now',
      message: `"${login}" has no second factor`,
    });
  });

  it('is deleted, and shown as deleted', async () => {
    const { login } = await someone();
    await act({ command: 'users delete', arguments: { login } });
    expect(await user(login)).toMatchObject({ user: { deleted_at: expect.any(String) }, sessions: [] });
  });

  it('that does not exist is not found, also if the login looks like an option', async () => {
    for (const login of ['nobody-has-this', '--data=x', '--help'])
      await expect(user(login)).rejects.toMatchObject({ code: 'not_found', message: `there is no user "${login}"` });
    await expect(act({ command: 'users block', arguments: { login: '--help' } })).rejects.toMatchObject({
      code: 'not_now',
      message: 'there is no user "--help"',
    });
  });
});

describe('money in the control room', () => {
  it('is issued, retired and given back by a reversal', async () => {
    const ann = await given.userWithWallet({ money: 10 });
    const bob = await given.userWithWallet();
    const issued = await act({ command: 'issue', arguments: { to: ann.wallet, amount: '5', currency: 'XXX' } });
    expect(issued.results).toEqual([expect.objectContaining({ act: 'issue', amount: '5', status: 'SUCCESSFUL' })]);
    const { TxID } = await given.transfer(ann.user, { from: ann.wallet, to: bob.wallet, amount: 7 });
    const reversed = await act({ command: 'transfers reverse', arguments: { wallet: ann.wallet, TxID } });
    expect(reversed.results).toEqual([expect.objectContaining({ amount: '7', status: 'SUCCESSFUL' })]);
    await act({ command: 'retire', arguments: { from: ann.wallet, amount: '4', currency: 'XXX' } });
    expect(then.isBalance(await when.balance(ann.user, ann.wallet)).balance).toBe('11');
    await expect(act({ command: 'transfers reverse', arguments: { wallet: ann.wallet, TxID } })).rejects.toMatchObject({
      code: 'not_now',
      message: expect.stringContaining('can be reversed'),
    });
  });

  it('is issued in a currency for which an operator opens the wallet of the treasury, once or twice', async () => {
    for (let n = 0; n < 2; n++) {
      const { results } = await act({ command: 'treasury create', arguments: { currency: 'A1B2' } });
      expect(results).toEqual([{ login: 'treasury', wallet_id: treasuryWalletId('A1B2'), currency: 'A1B2' }]);
    }
    const [intent] = await newestEntries(2);
    expect(intent).toMatchObject({ command: 'treasury create', arguments: { currency: 'A1B2' }, reason: 'case 7' });
    await expect(act({ command: 'treasury create', arguments: { currency: 'XXX' } })).rejects.toMatchObject({
      code: 'not_now',
    });
  });

  it('may be issued up to limits, which the page shows', async () => {
    world.setStageSettings(OPTIONS.stage, { issuing: { default: { aloneADay: 100n, aDay: 900n, alarmAbove: 50n } } });
    expect((await treasuryLimits(look(), commands)).limits).toEqual([
      expect.objectContaining({ currency: 'XXX', alone_a_day: '100', a_day: '900', alarm_above: '50' }),
    ]);
  });

  it('of a wallet that receives much is spread over stripes, and its page says what each has', async () => {
    const { wallet } = await given.userWithWallet({ money: 7 });
    const stripe = (into: string) => act({ command: 'wallets stripe', arguments: { wallet, into } });
    expect((await stripe('3')).results).toEqual([{ wallet_id: wallet, stripes: '3', used: '3' }]);
    const shown = async () => walletDetail(await openContext(OPTIONS), { wallet_id: wallet });
    const each = [1, 2, 3].map((stripe) => ({ stripe, has: '0', holds: 0 }));
    expect((await shown()).stripes).toEqual({ used: 3, own: '7', each });
    expect((await stripe('1')).results).toEqual([{ wallet_id: wallet, stripes: '3', used: '0' }]);
    expect((await shown()).stripes).toMatchObject({ used: 0 });
    await expect(stripe('2')).rejects.toMatchObject({
      code: 'not_now',
      message: expect.stringContaining('--into 2 is fewer than before'),
    });
    const [intent] = await newestEntries(2);
    expect(intent).toMatchObject({
      by: identityOf('ann'),
      command: 'wallets stripe',
      arguments: { wallet, into: '2' },
    });
  });

  it('of a wallet goes below zero down to its credit limit', async () => {
    const { wallet } = await given.userWithWallet();
    const { results } = await act({ command: 'wallets set-credit-limit', arguments: { wallet, amount: '9' } });
    expect(results).toEqual([{ wallet_id: wallet, credit_limit: '9' }]);
  });
});

describe('what needs a second operator, in the control room', () => {
  const waiting = async () => {
    world.setStageSettings(OPTIONS.stage, { secondPerson: true });
    const { login, password } = await someone();
    const { waits, results } = await act({ command: 'users reset-password', arguments: { login } });
    return { id: waits?.id ?? '', waits, results, login, password };
  };
  const shown = async (id: string) =>
    (await newestApprovals(look(), commands)).requests.find((request) => request.id === id);

  it('waits, says so, and changes nothing until another identity approves it in theirs', async () => {
    const { id, waits, results, login, password } = await waiting();
    expect(waits).toMatchObject({ state: 'waiting', requested_by: identityOf('ann') });
    expect(results).toEqual([]);
    then.isSession(await when.login({ login, password }));
    expect(await shown(id)).toMatchObject({ own: true, reason: 'case 7', arguments: { login } });
    await expect(act({ command: 'approve', arguments: { id } })).rejects.toMatchObject({
      code: 'not_now',
      message: expect.stringContaining('another operator has to approve it'),
    });
    by('bob');
    expect(await shown(id)).toMatchObject({ own: false, state: 'waiting' });
    const approved = await act({ command: 'approve', arguments: { id } }, 'called ann');
    expect(approved.results).toEqual([expect.objectContaining({ login, code: expect.any(String) })]);
    expect(await shown(id)).toMatchObject({ state: 'done', decided_by: identityOf('bob') });
    then.isProblem(await when.login({ login, password }), 401, 'wrong_credentials');
  });

  it('is rejected with a reason', async () => {
    const { id } = await waiting();
    by('bob');
    expect((await act({ command: 'reject', arguments: { id } }, 'not this one')).waits).toBeUndefined();
    expect(await shown(id)).toMatchObject({ state: 'rejected', detail: 'not this one' });
  });
});

describe('the commands of the control room', () => {
  it('do not mix what they return, however many run at the same time', async () => {
    const logins = (await Promise.all([someone(), someone(), someone()])).map(({ login }) => login);
    const shown = await Promise.all(logins.map((login) => user(login)));
    expect(shown.map((one) => one.user.login)).toEqual(logins);
  });

  it('are no others than those of the contract, with no other options', () => {
    const { success } = ROUTES.act.input.safeParse({
      act: { command: 'treasury create', arguments: {} },
      reason: 'x',
    });
    expect(success).toBe(false);
    const more = { command: 'users block', arguments: { login: 'ann', stage: 'prod' } };
    expect(ROUTES.act.input.safeParse({ act: more, reason: 'x' }).success).toBe(false);
    expect(ROUTES.act.input.safeParse({ act: { command: 'users block', arguments: { login: 'a' } } }).success).toBe(
      false,
    );
  });

  it('are refused with the sentence of the command', async () => {
    const refused = act({ command: 'wallets remove-approvals', arguments: { wallet: '1'.repeat(20) } });
    await expect(refused).rejects.toBeInstanceOf(ConsoleProblem);
  });
});
