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

async function remove(wallet: string) {
  const argv = ['--data', 'no-such-folder', '--json', 'wallets', 'remove-approvals', wallet, '--reason', 'a test'];
  const { code, out, err } = await runOperator(argv, await world.operatorEnvironment());
  return { code, err, json: out === '' ? undefined : JSON.parse(out) };
}

describe('wallets remove-approvals', () => {
  it('lets the wallet pay again without approvals, and does nothing more when it is repeated', async () => {
    const { user, wallet } = await given.userWithWallet({ money: 100 });
    const approver = await given.userWithWallet();
    const payee = await given.userWithWallet();
    const rule = { approval_above: '20', approvers: [approver.wallet] };
    expect(await when.setApprovalRule(user, wallet, rule)).toMatchObject({ status: 200 });
    expect((await remove(wallet)).json).toEqual({ wallet_id: wallet, approval_above: null, before: '20' });
    expect((await when.controls(user, wallet)).body).toMatchObject({ approval_above: null });
    const payment = { from: wallet, to: payee.wallet, amount: 30 };
    expect(then.isTransaction(await when.transfer(user, payment, undefined, 'wait=10')).status).toBe('SUCCESSFUL');
    expect((await remove(wallet)).json).toEqual({ wallet_id: wallet, approval_above: null, before: null });
  });

  it('is refused for a missing wallet and for one of the treasury', async () => {
    const { code, err } = await remove('987654321987654321');
    expect([code, err]).toEqual([1, expect.stringContaining('wallet 987654321987654321: ')]);
    expect((await remove('0')).err).toBe('wallet 0 is of the treasury\n');
  });
});
