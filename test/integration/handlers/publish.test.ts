import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { type BusEvent, eventBus } from '../../../lib/local/aws/event-bus.ts';
import { parameterStore } from '../../../lib/local/aws/parameter-store.ts';
import { UserWebhooks } from '../../../lib/store/user-webhooks.ts';
import { publishAgain } from '../../../lib/usecases/publish-events.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { services } from '../../support/environment/services.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { type Handler, loadFunctions, useDatabase } from '../../support/in-process/functions.ts';
import { NOWHERE } from '../../support/in-process/in-process-world.ts';

const Put = z.looseObject({ Entries: z.array(z.looseObject({ EventBusName: z.string(), Detail: z.string() })) });

const LISTED = '/mib/local/webhooks-listed';

let tables: FreshTables;
let bus: Listening;
let publish: Handler;
let taken: BusEvent[];
/** The names of the bus in all calls. */
let names: Set<string>;
/** For each call, the positions of the entries that the bus refuses. */
let refused: number[][];
let calls: number;
/** The rules on the bus beside that of the stage itself. */
let rules: string[];
let parameters: Record<string, string>;

async function load(endpoint: string, environment: Record<string, string> = {}): Promise<Handler> {
  process.env.AWS_ENDPOINT_URL_EVENTBRIDGE = endpoint;
  process.env.AWS_ENDPOINT_URL_SSM = endpoint;
  const declared = tables.renamed(services()).orchestrator.functions.filter(({ key }) => key === 'publish');
  const [handler] = (await loadFunctions(declared, environment)).values();
  if (!handler) throw new Error('no serverless file declares "publish"');
  return handler;
}

beforeAll(async () => {
  tables = await memoryTables();
  useDatabase(tables.documents);
  const { 'AWSEvents.PutEvents': take } = eventBus(async (event) => {
    taken.push(event);
  });
  bus = await listening(
    awsJsonServer({
      'AWSEvents.ListRules': async (body) =>
        eventBus(async () => undefined, ['mib-local-deliveries', ...rules])['AWSEvents.ListRules']?.(body),
      'AmazonSSM.GetParameter': async (body) => parameterStore(parameters)['AmazonSSM.GetParameter']?.(body),
      'AWSEvents.PutEvents': async (body) => {
        calls += 1;
        const { Entries } = Put.parse(body);
        for (const { EventBusName } of Entries) names.add(EventBusName);
        const positions = refused.shift() ?? [];
        // EventBridge may refuse some entries of a call and take the others.
        return take?.({ Entries: Entries.map((one, n) => (positions.includes(n) ? { ...one, Detail: '' } : one)) });
      },
    }),
  );
});
afterAll(async () => {
  await bus.stop();
  tables.close();
});
beforeEach(async () => {
  publish = await load(bus.url);
  rules = ['rule-of-a-subscriber'];
  parameters = { [LISTED]: '{"subscriptions":[]}' };
  taken = [];
  names = new Set();
  refused = [];
  calls = 0;
});

const image = (txId: string, more: Record<string, AttributeValue> = {}): Record<string, AttributeValue> => ({
  from_id: { S: '41' },
  tx_id: { S: txId },
  to_id: { S: '42' },
  amount: { N: '100000000000000001' },
  status: { S: 'FAILED' },
  note: { S: 'transaction confirmation limit exceeded' },
  outcome: { S: 'FAILED' },
  decision: { S: 'ABORT' },
  deadline: { S: '2026-11-23T09:00:00.000Z/PT15S' },
  initiated_at: { S: '2026-11-23T09:00:00.000Z' },
  finished_at: { S: '2026-11-23T09:00:20.000Z' },
  ...more,
});
const record = (txId: string, n: number, more?: Record<string, AttributeValue>) => ({
  eventID: `e${n}`,
  eventName: 'MODIFY',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  dynamodb: { SequenceNumber: `s${n}`, NewImage: image(txId, more), StreamViewType: 'NEW_IMAGE' },
});
const ids = (count: number) => Array.from({ length: count }, () => ulid());
const batch = (txIds: readonly string[]) => ({ Records: txIds.map((txId, n) => record(txId, n)) });
const takenIds = () => taken.map(({ detail }) => z.object({ TxID: z.string() }).parse(detail).TxID);
const failedFrom = (n: number) => ({ batchItemFailures: [{ itemIdentifier: `s${n}` }] });

