import { ulid } from 'ulid';
import * as z from 'zod';
import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import { WebhookDelivery } from '../../../lib/api/webhook-deliveries.ts';
import { GIVEN_UP_AFTER_MS } from '../../../lib/domain/delivery.ts';
import { UserDelivery } from '../../../lib/domain/user-delivery.ts';
import { DISABLED_AFTER_MS } from '../../../lib/domain/user-webhook.ts';
import { UserWebhooks } from '../../../lib/store/user-webhooks.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { UserReceiver } from '../../support/environment/user-receiver.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { isMade, keySteps } from '../../support/steps/key-steps.ts';
import * as then from '../../support/steps/then.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const QUEUES = { fan_out: 'mib-local-announcements', deliver_to_users: 'mib-local-user-deliveries' };
const AUTHORISED = 'transfer.authorised';
const BOTH = ['transfer.final', 'statement.posted'];

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = webhookSteps(() => world);
const keys = keySteps(() => world);
const whenUser = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess({ environment: { WEBHOOK_NETWORK: 'any' } });
});
afterAll(() => world.stop());
let receivers: UserReceiver[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  receivers = [];
});

async function receiver(): Promise<UserReceiver> {
  const started = await UserReceiver.start();
  receivers.push(started);
  return started;
}
async function added(user: User, to: UserReceiver, types = BOTH): Promise<string> {
  const { webhook_id, secret } = AddedWebhook.parse((await when.add(user, { url: to.url, types })).body);
  to.knows(secret);
  return webhook_id;
}
async function tested(user: User, id: string): Promise<void> {
  expect(await when.test(user, id)).toMatchObject({ status: 202 });
}
async function deliveriesOf(user: User, id: string): Promise<WebhookDelivery[]> {
  return z.array(WebhookDelivery).parse((await when.deliveries(user, id)).body);
}

/** The visible messages of a queue, which leave it. */
async function messages(name: string): Promise<string[]> {
  const received = world.queues.get(name)?.receive(100) ?? [];
  for (const { id } of received) await world.queues.get(name)?.delete(id);
  return received.map(({ body }) => body);
}
/** The visible delivery to a webhook, which leaves the queue as all others do. */
async function messageTo(webhook: string): Promise<string> {
  return (await messages(QUEUES.deliver_to_users)).find((body) => body.includes(webhook)) ?? '';
}
const call = (key: keyof typeof QUEUES, bodies: readonly string[]) =>
  world.invoke(key, { Records: bodies.map((body, n) => ({ messageId: `m${n}`, body })) });
const ALL_TAKEN = { batchItemFailures: [] };
/** Passes the visible messages of a queue to its function, once. @returns how many */
async function pump(key: keyof typeof QUEUES): Promise<number> {
  const bodies = await messages(QUEUES[key]);
  expect(await call(key, bodies)).toEqual(ALL_TAKEN);
  return bodies.length;
}
/** The event of a transfer from the bus to the queues of deliveries. */
async function announce(TxID: string, type = 'transfer.final'): Promise<void> {
  const about = ({ detail, detailType }: InProcessWorld['events'][number]) =>
    detailType === type && z.object({ TxID: z.string() }).parse(detail).TxID === TxID;
  const event = await eventually(async () => world.events.find(about));
  const body = JSON.stringify({ source: 'mib', 'detail-type': type, detail: event?.detail });
  expect(await world.invoke('deliver', { Records: [{ messageId: 'm0', body }] })).toEqual(ALL_TAKEN);
  await pump('fan_out');
}
const deliver = () => pump('deliver_to_users');

/** Makes the clock of the functions later. */
function later(ms: number): void {
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
}

