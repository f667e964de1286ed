import { ulid } from 'ulid';
import { GIVEN_UP_AFTER_MS } from '../../../lib/domain/delivery.ts';
import type { WebhookSubscription } from '../../../lib/domain/webhook-subscription.ts';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { parameterStore, type WrittenParameters, writtenParameters } from '../../../lib/local/aws/parameter-store.ts';
import { storedIn } from '../../../lib/local/aws/stored-files.ts';
import { queueService } from '../../../lib/local/queues/queue-service.ts';
import { openQueues, type Queues } from '../../../lib/local/queues/queues.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { services } from '../../support/environment/services.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';
import { type Handler, loadFunctions } from '../../support/in-process/functions.ts';
import { NOWHERE } from '../../support/in-process/world.ts';

const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`;
const [DELIVERIES = '', UNDELIVERED = ''] = ['mib-local-deliveries', 'mib-local-undelivered-events'];

let cloud: Listening;
let queues: Queues;
let parameters: WrittenParameters;
let delays: number[];
let deliver: Handler;
let receiver: WebhookReceiver;
let slow: WebhookReceiver;

/** Longer than an instance knows its subscriptions: each test begins that much later, and so with its own. */
const LATER_MS = 61_000;
let laterMs = 0;

beforeAll(async () => {
  deliver = await load();
});
beforeEach(async () => {
  delays = [];
  laterMs += LATER_MS;
  const now = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + laterMs);
  const pause = async (ms: number) => {
    delays.push(ms);
  };
  const noFunction = async () => null;
  queues = await openQueues({ ...services().orchestrator, queueMappings: [] }, () => storedIn(undefined), noFunction, {
    pause,
    random: Math.random,
    say: () => undefined,
  });
  parameters = await writtenParameters(await storedIn(undefined));
  cloud = await listening(awsJsonServer({ ...queueService(queues.byName, pause), ...parameterStore({}, parameters) }));
  Object.assign(process.env, { AWS_ENDPOINT_URL_SQS: cloud.url, AWS_ENDPOINT_URL_SSM: cloud.url });
  receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
  slow = await WebhookReceiver.start(WEBHOOK_SECRET);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all([cloud.stop(), receiver.stop(), slow.stop()]);
});

/** The function as a new instance. */
async function load(environment: Readonly<Record<string, string>> = {}): Promise<Handler> {
  const declared = services().orchestrator.functions.filter(({ key }) => key === 'deliver');
  const [handler] = (await loadFunctions(declared, environment)).values();
  if (!handler) throw new Error('no serverless file declares "deliver"');
  return handler;
}

const subscription = (id: string, url: string, more: Partial<WebhookSubscription> = {}): WebhookSubscription => ({
  id,
  url,
  types: ['transfer.final'],
  secrets: [{ secret: WEBHOOK_SECRET, added_at: '2026-11-23T09:00:00.000Z' }],
  ...more,
});
function subscribe(...subscriptions: WebhookSubscription[]): void {
  parameters.values.set('/mib/local/webhooks', { value: JSON.stringify({ subscriptions }), version: 1 });
}

const eventOf = (TxID: string) => ({
  version: 1 as const,
  TxID,
  from_id: '1',
  to_id: '2',
  amount: '5',
  status: 'SUCCESSFUL' as const,
  note: 'transaction completed',
  initiated_at: '2026-11-23T09:00:00.000Z',
  finished_at: '2026-11-23T09:00:01.000Z',
});
const envelope = (TxID: string) => ({ source: 'mib', 'detail-type': 'transfer.final', detail: eventOf(TxID) });
const delivery = (id: string, TxID: string, { failures = 0, agoMs = 0 } = {}) => {
  return { subscription: id, event: eventOf(TxID), since: new Date(Date.now() - agoMs).toISOString(), failures };
};

/** Calls an instance of the function with messages, named m0, m1, … */
const take = (...bodies: unknown[]) => takeBy(deliver, ...bodies);
const takeBy = (instance: Handler, ...bodies: unknown[]) =>
  instance({ Records: bodies.map((body, n) => ({ messageId: `m${n}`, body: JSON.stringify(body) })) }, {});
const ALL_TAKEN = { batchItemFailures: [] };
const failed = (...messages: string[]) => ({
  batchItemFailures: messages.map((itemIdentifier) => ({ itemIdentifier })),
});

/** What is in a queue, with the group of each message. */
const inQueue = (name: string) =>
  (queues.byName.get(name)?.receive(1_000) ?? []).map(({ body, group }) => ({ body: JSON.parse(body), group }));

describe('the function "deliver"', () => {
  it('makes of an event a delivery for each subscription to its type', async () => {
    const [first, second] = [ulid(), ulid()];
    const other = subscription('other', receiver.url, { types: ['wallet.opened'] });
    subscribe(subscription('ledger', receiver.url), subscription('mail', slow.url), other);
    expect(await take(envelope(first), envelope(second))).toEqual(ALL_TAKEN);
    const queued = inQueue(DELIVERIES);
    expect(queued).toHaveLength(4);
    for (const id of ['ledger', 'mail']) {
      for (const TxID of [first, second]) {
        const body = { subscription: id, event: eventOf(TxID), since: expect.any(String), failures: 0 };
        expect(queued).toContainEqual({ group: id, body });
      }
    }
    expect(receiver.requests).toBe(0);
  });

  it('makes nothing of an event while there is no subscription', async () => {
    expect(await take(envelope(ulid()))).toEqual(ALL_TAKEN);
    subscribe();
    laterMs += LATER_MS;
    expect(await take(envelope(ulid()))).toEqual(ALL_TAKEN);
    expect(inQueue(DELIVERIES)).toEqual([]);
  });

  it('sends a delivery to its receiver, signed, with the message of the event', async () => {
    const TxID = ulid();
    subscribe(subscription('ledger', receiver.url), subscription('mail', slow.url));
    expect(await take(delivery('ledger', TxID))).toEqual(ALL_TAKEN);
    const data = eventOf(TxID);
    expect(receiver.taken).toEqual([{ type: 'transfer.final', timestamp: data.finished_at, data }]);
    expect([receiver.forgeries, slow.requests, inQueue(DELIVERIES)]).toEqual([[], 0, []]);
  });

  it.each([WEBHOOK_SECRET, OTHER_SECRET])('signs with both secrets while they rotate, such as %s', async (known) => {
    const added_at = '2026-11-23T09:00:00.000Z';
    const secrets = [OTHER_SECRET, WEBHOOK_SECRET].map((secret) => ({ secret, added_at }));
    const rotating = await WebhookReceiver.start(known);
    subscribe(subscription('ledger', rotating.url, { secrets }));
    expect(await take(delivery('ledger', ulid()))).toEqual(ALL_TAKEN);
    expect([rotating.taken.length, rotating.forgeries]).toEqual([1, []]);
    await rotating.stop();
  });

  it('puts a delivery that failed back into the queue, hidden for a growing time', async () => {
    const TxID = ulid();
    subscribe(subscription('ledger', receiver.url));
    receiver.answer = () => 503;
    const before = delivery('ledger', TxID, { failures: 12, agoMs: 3_600_000 });
    expect(await take(before)).toEqual(ALL_TAKEN);
    expect(delays).toHaveLength(1);
    expect(delays[0]).toBeGreaterThan(0);
    expect(delays[0]).toBeLessThanOrEqual(900_000);
    expect(inQueue(DELIVERIES)).toEqual([{ group: 'ledger', body: { ...before, failures: 13 } }]);
  });

  it('comes no earlier than the receiver asks by Retry-After', async () => {
    subscribe(subscription('ledger', receiver.url));
    receiver.answer = () => 429;
    receiver.headers = { 'retry-after': '120' };
    await take(delivery('ledger', ulid()));
    expect(delays).toEqual([120_000]);
  });

  it('repeats no delivery of a subscription because another one failed', async () => {
    const TxID = ulid();
    subscribe(subscription('ledger', receiver.url), subscription('mail', slow.url));
    slow.answer = () => 500;
    await take(envelope(TxID));
    const bodies = inQueue(DELIVERIES).map(({ body }) => body);
    expect(await take(...bodies)).toEqual(ALL_TAKEN);
    const again = inQueue(DELIVERIES);
    expect(again.map(({ body }) => body.subscription)).toEqual(['mail']);
    slow.answer = () => 200;
    await take(again[0]?.body);
    expect([receiver.times(TxID), slow.times(TxID)]).toEqual([1, 1]);
  });

  it.each([
    ['a receiver that is gone', 410, 0],
    ['24 hours of failures', 503, GIVEN_UP_AFTER_MS],
  ])('gives a delivery up after %s, and says why', async (_what, status, agoMs) => {
    subscribe(subscription('ledger', receiver.url));
    receiver.answer = () => status;
    const before = delivery('ledger', ulid(), { failures: 3, agoMs });
    expect(await take(before)).toEqual(ALL_TAKEN);
    const letter = { ...before, failures: 4, reason: `the response was ${status}`, given_up_at: expect.any(String) };
    expect(inQueue(UNDELIVERED)).toEqual([{ body: letter }]);
    expect(inQueue(DELIVERIES)).toEqual([]);
  });

  it('drops the deliveries of a subscription that was removed', async () => {
    subscribe(subscription('mail', slow.url));
    expect(await take(delivery('ledger', ulid(), { agoMs: 60_000 }))).toEqual(ALL_TAKEN);
    expect([receiver.requests, inQueue(DELIVERIES), inQueue(UNDELIVERED)]).toEqual([0, [], []]);
  });

  it('drops nothing of a subscription that another instance knew first', async () => {
    subscribe();
    await take(envelope(ulid()));
    subscribe(subscription('ledger', receiver.url));
    expect(await take(delivery('ledger', ulid()))).toEqual(ALL_TAKEN);
    expect(receiver.taken).toHaveLength(1);
  });

  it('keeps the events of a batch from waiting for a receiver that does not respond', async () => {
    subscribe(subscription('mail', slow.url));
    let respond: (value?: unknown) => void = () => undefined;
    slow.wait = () => new Promise((resolve) => (respond = resolve));
    const batch = take(delivery('mail', ulid()), envelope(ulid()));
    await eventually(() => slow.requests === 1 && inQueue(DELIVERIES).length === 1);
    respond();
    expect(await batch).toEqual(ALL_TAKEN);
    expect(inQueue(DELIVERIES)).toEqual([]);
  });

  it.each([
    ['an event of another form', { ...envelope(ulid()), detail: {} }],
    ['an event of another source', { ...envelope(ulid()), source: 'aws.s3' }],
    ['another message', { what: 'else' }],
  ])('leaves %s in the queue, and takes the others', async (_what, wrong) => {
    subscribe(subscription('ledger', receiver.url));
    expect(await take(wrong, delivery('ledger', ulid()))).toEqual(failed('m0'));
    expect(receiver.taken).toHaveLength(1);
  });

  it('leaves everything in the queue while the subscriptions cannot be read', async () => {
    const started = await load();
    process.env.AWS_ENDPOINT_URL_SSM = NOWHERE;
    expect(await takeBy(started, envelope(ulid()), delivery('ledger', ulid()))).toEqual(failed('m0', 'm1'));
  });

  it('leaves in the queue what the queue does not take again', async () => {
    subscribe(subscription('ledger', receiver.url));
    receiver.answer = () => 500;
    process.env.AWS_ENDPOINT_URL_SQS = NOWHERE;
    expect(await take(envelope(ulid()), delivery('ledger', ulid()))).toEqual(failed('m0', 'm1'));
  });

  it('of a deployed stage sends nothing to this machine', async () => {
    const deployed = await load({ WEBHOOK_NETWORK: 'public' });
    subscribe(subscription('ledger', receiver.url));
    expect(await takeBy(deployed, delivery('ledger', ulid(), { agoMs: GIVEN_UP_AFTER_MS }))).toEqual(ALL_TAKEN);
    expect(inQueue(UNDELIVERED)).toMatchObject([{ body: { reason: 'the address is not https' } }]);
    expect(receiver.requests).toBe(0);
  });
});