describe('the function "publish" says that money was issued or retired', () => {
  const successful = { status: { S: 'SUCCESSFUL' }, decision: { S: 'COMMIT' } };
  const amount = (minor: bigint) => ({ amount: { N: String(minor) } });
  let lines: string[];
  beforeEach(async () => {
    lines = [];
    jest.replaceProperty(process, 'env', {
      ...process.env,
      POWERTOOLS_LOG_LEVEL: 'INFO',
      POWERTOOLS_METRICS_DISABLED: 'false',
    });
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      lines.push(...String(chunk).split('\n').filter(Boolean));
      return true;
    });
    const limits = { aloneADay: '1', aDay: '1', alarmAbove: '1000' };
    const issuing = { default: limits, EUR: { ...limits, alarmAbove: '10' } };
    publish = await load(bus.url, {
      STAGE_SETTINGS: JSON.stringify({ faucet: false, secondPerson: true, issuing }),
    });
  });
  afterEach(() => jest.restoreAllMocks());
  const metrics = () =>
    lines.flatMap((line) => {
      const { _aws, ...values } = z.looseObject({ _aws: z.unknown().optional() }).parse(JSON.parse(line));
      return _aws === undefined ? [] : [values];
    });

  it.each([
    ['0', 'XXX', 1_000n, false],
    ['0', 'XXX', 1_001n, true],
    ['000143027', 'EUR', 10n, false],
    ['000143027', 'EUR', 11n, true],
  ])('by a payment from wallet %s of %s %d: with the alarm for a large one %s', async (from, currency, sum, large) => {
    const more = { ...successful, ...amount(sum), from_id: { S: from } };
    const inCurrency = currency === 'XXX' ? {} : { currency: { S: currency } };
    await publish({ Records: [record(ulid(), 0, { ...more, ...inCurrency })] }, {});
    expect(metrics()).toContainEqual(expect.objectContaining({ issues: 1, ...(large && { large_issues: 1 }) }));
    expect(metrics()).toContainEqual(expect.objectContaining({ currency, issued: Number(sum) }));
    expect(metrics().some((one) => 'large_issues' in one)).toBe(large);
    expect(lines.find((line) => line.includes('money issued'))).toContain(`"issued":"${sum}"`);
  });

  it('by a payment to the treasury, and not by one that did not happen or between users', async () => {
    const issued = { ...amount(5n), from_id: { S: '0' } };
    await publish({ Records: [record(ulid(), 0, issued), record(ulid(), 1, successful)] }, {});
    expect(metrics()).toEqual([]);
    await publish({ Records: [record(ulid(), 0, { ...successful, ...amount(5n), to_id: { S: '0' } })] }, {});
    expect(metrics()).toEqual([expect.objectContaining({ currency: 'XXX', retired: 5 })]);
  });
});