describe('the webhook of a user', () => {
  it('receives a transfer from the side of its wallet, signed, and lists the delivery', async () => {
    const to = await receiver();
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const [one, other] = [await given.userWithWallet({ shard: 1 }), await given.userWithWallet({ shard: 0 })];
    const webhook = await added(one.user, to, ['transfer.final']);
    const payees = [one, other].map(({ wallet }) => ({ to_id: wallet, amount: '7' }));
    const { TxID } = await given.transfer(payer.user, {
      from: payer.wallet,
      to: payees,
      metadata: { order: 'secret' },
    });
    await announce(TxID);
    await deliver();
    const [message] = to.taken;
    expect(to.taken).toHaveLength(1);
    expect(message?.body).toMatchObject({
      type: 'transfer.final',
      data: {
        wallet_id: one.wallet,
        TxID,
        amount: '+7',
        from_id: payer.wallet,
        to_id: one.wallet,
        status: 'SUCCESSFUL',
      },
    });
    expect(JSON.stringify(message)).not.toContain(other.wallet);
    expect(JSON.stringify(message)).not.toContain('secret');
    expect(await deliveriesOf(one.user, webhook)).toEqual([
      {
        delivery_id: message?.id,
        type: 'transfer.final',
        wallet_id: one.wallet,
        TxID,
        status: 'delivered',
        attempts: 1,
        last_attempt_at: expect.any(String),
        response_status: 200,
        duration_ms: expect.any(Number),
      },
    ]);
  });

  it('of the payer and of the payee each receive the authorisation of a transfer from their own side', async () => {
    const [toPayer, toPayee] = [await receiver(), await receiver()];
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const payee = await given.userWithWallet({ shard: 1 });
    await added(payer.user, toPayer, [AUTHORISED]);
    await added(payee.user, toPayee, ['transfer.final', AUTHORISED]);
    const order = { from: payer.wallet, to: payee.wallet, amount: '7', capture: 'manual' };
    const pay = [{ wallet_id: payer.wallet, max_per_day: '10' }];
    const { key: token, key_id } = isMade(await keys.make(payer.user, { name: 'Shop', pay }));
    const { TxID } = then.isTransaction(await whenUser.transfer({ token }, order, undefined, 'wait=10'));
    await announce(TxID, AUTHORISED);
    await deliver();
    const heldFor = (wallet: string, amount: string) => ({
      type: AUTHORISED,
      data: { wallet_id: wallet, TxID, amount, status: 'PROCESSING', note: 'authorised', from_id: payer.wallet },
    });
    expect(toPayer.taken.map(({ body }) => body)).toMatchObject([heldFor(payer.wallet, '-7')]);
    expect(toPayee.taken.map(({ body }) => body)).toMatchObject([heldFor(payee.wallet, '+7')]);
    const paid_by = { user_id: expect.any(String), key: { key_id, name: 'Shop' } };
    expect(toPayer.taken[0]?.body.data).toMatchObject({ paid_by });
    expect(toPayee.taken[0]?.body.data).not.toHaveProperty('paid_by');
    await whenUser.void(payee.user, payee.wallet, TxID, 'wait=10');
    await announce(TxID);
    await deliver();
    expect([toPayer.taken.length, toPayee.taken.length]).toEqual([1, 1]);
  });

  it('receives the entry of the statement once it is written, with the balance after it', async () => {
    const to = await receiver();
    const { user, wallet } = await given.userWithWallet({ shard: 1 });
    await added(user, to, ['statement.posted']);
    const { TxID } = await given.transfer(await given.treasury(), {
      from: world.treasury.walletId,
      to: wallet,
      amount: 9,
    });
    await announce(TxID);
    expect(await messages(QUEUES.deliver_to_users)).toEqual([]);
    await world.streamed();
    await eventually(async () => (await pump('fan_out')) > 0);
    await deliver();
    expect(to.taken.map(({ body }) => body)).toMatchObject([
      {
        type: 'statement.posted',
        data: { wallet_id: wallet, TxID, seq: 1, amount: '+9', currency: 'XXX', balance: '9' },
      },
    ]);
  });

  it('asks again for an entry that is not written yet', async () => {
    const { user, wallet } = await given.userWithWallet();
    await added(user, await receiver(), ['statement.posted']);
    const at = new Date().toISOString();
    const wait = { wallet_id: wallet, TxID: ulid(), initiated_at: at, since: at, failures: 0 };
    expect(await call('fan_out', [JSON.stringify({ await_entry: wait })])).toEqual(ALL_TAKEN);
    const [again] = await eventually(async () => {
      const found = await messages(QUEUES.fan_out);
      return found.length > 0 ? found : undefined;
    });
    expect(JSON.parse(again ?? '')).toEqual({ await_entry: { ...wait, failures: 1 } });
    later(GIVEN_UP_AFTER_MS);
    expect(await call('fan_out', [JSON.stringify({ await_entry: wait })])).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
  });

  it('receives nothing that it does not want, and nothing while it is disabled', async () => {
    const to = await receiver();
    const { user, wallet } = await given.userWithWallet({ money: 10 });
    const webhook = await added(user, to, ['statement.posted']);
    const off = await added(user, to, ['transfer.final']);
    await when.change(user, off, { enabled: false });
    const { TxID } = await given.transfer(user, { from: wallet, to: world.treasury.walletId, amount: 1 });
    await announce(TxID);
    await deliver();
    expect([to.requests, await deliveriesOf(user, webhook), await deliveriesOf(user, off)]).toEqual([0, [], []]);
  });

  it('has one delivery for each event, however often the event comes', async () => {
    const to = await receiver();
    const { user, wallet } = await given.userWithWallet({ money: 10 });
    const webhook = await added(user, to, ['transfer.final']);
    const { TxID } = await given.transfer(user, { from: wallet, to: world.treasury.walletId, amount: 1 });
    for (let n = 0; n < 2; n++) await announce(TxID);
    await deliver();
    expect(new Set(to.taken.map(({ id }) => id)).size).toBe(1);
    expect(await deliveriesOf(user, webhook)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });

  it('gets another attempt after a failure, and is told why it failed', async () => {
    const to = await receiver();
    const user = await given.user();
    const webhook = await added(user, to);
    to.status = 503;
    await tested(user, webhook);
    await deliver();
    expect(await deliveriesOf(user, webhook)).toMatchObject([
      {
        type: 'webhook.test',
        status: 'pending',
        attempts: 1,
        response_status: 503,
        error: 'the response was 503',
        next_attempt_at: expect.any(String),
      },
    ]);
    expect((await when.get(user, webhook)).body).toMatchObject({
      status: 'enabled',
      failing_since: expect.any(String),
    });
    to.status = 204;
    await eventually(async () => (await deliver()) > 0);
    expect(await deliveriesOf(user, webhook)).toMatchObject([
      { status: 'delivered', attempts: 2, response_status: 204 },
    ]);
    expect((await when.get(user, webhook)).body).not.toHaveProperty('failing_since');
    expect(new Set(to.taken.map(({ id }) => id)).size).toBe(1);
  });

  it('follows no redirect', async () => {
    const [to, elsewhere] = [await receiver(), await receiver()];
    const user = await given.user();
    const webhook = await added(user, to);
    [to.status, to.headers] = [307, { location: elsewhere.url }];
    await tested(user, webhook);
    await deliver();
    expect(elsewhere.requests).toBe(0);
    expect(await deliveriesOf(user, webhook)).toMatchObject([{ status: 'pending', response_status: 307 }]);
    await when.remove(user, webhook);
  });

  it('has a failed delivery after a day, which its user sends again with the same id', async () => {
    const to = await receiver();
    const user = await given.user();
    const webhook = await added(user, to);
    await tested(user, webhook);
    const body = await messageTo(webhook);
    to.status = 500;
    later(GIVEN_UP_AFTER_MS);
    expect(await call('deliver_to_users', [body])).toEqual(ALL_TAKEN);
    const [failed] = await deliveriesOf(user, webhook);
    expect([failed?.status, failed?.next_attempt_at]).toEqual(['failed', undefined]);
    to.status = 200;
    const again = await when.resend(user, webhook, failed?.delivery_id ?? '');
    expect([again.status, WebhookDelivery.parse(again.body).status]).toEqual([202, 'pending']);
    await deliver();
    expect(to.taken.map(({ id }) => id)).toEqual([failed?.delivery_id]);
    expect(await deliveriesOf(user, webhook)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });

  it('ends the attempts of a delivery that its user has sent again', async () => {
    const to = await receiver();
    const user = await given.user();
    const webhook = await added(user, to);
    await tested(user, webhook);
    const first = await messageTo(webhook);
    later(1_000);
    await when.resend(user, webhook, UserDelivery.parse(JSON.parse(first)).event.id);
    await messages(QUEUES.deliver_to_users);
    to.status = 500;
    expect(await call('deliver_to_users', [first])).toEqual(ALL_TAKEN);
    expect(await deliveriesOf(user, webhook)).toMatchObject([{ status: 'pending', attempts: 0 }]);
    jest.restoreAllMocks();
    expect(await messages(QUEUES.deliver_to_users)).toEqual([]);
  });

  it('is disabled after three days of failures, and enabled by its user', async () => {
    const to = await receiver();
    const user = await given.user();
    const webhook = await added(user, to);
    to.status = 500;
    await tested(user, webhook);
    await deliver();
    later(DISABLED_AFTER_MS);
    await tested(user, webhook);
    await deliver();
    expect((await when.get(user, webhook)).body).toMatchObject({ status: 'disabled', disabled_reason: 'failing' });
    const { requests } = to;
    await tested(user, webhook);
    await deliver();
    expect(to.requests).toBe(requests);
    expect((await deliveriesOf(user, webhook)).map(({ status }) => status)).toEqual(
      expect.arrayContaining(['failed', 'failed']),
    );
    to.status = 200;
    expect((await when.change(user, webhook, { enabled: true })).body).toMatchObject({ status: 'enabled' });
    await tested(user, webhook);
    await deliver();
    expect(to.taken).toHaveLength(1);
  });

  it('is disabled at once if its receiver responds with 410', async () => {
    const to = await receiver();
    const user = await given.user();
    const webhook = await added(user, to);
    to.status = 410;
    await tested(user, webhook);
    await deliver();
    expect((await when.get(user, webhook)).body).toMatchObject({ status: 'disabled', disabled_reason: 'gone' });
    expect(await deliveriesOf(user, webhook)).toMatchObject([{ status: 'failed', response_status: 410 }]);
  });

  it('that an operator has disabled is enabled by an operator alone', async () => {
    const to = await receiver();
    const user = await given.user();
    const webhook = await added(user, to);
    await tested(user, webhook);
    const body = await messageTo(webhook);
    const { owner } = UserDelivery.parse(JSON.parse(body));
    const store = new UserWebhooks(world.tables.documents, world.tables.userWebhooks);
    await store.disable(owner, webhook, { reason: 'operator', now: Date.now() });
    for (const enabled of [true, false]) {
      const response = await when.change(user, webhook, { enabled });
      expect(response).toMatchObject({ status: 409, body: { code: 'webhook_blocked' } });
    }
    expect(await when.change(user, webhook, { description: 'mine' })).toMatchObject({ status: 200 });
    await store.enable(owner, webhook);
    expect((await when.get(user, webhook)).body).toMatchObject({ status: 'enabled' });
  });

  it('verifies messages with the old secret and the new one during a rotation', async () => {
    const [old, fresh] = [await receiver(), await receiver()];
    const user = await given.user();
    const webhook = await added(user, old);
    const { secret } = z.object({ secret: z.string() }).parse((await when.rotate(user, webhook)).body);
    fresh.knows(secret);
    await tested(user, webhook);
    await when.change(user, webhook, { url: old.url });
    await deliver();
    await when.change(user, webhook, { url: fresh.url });
    await tested(user, webhook);
    await deliver();
    expect([old, fresh].map(({ taken, forgeries }) => [taken.length, forgeries.length])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('that is slow does not delay others, and has two attempts at a time', async () => {
    const [slow, quick] = [await receiver(), await receiver()];
    const user = await given.user();
    const ids = [await added(user, slow), await added(user, quick)];
    for (let n = 0; n < 5; n++) await tested(user, ids[0] ?? '');
    await tested(user, ids[1] ?? '');
    let respond: () => void = () => undefined;
    const responded = new Promise<void>((resolve) => (respond = resolve));
    slow.wait = () => responded;
    const batch = deliver();
    await eventually(() => quick.taken.length === 1 && slow.requests === 2);
    later(60_000);
    respond();
    await batch;
    expect(slow.requests).toBe(2);
    jest.restoreAllMocks();
    await eventually(async () => {
      await deliver();
      return slow.taken.length === 5;
    });
  });
});

it('A stage of public webhooks refuses http and private addresses, and adds nothing', async () => {
  const open = await startInProcess({ environment: { WEBHOOK_NETWORK: 'public' } });
  const user = await givenSteps(() => open).user();
  const steps = webhookSteps(() => open);
  for (const url of [
    'http://shop.example/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/',
    'https://10.0.0.1/',
  ]) {
    const response = await steps.add(user, { url, types: ['transfer.final'] });
    expect(response).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ field: 'url' }] } });
  }
  expect((await steps.list(user)).body).toEqual([]);
  await open.stop();
});
