import { createServer } from 'node:http';
import { ulid } from 'ulid';
import { GIVEN_UP_AFTER_MS } from '../../../lib/domain/delivery.ts';
import type { WebhookSubscription } from '../../../lib/domain/webhook-subscription.ts';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { parameterStore, type WrittenParameters, writtenParameters } from '../../../lib/local/aws/parameter-store.ts';
import { queueService } from '../../../lib/local/queues/queue-service.ts';
import { openQueues, type Queues } from '../../../lib/local/queues/queues.ts';
import { UserWebhooks } from '../../../lib/store/user-webhooks.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { services } from '../../support/environment/services.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';
import { type Handler, loadFunctions, useDatabase } from '../../support/in-process/functions.ts';
import { NOWHERE } from '../../support/in-process/in-process-world.ts';
import { memoryValues } from '../../support/memory-values.ts';

const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`;
const [DELIVERIES = '', UNDELIVERED = ''] = ['mib-local-deliveries', 'mib-local-undelivered-events'];
const ANNOUNCEMENTS = 'mib-local-announcements';

let tables: FreshTables;
let cloud: Listening;
let queues: Queues;
let parameters: WrittenParameters;
let delays: number[];
let deliver: Handler;
let receiver: WebhookReceiver;
let slow: WebhookReceiver;

/**
 * Longer than an instance caches subscriptions. Each test begins that much later, so it reads its
 * own.
 */
const LATER_MS = 61_000;
let laterMs = 0;

beforeAll(async () => {
  tables = await memoryTables();
  useDatabase(tables.documents);
  deliver = await load();
});
afterAll(() => tables.close());
beforeEach(async () => {
  delays = [];
  laterMs += LATER_MS;
  const now = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + laterMs);
  const pause = async (ms: number) => {
    delays.push(ms);
  };
  const noFunction = async () => null;
  const values = await memoryValues();
  queues = await openQueues({ ...services().orchestrator, queueMappings: [] }, values, noFunction, {
    pause,
    random: Math.random,
    say: () => undefined,
  });
  parameters = await writtenParameters(values('parameters'));
  cloud = await listening(awsJsonServer({ ...queueService(queues.byName, pause), ...parameterStore({}, parameters) }));
  Object.assign(process.env, { AWS_ENDPOINT_URL_SQS: cloud.url, AWS_ENDPOINT_URL_SSM: cloud.url });
  receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
  slow = await WebhookReceiver.start(WEBHOOK_SECRET);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all([cloud.stop(), receiver.stop(), slow.stop()]);
});

/** Loads the function as a new instance. */
async function load(environment: Readonly<Record<string, string>> = {}): Promise<Handler> {
  const declared = tables.renamed(services()).orchestrator.functions.filter(({ key }) => key === 'deliver');
  const [handler] = (await loadFunctions(declared, environment)).values();
  if (!handler) throw new Error('no serverless file declares "deliver"');
  return handler;
}

/** What a service may say of a message, with a part of it. */
const SAID = 'the message has the part "whsec_part"';
const SECRET_KEY = 'the-secret-key-of-the-function';

/** The lines of two calls that are side by side. */
const byMessage = (one: string, other: string) => Number(one.includes('again')) - Number(other.includes('again'));

/** What an instance does that logs errors, and its lines. */
async function logged<T>(run: (logging: Handler) => Promise<T>): Promise<{ batch: T; lines: string[] }> {
  const before = process.env;
  process.env = { ...before, POWERTOOLS_LOG_LEVEL: 'ERROR', AWS_SECRET_ACCESS_KEY: SECRET_KEY };
  const lines: string[] = [];
  const logging = await load();
  jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
  try {
    return { batch: await run(logging), lines };
  } finally {
    process.env = before;
  }
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
  to: [{ to_id: '2', amount: '5' }],
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

/** Invokes the function with messages whose ids are m0, m1, … */
const take = (...bodies: unknown[]) => takeBy(deliver, ...bodies);
const takeBy = (instance: Handler, ...bodies: unknown[]) =>
  instance({ Records: bodies.map((body, n) => ({ messageId: `m${n}`, body: JSON.stringify(body) })) }, {});
const ALL_TAKEN = { batchItemFailures: [] };
const failed = (...messages: string[]) => ({
  batchItemFailures: messages.map((itemIdentifier) => ({ itemIdentifier })),
});

/** The messages of a queue, each with its group. */
const inQueue = (name: string) =>
  (queues.byName.get(name)?.receive(1_000) ?? []).map(({ body, group }) => ({ body: JSON.parse(body), group }));

describe('the function "deliver"', () => {
  it('queues a delivery of an event for each subscription to its type', async () => {
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

  it('queues a delivery of an authorised transfer only for a subscription to that type', async () => {
    const { finished_at: _, ...shared } = eventOf(ulid());
    const times = { authorised_at: '2026-11-23T09:00:01.000Z', expires_at: '2026-11-30T09:00:00.000Z' };
    const detail = { ...shared, status: 'PROCESSING', note: 'authorised', ...times };
    const both = subscription('both', receiver.url, { types: ['transfer.final', 'transfer.authorised'] });
    subscribe(subscription('ledger', slow.url), both);
    expect(await take({ source: 'mib', 'detail-type': 'transfer.authorised', detail })).toEqual(ALL_TAKEN);
    const queued = inQueue(DELIVERIES);
    expect(queued).toMatchObject([{ group: 'both', body: { subscription: 'both', event: detail } }]);
    expect(await take(queued[0]?.body)).toEqual(ALL_TAKEN);
    expect(receiver.authorised).toMatchObject([{ type: 'transfer.authorised', data: detail }]);
    expect([receiver.taken, receiver.forgeries]).toEqual([[], []]);
  });

  it('queues nothing while there is no subscription', async () => {
    expect(await take(envelope(ulid()))).toEqual(ALL_TAKEN);
    subscribe();
    laterMs += LATER_MS;
    expect(await take(envelope(ulid()))).toEqual(ALL_TAKEN);
    expect(inQueue(DELIVERIES)).toEqual([]);
  });

  it('passes events on while a user has a webhook, and no longer', async () => {
    subscribe();
    const webhooks = new UserWebhooks(tables.documents, tables.userWebhooks);
    const webhook = { id: 'w1', url: receiver.url, types: ['transfer.final'], createdAt: '2026-11-23T09:00:00.000Z' };
    const txIds = [ulid(), ulid(), ulid()];
    for (const [n, txId] of txIds.entries()) {
      if (n === 1) await webhooks.add('ann', webhook);
      if (n === 2) await webhooks.remove('ann', 'w1');
      expect(await take(envelope(txId))).toEqual(ALL_TAKEN);
    }
    expect(inQueue(ANNOUNCEMENTS)).toEqual([{ body: envelope(txIds[1] ?? '') }]);
  });

  it('sends a delivery to its receiver, signed and with the event', async () => {
    const TxID = ulid();
    subscribe(subscription('ledger', receiver.url), subscription('mail', slow.url));
    expect(await take(delivery('ledger', TxID))).toEqual(ALL_TAKEN);
    const data = eventOf(TxID);
    expect(receiver.taken).toEqual([{ type: 'transfer.final', timestamp: data.finished_at, data }]);
    expect([receiver.forgeries, slow.requests, inQueue(DELIVERIES)]).toEqual([[], 0, []]);
  });

  it.each([WEBHOOK_SECRET, OTHER_SECRET])('signs with each of two secrets during a rotation: %s', async (known) => {
    const added_at = '2026-11-23T09:00:00.000Z';
    const secrets = [OTHER_SECRET, WEBHOOK_SECRET].map((secret) => ({ secret, added_at }));
    const rotating = await WebhookReceiver.start(known);
    subscribe(subscription('ledger', rotating.url, { secrets }));
    expect(await take(delivery('ledger', ulid()))).toEqual(ALL_TAKEN);
    expect([rotating.taken.length, rotating.forgeries]).toEqual([1, []]);
    await rotating.stop();
  });

  it('queues a failed delivery again, with a growing delay', async () => {
    const TxID = ulid();
    subscribe(subscription('ledger', receiver.url));
    receiver.status = () => 503;
    const before = delivery('ledger', TxID, { failures: 12, agoMs: 3_600_000 });
    expect(await take(before)).toEqual(ALL_TAKEN);
    expect(delays).toHaveLength(1);
    expect(delays[0]).toBeGreaterThan(0);
    expect(delays[0]).toBeLessThanOrEqual(900_000);
    expect(inQueue(DELIVERIES)).toEqual([{ group: 'ledger', body: { ...before, failures: 13 } }]);
  });

  it('waits at least as long as the receiver’s Retry-After', async () => {
    subscribe(subscription('ledger', receiver.url));
    receiver.status = () => 429;
    receiver.headers = { 'retry-after': '120' };
    await take(delivery('ledger', ulid()));
    expect(delays).toEqual([120_000]);
  });

  it('repeats only the delivery that failed, not those to other subscriptions', async () => {
    const TxID = ulid();
    subscribe(subscription('ledger', receiver.url), subscription('mail', slow.url));
    slow.status = () => 500;
    await take(envelope(TxID));
    const bodies = inQueue(DELIVERIES).map(({ body }) => body);
    expect(await take(...bodies)).toEqual(ALL_TAKEN);
    const again = inQueue(DELIVERIES);
    expect(again.map(({ body }) => body.subscription)).toEqual(['mail']);
    slow.status = () => 200;
    await take(again[0]?.body);
    expect([receiver.times(TxID), slow.times(TxID)]).toEqual([1, 1]);
  });

  it.each([
    ['a response of 410 Gone', 410, 0],
    ['24 hours of failures', 503, GIVEN_UP_AFTER_MS],
  ])('moves a delivery to the queue of undelivered events after %s, with the reason', async (_what, status, agoMs) => {
    subscribe(subscription('ledger', receiver.url));
    receiver.status = () => status;
    const before = delivery('ledger', ulid(), { failures: 3, agoMs });
    expect(await take(before)).toEqual(ALL_TAKEN);
    const undelivered = {
      ...before,
      failures: 4,
      reason: `the response was ${status}`,
      given_up_at: expect.any(String),
    };
    expect(inQueue(UNDELIVERED)).toEqual([{ body: undelivered }]);
    expect(inQueue(DELIVERIES)).toEqual([]);
  });

  it('drops the deliveries of a removed subscription', async () => {
    subscribe(subscription('mail', slow.url));
    expect(await take(delivery('ledger', ulid(), { agoMs: 60_000 }))).toEqual(ALL_TAKEN);
    expect([receiver.requests, inQueue(DELIVERIES), inQueue(UNDELIVERED)]).toEqual([0, [], []]);
  });

  it('sends the delivery of a subscription that only another instance has read so far', async () => {
    subscribe();
    await take(envelope(ulid()));
    subscribe(subscription('ledger', receiver.url));
    expect(await take(delivery('ledger', ulid()))).toEqual(ALL_TAKEN);
    expect(receiver.taken).toHaveLength(1);
  });

  it('queues the events of a batch while one of its receivers does not respond', async () => {
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
    ['an invalid event', { ...envelope(ulid()), detail: {} }],
    ['an event of another source', { ...envelope(ulid()), source: 'aws.s3' }],
    ['an unknown message', { what: 'else' }],
  ])('reports only %s as failed in a batch', async (_what, wrong) => {
    subscribe(subscription('ledger', receiver.url));
    expect(await take(wrong, delivery('ledger', ulid()))).toEqual(failed('m0'));
    expect(receiver.taken).toHaveLength(1);
  });

  it('reports the whole batch as failed while the subscriptions cannot be read', async () => {
    const started = await load();
    process.env.AWS_ENDPOINT_URL_SSM = NOWHERE;
    expect(await takeBy(started, envelope(ulid()), delivery('ledger', ulid()))).toEqual(failed('m0', 'm1'));
  });

  it('reports the messages as failed that it cannot queue again', async () => {
    subscribe(subscription('ledger', receiver.url));
    receiver.status = () => 500;
    process.env.AWS_ENDPOINT_URL_SQS = NOWHERE;
    expect(await take(envelope(ulid()), delivery('ledger', ulid()))).toEqual(failed('m0', 'm1'));
  });

  it.each<[string, string, object]>([
    ['a refusal of SQS', 'AccessDeniedException', { __type: 'com.amazonaws.sqs#AccessDeniedException', message: SAID }],
    ['the code of one message', 'InternalError', { Failed: [{ Id: '0', Code: 'InternalError', Message: SAID }] }],
    ['a response without the message', 'no result', {}],
  ])('logs why a message was not queued: %s, and nothing of the message', async (_what, reason, response) => {
    const sqs = await listening(createServer((_request, out) => void out.end(JSON.stringify(response))));
    subscribe(subscription('ledger', receiver.url));
    receiver.status = () => 500;
    process.env.AWS_ENDPOINT_URL_SQS = sqs.url;
    const { batch, lines } = await logged(async (logging) =>
      takeBy(logging, envelope(ulid()), delivery('ledger', ulid())),
    );
    await sqs.stop();
    expect(batch).toEqual(failed('m0', 'm1'));
    const cause = {
      message: expect.stringMatching(new RegExp(`^SQS: SendMessageBatch of http\\S+deliveries: ${reason}$`)),
    };
    const line = (message: string) => ({ level: 'ERROR', error: { message, cause } });
    expect(lines.toSorted(byMessage).map((text) => JSON.parse(text))).toMatchObject([
      line('the queue did not take a delivery'),
      line('the queue did not take the delivery again'),
    ]);
    for (const secret of [WEBHOOK_SECRET, SAID, SECRET_KEY, '"amount"']) expect(lines.join('\n')).not.toContain(secret);
  });

  it('sends nothing to a private address on a deployed stage', async () => {
    const deployed = await load({ WEBHOOK_NETWORK: 'public' });
    subscribe(subscription('ledger', receiver.url));
    expect(await takeBy(deployed, delivery('ledger', ulid(), { agoMs: GIVEN_UP_AFTER_MS }))).toEqual(ALL_TAKEN);
    expect(inQueue(UNDELIVERED)).toMatchObject([{ body: { reason: 'the address is not https' } }]);
    expect(receiver.requests).toBe(0);
  });
});
