import { ulid } from 'ulid';
import { newSchedule } from '../../../lib/domain/schedule-changes.ts';
import { TREASURY } from '../../../lib/domain/treasury.ts';
import { Schedules } from '../../../lib/store/schedules.ts';
import { services } from '../../support/environment/services.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const NOT_FOUND = 'wallet_not_found';

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  const settings = JSON.parse(services().orchestrator.parameters['/mib/local/stage-settings'] ?? '');
  world = await startInProcess({ environment: { STAGE_SETTINGS: JSON.stringify({ ...settings, faucet: false }) } });
});
afterAll(() => world.stop());

async function issue(wallet: string, amount: number): Promise<string> {
  const argv = ['--data', 'x', 'issue', '--to', wallet, '--amount', String(amount), '--reason', 'a test'];
  return (await runOperator(argv, await world.operatorEnvironment())).out;
}

// The treasury of this world has a password, as one has that somebody set by hand.
describe('a stage without a faucet', () => {
  it('refuses the login of the treasury, also with its password, as it refuses an unknown login', async () => {
    const { password } = world.treasury;
    const unknown = await when.login({ login: 'nobody-has-this', password });
    for (const login of ['treasury', 'TREASURY', 'Treasury']) {
      const refused = await when.login({ login, password });
      expect([refused.status, refused.text]).toEqual([unknown.status, unknown.text]);
    }
  });

  it('lets every other user log in', async () => {
    const { login, password } = await given.user();
    then.isSession(await when.login({ login, password }));
  });

  it('lets the treasury pay for nobody: not with a token, a batch, a schedule or as a refund', async () => {
    const treasury = { token: await world.userToken('treasury') };
    const { user, wallet } = await given.userWithWallet();
    await issue(wallet, 10);
    const { TxID } = await given.transfer(user, { from: wallet, to: TREASURY.walletId, amount: 4 });
    const order = { from_id: TREASURY.walletId, to_id: wallet, amount: '5' };
    then.isProblem(await when.transfer(treasury, { from: TREASURY.walletId, to: wallet, amount: 5 }), 404, NOT_FOUND);
    then.isProblem(await when.refund(treasury, { wallet: TREASURY.walletId, TxID }, { amount: 4 }), 404, NOT_FOUND);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    then.isProblem(await when.schedule(treasury, { ...order, execute_at: tomorrow }), 404, NOT_FOUND);
    expect((await when.batch(treasury, [{ ...order, idempotency_key: 'one' }])).body).toMatchObject({
      results: [{ error: { code: NOT_FOUND } }],
    });
    expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('6');
  });

  it('cancels what the treasury had scheduled under an earlier version', async () => {
    const { user, wallet } = await given.userWithWallet();
    const payment = { fromId: TREASURY.walletId, amount: 5n, credits: [{ toId: wallet, amount: 5n }] };
    const before = Date.now() - 60_000;
    const timing = { executeAt: before + 30_000 };
    const schedule = newSchedule({ scheduleId: ulid(), owner: 'treasury', payment, timing }, before);
    const schedules = new Schedules(world.tables.documents, world.tables.schedules);
    await schedules.create(schedule);
    expect(await world.invoke('pay_scheduled', {})).toEqual({ payments: 0, failures: 0 });
    const key = { from_id: TREASURY.walletId, schedule_id: schedule.scheduleId };
    expect((await schedules.get(key))?.schedule).toMatchObject({ status: 'CANCELLED' });
    expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('0');
  });

  it('takes what users pay to the treasury', async () => {
    const { user, wallet } = await given.userWithWallet();
    await issue(wallet, 10);
    const paid = await given.transfer(user, { from: wallet, to: TREASURY.walletId, amount: 3 });
    expect(paid.status).toBe('SUCCESSFUL');
  });

  it('has money that operators issue', async () => {
    const { user, wallet } = await given.userWithWallet();
    expect(await issue(wallet, 70)).toMatch(
      new RegExp(`^issue 70, wallet ${wallet}: transfer \\w{26} SUCCESSFUL \\(transaction completed\\)\n$`),
    );
    expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('70');
  });
});
