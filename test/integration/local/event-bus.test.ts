import type { Server } from 'node:http';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { type BusEvent, eventBus } from '../../../lib/local/aws/event-bus.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';

let server: Server;
let client: EventBridgeClient;
let taken: BusEvent[];
let take: (event: BusEvent) => Promise<void>;
beforeEach(async () => {
  taken = [];
  take = async (event) => {
    taken.push(event);
  };
  server = awsJsonServer(eventBus((event) => take(event)));
  client = new EventBridgeClient({ endpoint: await listenOnFreePort(server), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await closeServer(server);
  jest.restoreAllMocks();
});

const entry = (Detail: string) => ({ EventBusName: 'mib-local', Source: 'mib', DetailType: 'transfer.final', Detail });
const put = (...Entries: object[]) => client.send(new PutEventsCommand({ Entries }));

describe('the event bus, called by the client of the SDK', () => {
  it('gives each event an id of its own', async () => {
    const { FailedEntryCount, Entries } = await put(entry('{"n":1}'), entry('{"n":1}'));
    expect(FailedEntryCount).toBe(0);
    expect(Entries?.map(({ EventId }) => EventId)).toEqual(taken.map(({ eventId }) => eventId));
    expect(new Set(taken.map(({ eventId }) => eventId)).size).toBe(2);
    expect(taken[0]).toMatchObject({ source: 'mib', detailType: 'transfer.final', detail: { n: 1 } });
  });

  it.each([
    ['that is no JSON', entry('{'), 'MalformedDetail'],
    ['that is no object', entry('[]'), 'MalformedDetail'],
    ['without a source', { ...entry('{}'), Source: undefined }, 'InvalidArgument'],
  ])('refuses a detail %s and takes the others', async (_what, wrong, ErrorCode) => {
    const { FailedEntryCount, Entries } = await put(entry('{"n":1}'), wrong, entry('{"n":2}'));
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toMatchObject([{ EventId: expect.any(String) }, { ErrorCode }, { EventId: expect.any(String) }]);
    expect(taken.map(({ detail }) => detail)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('reports the event that could not be stored, without the reason', async () => {
    jest.spyOn(console, 'error').mockReturnValue();
    take = async () => {
      throw new Error('the disk is full');
    };
    const { FailedEntryCount, Entries } = await put(entry('{}'));
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.[0]).toMatchObject({ ErrorCode: 'InternalFailure' });
    expect(JSON.stringify(Entries)).not.toContain('disk');
  });

  it.each([
    ['eleven', Array.from({ length: 11 }, () => entry('{}'))],
    ['none', []],
    ['too large ones', [entry(JSON.stringify({ x: 'x'.repeat(2 ** 18) }))]],
  ])('refuses %s in a call', async (_what, entries) => {
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(taken).toEqual([]);
  });
});
