import * as z from 'zod';
import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import { operatorStores } from '../../../lib/cli/operator/connection.ts';
import { changeAsOperator, closeAsOperator } from '../../../lib/cli/operator/controls.ts';
import { type WalletEvent, WalletEvent as WalletEventSchema } from '../../../lib/domain/wallet-event.ts';
import { WalletEvents } from '../../../lib/store/wallet-events.ts';
import { eventsIn } from '../../../lib/usecases/events-in.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { UserReceiver } from '../../support/environment/user-receiver.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { pump } from './pump.ts';

const TYPES = ['wallet.frozen', 'wallet.unfrozen', 'wallet.closed'];

let world: InProcessWorld;
let environment: NodeJS.ProcessEnv;
/** The function of a shard whose next response is lost after it has run. */
let lost: string | undefined;
const given = givenSteps(() => world);
const webhooks = webhookSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  environment = { ...process.env };
  world = await startInProcess({
    environment: { WEBHOOK_NETWORK: 'any' },
    around: async (name, _event, run) => {
      const result = await run();
      if (lost === undefined || !name.endsWith(lost)) return result;
      lost = undefined;
      return { statusCode: 502 };
    },
  });
  Object.assign(process.env, await world.operatorEnvironment());
});
afterAll(async () => {
  await world.stop();
  process.env = environment;
});
const receivers: UserReceiver[] = [];
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

/** The events of a wallet on the bus, once there are so many, with their types. */
async function told(walletId: string, count: number): Promise<[string, WalletEvent][]> {
  const found = () =>
    world.events.flatMap(({ detail, detailType }): [string, WalletEvent][] => {
      const event = WalletEventSchema.safeParse(detail);
      return event.success && event.data.wallet_id === walletId ? [[detailType, event.data]] : [];
    });
  await world.streamed();
  await eventually(() => found().length >= count);
  return found();
}
/** The events of the bus as `deliver` gets them, and all that follows. */
async function delivered(events: readonly [string, WalletEvent][]): Promise<void> {
  const Records = events.map(([type, detail], n) => ({
    messageId: `m${n}`,
    body: JSON.stringify({ source: 'mib', 'detail-type': type, detail }),
  }));
  expect(await world.invoke('deliver', { Records })).toEqual({ batchItemFailures: [] });
  await pump(world, 'fan_out');
  await pump(world, 'deliver_to_users');
}
async function hearing(user: Parameters<typeof webhooks.add>[0]): Promise<UserReceiver> {
  const receiver = await UserReceiver.start();
  receivers.push(receiver);
  const response = await webhooks.add(user, { url: receiver.url, types: TYPES });
  receiver.knows(AddedWebhook.parse(response.body).secret);
  return receiver;
}
const reasoned = (walletId: string) => ({ walletId, reason: 'case 7' });

describe('the event of a freeze', () => {
  it('reaches the bus and the owner of the wallet alone, each change with a number of its own', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 1 });
    const other = await given.userWithWallet();
    const [own, others] = [await hearing(user), await hearing(other.user)];
    for (const frozen of ['debits', 'all', null]) await when.changeControls(user, wallet, { frozen });
    await when.closeWallet(user, wallet);
    const events = await told(wallet, 4);
    const by = 'owner';
    const same = { version: 1, wallet_id: wallet, by, operator_frozen: null, changed_at: expect.any(String) };
    expect(events).toEqual([
      ['wallet.frozen', { ...same, status: 'FROZEN', change: 1, frozen: 'debits' }],
      ['wallet.frozen', { ...same, status: 'FROZEN', change: 2, frozen: 'all' }],
      ['wallet.unfrozen', { ...same, status: 'UNFROZEN', change: 3, frozen: null }],
      ['wallet.closed', { ...same, status: 'CLOSED', change: 4, frozen: null }],
    ]);
    await delivered(events);
    expect(own.taken.map(({ body }) => body).sort((a, b) => Number(a.data.change) - Number(b.data.change))).toEqual(
      events.map(([type, { version: _, status: _status, ...data }]) => ({ type, timestamp: data.changed_at, data })),
    );
    expect(new Set(own.taken.map(({ id }) => id)).size).toBe(4);
    expect(others.requests).toBe(0);
  });

  it('comes from an operator, too, without the reason, and says which freeze is left', async () => {
    const { user, wallet } = await given.userWithWallet();
    const own = await hearing(user);
    const stores = operatorStores();
    await changeAsOperator(stores, reasoned(wallet), { frozen: 'credits' }, Date.now());
    await when.changeControls(user, wallet, { frozen: 'debits' });
    await changeAsOperator(stores, reasoned(wallet), { frozen: null }, Date.now());
    await closeAsOperator(stores, reasoned(wallet), Date.now());
    const events = await told(wallet, 4);
    expect(events.map(([type, { by, frozen, operator_frozen }]) => [type, by, frozen, operator_frozen])).toEqual([
      ['wallet.frozen', 'operator', null, 'credits'],
      ['wallet.frozen', 'owner', 'debits', 'credits'],
      ['wallet.frozen', 'operator', 'debits', null],
      ['wallet.closed', 'operator', 'debits', null],
    ]);
    await delivered(events);
    expect(own.taken).toHaveLength(4);
    expect(JSON.stringify([events, own.taken])).not.toContain('case 7');
  });

  it('is one, however often the change is asked for, and there is none of a limit', async () => {
    const { user, wallet } = await given.userWithWallet();
    for (let n = 0; n < 3; n++) await when.changeControls(user, wallet, { frozen: 'all' });
    await when.changeControls(user, wallet, { max_payment: 5, frozen: 'all' });
    await when.changeControls(user, wallet, { minimum_balance: 5 });
    await when.changeControls(user, wallet, { frozen: null });
    for (let n = 0; n < 2; n++) await when.closeWallet(user, wallet);
    const events = await told(wallet, 3);
    expect(events.map(([type, { change }]) => [type, change])).toEqual([
      ['wallet.frozen', 1],
      ['wallet.unfrozen', 6],
      ['wallet.closed', 7],
    ]);
  });

  it('comes by the look that was queued before, if the response of the shard is lost', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    lost = 'changecontrols';
    const response = await when.changeControls(user, wallet, { frozen: 'all' });
    then.isProblem(response, 503, 'unavailable');
    expect(response.body).toMatchObject({ detail: expect.stringContaining('may have been made') });
    await world.streamed();
    expect(await told(wallet, 0)).toEqual([]);
    await eventually(async () => {
      await pump(world, 'fan_out');
      return (await told(wallet, 0)).length > 0;
    });
    expect(await told(wallet, 1)).toMatchObject([['wallet.frozen', { wallet_id: wallet, change: 1, frozen: 'all' }]]);
  });

  it('is published again among the events of its time', async () => {
    const { user, wallet } = await given.userWithWallet();
    await when.changeControls(user, wallet, { frozen: 'all' });
    const [[, event] = []] = await told(wallet, 1);
    const at = Date.parse(z.string().parse(event?.changed_at));
    const { journal } = operatorStores();
    const stores = { journal, walletEvents: new WalletEvents(world.tables.documents, world.tables.walletEvents) };
    const found = async (since: number, until: number) =>
      (await Array.fromAsync(eventsIn(stores, { since, until }))).filter((one) => 'change' in one);
    expect(await found(at, at + 1)).toContainEqual(event);
    expect(await found(at + 1, at + 2)).not.toContainEqual(event);
    expect(await found(at - 1, at)).not.toContainEqual(event);
  });
});
