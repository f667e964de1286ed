import { ORCHESTRATOR } from '../../lib/local/cells/cell.ts';
import { eventually } from '../support/environment/eventually.ts';
import { given as givenSteps } from '../support/steps/given.ts';
import * as then from '../support/steps/then.ts';
import { when as whenSteps } from '../support/steps/when.ts';
import type { LocalWorld } from './running-world.ts';

const PATIENCE = { timeoutMs: 30_000, everyMs: 50 };
/** `npm run test:chaos` kills every process, and more often. */
const KILLS = 1;
const TRANSFERS_PER_KILL = 5;

/** The events of transfers, as a receiver of webhooks on this machine gets them. */
export function events(local: () => LocalWorld): void {
  const world = () => local().world;
  const given = givenSteps(world);
  const when = whenSteps(world);
  const receiver = () => local().receiver;
  const orchestrator = () => {
    const found = local().stack.processes.get(ORCHESTRATOR);
    if (!found) throw new Error('there is no process of the orchestrator');
    return found;
  };

  beforeEach(() => {
    receiver().status = () => 200;
  });

  it('A successful transfer and an invalid one each have an event that reaches the webhook', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 50 });
    const payee = await given.userWithWallet({ shard: 1 });
    const happened = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 20 });
    const refused = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 1_000 });

    await eventually(() => receiver().times(happened.TxID) > 0 && receiver().times(refused.TxID) > 0, PATIENCE);
    const event = (txId: string) => receiver().taken.find(({ data }) => data.TxID === txId);
    const wallets = { from_id: payer.wallet, to_id: payee.wallet };
    expect(event(happened.TxID)).toEqual({
      type: 'transfer.final',
      timestamp: happened.timeline.at(-1)?.at,
      data: {
        version: 1,
        TxID: happened.TxID,
        ...wallets,
        to: [{ to_id: payee.wallet, amount: '20' }],
        currency: 'XXX',
        amount: '20',
        status: 'SUCCESSFUL',
        note: 'transaction completed',
        initiated_at: happened.initiated_at,
        finished_at: happened.timeline.at(-1)?.at,
      },
    });
    expect(event(refused.TxID)?.data).toMatchObject({
      ...wallets,
      amount: '1000',
      status: 'INVALID',
      note: 'not enough funds in the wallet',
    });
    expect(receiver().forgeries).toEqual([]);
  }, 60_000);

  it('An authorised transfer has an event that reaches the webhook, and another one once it is captured', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 50 });
    const payee = await given.userWithWallet({ shard: 1 });
    const order = { from: payer.wallet, to: payee.wallet, amount: '20', capture: 'manual' };
    const { TxID } = then.isTransaction(await when.transfer(payer.user, order, undefined, 'wait=10'));
    const held = () => receiver().authorised.find(({ data }) => data.TxID === TxID);
    await eventually(() => held() !== undefined, PATIENCE);
    expect(held()?.data).toMatchObject({
      from_id: payer.wallet,
      to_id: payee.wallet,
      amount: '20',
      note: 'authorised',
    });
    await when.capture(payee.user, payee.wallet, TxID, { amount: '5' });
    await eventually(() => receiver().times(TxID) > 0, PATIENCE);
    const final = receiver().taken.find(({ data }) => data.TxID === TxID);
    expect(final?.data).toMatchObject({ status: 'SUCCESSFUL', amount: '5' });
    expect(receiver().forgeries).toEqual([]);
  }, 60_000);

  it('An event waits in the queue while the receiver fails, through a kill -9 of the orchestrator', async () => {
    receiver().status = () => 503;
    const payer = await given.userWithWallet({ shard: 0, money: 50 });
    const payee = await given.userWithWallet({ shard: 1 });
    const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 20 });
    const before = receiver().requests;
    await eventually(() => receiver().requests > before, PATIENCE);

    await orchestrator().kill();
    receiver().status = () => 200;
    await orchestrator().start();
    await eventually(() => receiver().times(TxID) > 0, PATIENCE);
  }, 60_000);

  it('Every event reaches the webhook, whatever kill -9 interrupts', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 1_000 });
    const payee = await given.userWithWallet({ shard: 1 });
    const txIds: string[] = [];
    const order = { from: payer.wallet, to: payee.wallet, amount: '1' };
    for (let kill = 0; kill < KILLS; kill++) {
      for (let n = 0; n < TRANSFERS_PER_KILL; n++) {
        txIds.push(then.isAccepted(await when.transfer(payer.user, order)));
      }
      await orchestrator().kill();
      await orchestrator().start();
    }
    await local().stack.sweepAll();
    for (const txId of txIds) await then.isFinal(world, payer.user, payer.wallet, txId);
    await eventually(() => txIds.every((txId) => receiver().times(txId) > 0), PATIENCE);
    expect(receiver().forgeries).toEqual([]);
  }, 90_000);
}
