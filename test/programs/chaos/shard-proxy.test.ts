import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { eventually } from '../../support/environment/eventually.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';
import { Random } from '../../support/random.ts';
import { type MessageFault, MessageFaults } from './message-faults.ts';
import { ShardProxy } from './shard-proxy.ts';

const LATE_MS = 400;

describe('the shard proxy', () => {
  let shard: Server;
  let proxy: ShardProxy;
  let arrived: unknown[];
  let next: MessageFault | undefined;

  beforeEach(async () => {
    arrived = [];
    shard = createServer(async (request, response) => {
      arrived.push({ path: request.url, authorization: request.headers.authorization, body: await json(request) });
      response.writeHead(409, { 'content-type': 'application/problem+json' }).end('{"code":"transaction_settled"}');
    });
    const shardUrl = await listenOnFreePort(shard);
    const faults = new MessageFaults(new Random(1));
    jest.spyOn(faults, 'next').mockImplementation(() => next);
    jest.spyOn(faults, 'delayMs').mockReturnValue(50);
    jest.spyOn(faults, 'lateMs').mockReturnValue(LATE_MS);
    proxy = await ShardProxy.before(shardUrl, faults);
  });
  afterEach(() => {
    proxy.close();
    return closeServer(shard);
  });

  /** The status that the caller gets; undefined if the connection breaks or times out. */
  async function call(timeoutMs = 5_000): Promise<number | undefined> {
    const response = await fetch(`${proxy.url}/api/reserve`, {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"amount":"-5"}',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    return response?.status;
  }
  const message = { path: '/api/reserve', authorization: 'Bearer x', body: { amount: '-5' } };

  it('passes a message and its response on unchanged', async () => {
    next = undefined;
    expect(await call()).toBe(409);
    expect(arrived).toEqual([message]);
  });

  it.each<[MessageFault, { gets: number | undefined; arrivals: number }]>([
    ['request delayed', { gets: 409, arrivals: 1 }],
    ['response dropped', { gets: undefined, arrivals: 1 }],
    ['request repeated immediately', { gets: 409, arrivals: 2 }],
    ['500 without passing it on', { gets: 500, arrivals: 0 }],
    ['500 after passing it on', { gets: 500, arrivals: 1 }],
  ])('handles the fault: %s', async (fault, { gets, arrivals }) => {
    next = fault;
    expect(await call()).toBe(gets);
    expect(arrived).toEqual(Array.from({ length: arrivals }, () => message));
    expect(proxy.inFlight).toBe(0);
  });

  it('drops a request: nothing arrives, and the caller gets no response', async () => {
    next = 'request dropped';
    expect(await call(300)).toBeUndefined();
    expect(arrived).toEqual([]);
  });

  it.each<MessageFault>(['request repeated later', 'request delivered after the timeout'])(
    'delivers after the caller has gone on: %s',
    async (fault) => {
      next = fault;
      const before = fault === 'request repeated later' ? 1 : 0;
      expect(await call(LATE_MS / 2)).toBe(before === 1 ? 409 : undefined);
      expect(arrived).toHaveLength(before);
      expect(proxy.inFlight).toBe(1);
      await eventually(() => proxy.inFlight === 0);
      expect(arrived).toHaveLength(before + 1);
    },
  );
});
