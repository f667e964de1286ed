import * as z from 'zod';
import { FunctionError } from '../../../lib/local/aws/function-error.ts';
import type { Json } from '../../../lib/local/aws/json.ts';
import { openStore, type Store } from '../../../lib/local/database/store.ts';
import { openQueues, type Queues } from '../../../lib/local/queues/queues.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { Random } from '../../support/random.ts';

const MESSAGES = 200;
const bodies = Array.from({ length: MESSAGES }, (_, n) => `{"n":${n}}`);
const ARN = 'arn:aws:sqs:us-east-1:000000000000:work';

const Records = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string(), eventSourceARN: z.literal(ARN) })),
});
type Message = z.infer<typeof Records>['Records'][number];
type Take = (messages: readonly Message[]) => Promise<readonly Message[]>;

let store: Store;
let lines: string[];
let pauses: number[];
beforeEach(async () => {
  store = await openStore({ path: undefined, tables: [], flush: 'system' });
  lines = [];
  pauses = [];
});

const noPause = async (ms: number) => {
  pauses.push(ms);
  await new Promise(setImmediate);
};
const stored = async (queue = 'work') => (await store.values(queue).all()).length;

/**
 * The queues over the store as a new process opens them; pauses take no time.
 * @param take the function; returns the messages that it has not taken
 */
async function open(take: Take, { maxReceiveCount = 1_000, maximumConcurrency = 4 } = {}): Promise<Queues> {
  const invoke = async (_name: string, event: Json): Promise<Json> => {
    const failed = await take(Records.parse(event).Records);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  return openQueues(
    {
      queues: [
        { name: 'work', arn: ARN, redrive: { queue: 'dead', maxReceiveCount } },
        { name: 'dead', arn: `${ARN}-dead` },
      ],
      rules: [{ pattern: { source: ['mib'], 'detail-type': ['transfer.final'] }, queue: 'work' }],
      queueMappings: [{ queue: 'work', functionName: 'deliver', batchSize: 10, maximumConcurrency }],
    },
    (name) => store.values(name),
    invoke,
    { pause: noPause, random: () => 0.5, say: (line) => lines.push(line) },
  );
}

const work = ({ byName }: Queues) => {
  const queue = byName.get('work');
  if (!queue) throw new Error('there is no queue "work"');
  return queue;
};
const send = (queues: Queues, all: readonly string[] = bodies, group?: string) =>
  Promise.all(all.map((body) => work(queues).send({ body, group })));
const never: Take = () => new Promise(() => undefined);

describe('a queue of this machine', () => {
  it('gives each message at least once to a function that fails half of the time, and then is empty', async () => {
    const random = new Random(1);
    const taken: string[] = [];
    const queues = await open(async (messages) => {
      await new Promise(setImmediate);
      if (random.chance(0.2)) throw new Error('the function failed');
      const failed = messages.filter(() => random.chance(0.5));
      taken.push(...messages.filter((message) => !failed.includes(message)).map(({ body }) => body));
      return failed;
    });
    queues.start();
    await send(queues);
    await eventually(async () => (await stored()) === 0);
    expect(taken.sort()).toEqual([...bodies].sort());
    expect(lines.length).toBeGreaterThan(10);
  });

  it('has stored a message before it says that it has it', async () => {
    const queues = await open(never);
    const id = await work(queues).send({ body: '{}', group: 'ledger' });
    expect(await store.values('work').all()).toEqual([[id, { body: '{}', group: 'ledger' }]]);
  });

  it('goes on with what another process has left', async () => {
    const before = await open(never);
    before.start();
    await send(before);
    const taken: string[] = [];
    const after = await open(async (messages) => {
      taken.push(...messages.map(({ body }) => body));
      return [];
    });
    after.start();
    await eventually(() => new Set(taken).size === MESSAGES);
  });

  it('gives again what failed, after pauses that grow to ten seconds, and logs no body', async () => {
    let left = 12;
    const queues = await open(async (messages) => (left-- > 0 ? messages : []));
    queues.start();
    await send(queues, ['{"secret":1}']);
    await eventually(async () => (await stored()) === 0);
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, ...Array.from({ length: 6 }, () => 5_000)]);
    expect(lines[0]).toBe('deliver has not taken 1 of 1 messages');
    expect(lines.join()).not.toContain('secret');
  });

  it('makes batches of ten, and has as many of them in flight as the mapping says', async () => {
    const calls: { size: number; finish: (failed: readonly Message[]) => void }[] = [];
    const queues = await open((messages) => new Promise((finish) => calls.push({ size: messages.length, finish })));
    await send(queues);
    queues.start();
    await eventually(() => calls.length === 4);
    expect(calls.map(({ size }) => size)).toEqual([10, 10, 10, 10]);
    calls[0]?.finish([]);
    await eventually(() => calls.length === 5);
  });

  it('hides a message until its delay is over', async () => {
    const taken: string[] = [];
    const queues = await open(async (messages) => {
      taken.push(...messages.map(({ body }) => body));
      return [];
    });
    queues.start();
    await work(queues).send({ body: '{}' }, 5_000);
    expect(pauses).toEqual([5_000]);
    await eventually(() => taken.length === 1);
  });

  it('moves a message to the dead letters that the function has failed with too often', async () => {
    let calls = 0;
    const queues = await open(
      async (messages) => {
        calls += 1;
        return messages;
      },
      { maxReceiveCount: 3 },
    );
    queues.start();
    await send(queues, ['{"n":1}']);
    await eventually(async () => (await stored('dead')) === 1);
    expect([calls, await stored()]).toEqual([3, 0]);
  });

  it('does not count it as received while the function cannot be called', async () => {
    let calls = 0;
    const queues = await open(
      async () => {
        calls += 1;
        if (calls > 20) return [];
        throw new FunctionError('Lambda.SdkClientException', 'nothing listens', { notCalled: true });
      },
      { maxReceiveCount: 3 },
    );
    queues.start();
    await send(queues, ['{"n":1}']);
    await eventually(async () => (await stored()) === 0);
    expect([calls, await stored('dead')]).toEqual([21, 0]);
  });

  it('lets no group of messages that never end delay another one', async () => {
    const healthy: string[] = [];
    const queues = await open(
      async (messages) => {
        if (messages.some(({ body }) => body !== '"healthy"')) return never([]);
        healthy.push(...messages.map(({ body }) => body));
        return [];
      },
      { maximumConcurrency: 2 },
    );
    await send(queues, bodies, 'hanging');
    // One call is all of the hanging group’s; the next one takes from the group that has none in
    // flight.
    work(queues).receive(10);
    await send(
      queues,
      Array.from({ length: 10 }, () => '"healthy"'),
      'healthy',
    );
    queues.start();
    await eventually(() => healthy.length === 10);
  });
});

describe('a rule on the bus of this machine', () => {
  const event = { eventId: 'e', source: 'mib', detailType: 'transfer.final', detail: { n: 1 } };

  it('puts an event that matches into the queue, in the form of EventBridge', async () => {
    const queues = await open(never);
    await queues.take(event);
    const [message] = work(queues).receive(1);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      id: 'e',
      source: 'mib',
      'detail-type': 'transfer.final',
      detail: { n: 1 },
    });
  });

  it.each([{ source: 'aws.s3' }, { detailType: 'transfer.begun' }])('ignores an event with %j', async (other) => {
    const queues = await open(never);
    await queues.take({ ...event, ...other });
    expect(work(queues).receive(1)).toEqual([]);
  });
});