describe('the function "publish"', () => {
  it('publishes a final transfer on the bus of its stage', async () => {
    const txId = ulid(Date.parse('2026-11-23T09:00:00.000Z'));
    const more = { reference: { S: 'INV-1' }, payer_note: { S: 'rent' } };
    expect(await publish({ Records: [record(txId, 0, more)] }, {})).toEqual({ batchItemFailures: [] });
    expect([...names]).toEqual(['mib-local']);
    expect(taken).toEqual([
      {
        eventId: expect.any(String),
        source: 'mib',
        detailType: 'transfer.final',
        detail: {
          version: 1,
          TxID: txId,
          from_id: '41',
          to_id: '42',
          to: [{ to_id: '42', amount: '100000000000000001' }],
          amount: '100000000000000001',
          currency: 'XXX',
          status: 'FAILED',
          note: 'transaction confirmation limit exceeded',
          reference: 'INV-1',
          payer_note: 'rent',
          initiated_at: '2026-11-23T09:00:00.000Z',
          finished_at: '2026-11-23T09:00:20.000Z',
        },
      },
    ]);
  });

  it('publishes an authorised transfer, from the new row of its payee', async () => {
    const txId = ulid(Date.parse('2026-11-23T09:00:00.000Z'));
    const NewImage = {
      from_id: { S: '42' },
      tx_id: { S: txId },
      payer_id: { S: '41' },
      amount: { N: '50' },
      currency: { S: 'EUR' },
      status: { S: 'PROCESSING' },
      manual: { BOOL: true },
      authorised_at: { S: '2026-11-23T09:00:01.000Z' },
      expires_at: { S: '2026-11-30T09:00:00.000Z' },
      holding: { S: txId },
      paid_by: { S: 'u7' },
      key_id: { S: '01KABZ6D2E8V4X5R6M7N8P9QST' },
      key_name: { S: 'The shop' },
    };
    const row = { eventName: 'INSERT', dynamodb: { SequenceNumber: 's0', NewImage } };
    expect(await publish({ Records: [row] }, {})).toEqual({ batchItemFailures: [] });
    expect(taken).toMatchObject([
      {
        detailType: 'transfer.authorised',
        detail: {
          version: 1,
          TxID: txId,
          from_id: '41',
          to_id: '42',
          to: [{ to_id: '42', amount: '50' }],
          amount: '50',
          currency: 'EUR',
          status: 'PROCESSING',
          note: 'authorised',
          paid_by: { user_id: 'u7', key: { key_id: '01KABZ6D2E8V4X5R6M7N8P9QST', name: 'The shop' } },
          initiated_at: '2026-11-23T09:00:00.000Z',
          authorised_at: '2026-11-23T09:00:01.000Z',
          expires_at: '2026-11-30T09:00:00.000Z',
        },
      },
    ]);
  });

  it('publishes a hundred events in ten calls, in order', async () => {
    const txIds = ids(100);
    expect(await publish(batch(txIds), {})).toEqual({ batchItemFailures: [] });
    expect(takenIds()).toEqual(txIds);
    expect(calls).toBe(10);
  });

  it('publishes the events before the first one that the bus refuses, and reports that one', async () => {
    const txIds = ids(30);
    refused = [[], [3, 5]];
    expect(await publish(batch(txIds), {})).toEqual(failedFrom(13));
    expect(takenIds()).toEqual(expect.arrayContaining(txIds.slice(0, 13)));
    expect(calls).toBe(2);
  });

  it('publishes nothing if there is neither a webhook nor a rule of a subscriber', async () => {
    rules = [];
    expect(await publish(batch(ids(3)), {})).toEqual({ batchItemFailures: [] });
    expect(calls).toBe(0);
  });

  it('publishes if there is a webhook of an operator', async () => {
    rules = [];
    parameters = { [LISTED]: JSON.stringify({ subscriptions: [{ id: 'ledger', types: ['transfer.final'] }] }) };
    const txIds = ids(3);
    await publish(batch(txIds), {});
    expect(takenIds()).toEqual(txIds);
  });

  it('publishes within a minute from when a user adds a webhook, and stops after the last one is removed', async () => {
    rules = [];
    const webhooks = new UserWebhooks(tables.documents, tables.userWebhooks);
    const batches = [ids(1), ids(1), ids(1)];
    const now = Date.now();
    const publishAt = async (ms: number, txIds: readonly string[] = []) => {
      jest.spyOn(Date, 'now').mockReturnValue(now + ms);
      await publish(batch(txIds), {});
    };
    await publishAt(0, batches[0]);
    const created = { url: 'https://shop.example/', types: ['transfer.final'], createdAt: '2026-11-23T09:00:00.000Z' };
    await webhooks.add('ann', { id: 'w1', ...created });
    await publishAt(60_000, batches[1]);
    await webhooks.remove('ann', 'w1');
    await publishAt(120_000, batches[2]);
    jest.restoreAllMocks();
    expect(takenIds()).toEqual(batches[1]);
  });

  it('publishes if it is not known whether an operator has a webhook: a stage of the version before', async () => {
    rules = [];
    parameters = {};
    const txIds = ids(3);
    await publish(batch(txIds), {});
    expect(takenIds()).toEqual(txIds);
  });

  it('publishes if the subscriptions cannot be read', async () => {
    rules = [];
    parameters = { [LISTED]: 'not JSON' };
    const txIds = ids(3);
    await publish(batch(txIds), {});
    expect(takenIds()).toEqual(txIds);
  });

  it('reports the first event if the bus is unavailable', async () => {
    const unavailable = await load(NOWHERE);
    expect(await unavailable(batch(ids(3)), {})).toEqual(failedFrom(0));
  });

  it.each<[string, Record<string, AttributeValue>]>([
    ['is of a transfer that is not final', { status: { S: 'PROCESSING' } }],
    ['has no amount that is a whole number', { amount: { N: '1.5' } }],
    ['lacks a field', { to_id: { NULL: true } }],
  ])('stops before a record that %s, and reports it', async (_what, wrong) => {
    const txIds = ids(4);
    const records = txIds.map((txId, n) => record(txId, n, n === 2 ? wrong : {}));
    expect(await publish({ Records: records }, {})).toEqual(failedFrom(2));
    expect(takenIds()).toEqual(txIds.slice(0, 2));
  });
});

describe('the republishing of events', () => {
  const events = ids(25).map((TxID) => ({
    version: 1 as const,
    TxID,
    from_id: '1',
    to_id: '2',
    to: [{ to_id: '2', amount: '5' }],
    amount: '5',
    status: 'SUCCESSFUL' as const,
    note: '',
    initiated_at: '2026-11-23T09:00:00.000Z',
    finished_at: '2026-11-23T09:00:01.000Z',
  }));
  async function* all() {
    yield* events;
  }

  it('sends the events that the bus refused again after a growing pause', async () => {
    const got: string[] = [];
    const pauses: number[] = [];
    let left = 3;
    const slow = {
      publish: async (some: typeof events) => {
        const busy = left-- > 0;
        const accepted = busy ? some.slice(0, 4) : some;
        got.push(...accepted.map(({ TxID }) => TxID));
        return { taken: accepted.length, ...(busy && { error: 'ThrottlingException' }) };
      },
    };
    expect(await publishAgain(slow, all(), async (ms) => pauses.push(ms))).toBe(25);
    expect(got).toEqual(events.map(({ TxID }) => TxID));
    expect(pauses).toEqual([200, 400, 800]);
  });

  it('gives up eventually and reports the number of events published', async () => {
    const full = { publish: async () => ({ taken: 0, error: 'InternalFailure: no' }) };
    await expect(publishAgain(full, all(), async () => undefined)).rejects.toThrow(
      'the bus took 0 events, and not the next one: InternalFailure: no',
    );
  });
});
