import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Stack, startStack } from '../../lib/local/stack.ts';
import { eventually } from '../support/environment/eventually.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../support/environment/webhook-receiver.ts';
import { httpApi } from '../support/steps/api.ts';
import { given as givenSteps } from '../support/steps/given.ts';
import * as then from '../support/steps/then.ts';
import { when as whenSteps } from '../support/steps/when.ts';
import { closedStandIns } from './stand-ins.ts';
import { IS_REMOTE } from './world.ts';

const PATIENCE = { timeoutMs: 30_000, everyMs: 100 };
const TRANSFERS = 30;

// The deployment test has a receiver of its own (test/programs/deploy).
(IS_REMOTE ? describe.skip : describe)('the events of a running system', () => {
  let folder: string;
  let receiver: WebhookReceiver;
  let stack: Stack;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mib-events-'));
    receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
    stack = await startStack({
      shards: { count: 2 },
      folder,
      webhookUrl: receiver.url,
      webhookSecret: WEBHOOK_SECRET,
    });
  }, 120_000);
  afterAll(async () => {
    await stack.stop();
    await receiver.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    receiver.status = () => 200;
  });

  const world = () => ({ api: httpApi(stack.url), shardCount: 2, askEveryMs: 100, treasury: stack.treasury });
  const given = givenSteps(world);
  const when = whenSteps(world);
  const cloud = () => {
    const found = stack.processes.get('cloud');
    if (!found) throw new Error('there is no process "cloud"');
    return found;
  };

  describe('the emulators of a running system', () => closedStandIns(() => stack));

  it('reach the webhook for a successful transfer and for an invalid one', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 50 });
    const payee = await given.userWithWallet({ shard: 1 });
    const happened = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 20 });
    const refused = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 1_000 });

    await eventually(() => receiver.times(happened.TxID) > 0 && receiver.times(refused.TxID) > 0, PATIENCE);
    const event = (txId: string) => receiver.taken.find(({ data }) => data.TxID === txId);
    const wallets = { from_id: payer.wallet, to_id: payee.wallet };
    expect(event(happened.TxID)).toEqual({
      type: 'transfer.final',
      timestamp: happened.timeline.at(-1)?.at,
      data: {
        version: 1,
        TxID: happened.TxID,
        ...wallets,
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
    expect(receiver.forgeries).toEqual([]);
  });

  it('wait in the queue while the receiver fails, through a kill -9 of the process of the queues', async () => {
    receiver.status = () => 503;
    const payer = await given.userWithWallet({ shard: 0, money: 50 });
    const payee = await given.userWithWallet({ shard: 1 });
    const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 20 });
    const before = receiver.requests;
    await eventually(() => receiver.requests > before, PATIENCE);

    await cloud().kill();
    receiver.status = () => 200;
    await cloud().start();
    await eventually(() => receiver.times(TxID) > 0, PATIENCE);
  });

  it('all reach the webhook, whatever kill -9 interrupts', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 1_000 });
    const payee = await given.userWithWallet({ shard: 1 });
    const txIds: string[] = [];
    const order = { from: payer.wallet, to: payee.wallet, amount: '1' };
    for (let n = 0; n < TRANSFERS; n++) {
      txIds.push(then.isAccepted(await when.transfer(payer.user, order)));
      if (n % 10 !== 9) continue;
      await cloud().kill();
      await cloud().start();
    }
    await stack.sweepAll();
    for (const txId of txIds) await then.isFinal(world, payer.user, payer.wallet, txId);
    await eventually(() => txIds.every((txId) => receiver.times(txId) > 0), PATIENCE);
    expect(receiver.forgeries).toEqual([]);
  }, 90_000);
});
