import { createServer } from 'node:http';
import { signedHeaders } from '../../../lib/auth/webhook-signature.ts';
import { webhookMessage } from '../../../lib/domain/delivery.ts';
import { postWebhook } from '../../../lib/remote/webhook-request.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const MESSAGE = webhookMessage({
  version: 1,
  TxID: '01M83KTS9D65GMD0FV06T4JC57',
  from_id: '1',
  to_id: '2',
  to: [{ to_id: '2', amount: '5' }],
  amount: '5',
  status: 'FAILED',
  note: 'späte Antwort',
  initiated_at: '2026-11-23T09:00:00.000Z',
  finished_at: '2026-11-23T09:00:20.000Z',
});
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`;

const signed = (secret: string) => signedHeaders(MESSAGE, [secret], Date.now());
const post = (url: string, { secret = WEBHOOK_SECRET, timeoutMs = 10_000 } = {}) =>
  postWebhook(url, MESSAGE, signed(secret), { network: 'any', now: NOW, timeoutMs });

describe('a message to a webhook', () => {
  it('is signed for its receiver', async () => {
    const receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
    expect(await post(receiver.url)).toEqual({ delivered: true, status: 200 });
    expect(receiver.taken).toEqual([JSON.parse(MESSAGE.body)]);
    expect(await post(receiver.url, { secret: OTHER_SECRET })).toEqual({ delivered: true, status: 200 });
    expect(receiver.forgeries).toHaveLength(1);
    await receiver.stop();
  });

  const to = async (status: number | undefined, headers: Record<string, string> = {}, body = 'text') => {
    const paths: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url);
      if (status !== undefined) response.writeHead(status, headers).end(body);
    });
    const url = await listenOnFreePort(server);
    const attempt = await post(url, { timeoutMs: 200 });
    await closeServer(server);
    return { attempt, paths };
  };

  it.each([200, 202, 204])('is delivered if the response is %d', async (status) => {
    expect((await to(status)).attempt).toEqual({ delivered: true, status });
  });

  it.each([400, 404, 500, 503])('is not delivered if the response is %d', async (status) => {
    expect((await to(status)).attempt).toEqual({ delivered: false, reason: `the response was ${status}`, status });
  });

  it('reports the receiver as gone if the response is 410', async () => {
    const attempt = { delivered: false, reason: 'the response was 410', status: 410, gone: true };
    expect((await to(410)).attempt).toEqual(attempt);
  });

  it.each([
    ['30', 30_000],
    ['Mon, 23 Nov 2026 09:01:00 GMT', 60_000],
  ])('learns from Retry-After: %s when to come again', async (header, retryAfterMs) => {
    expect((await to(503, { 'retry-after': header })).attempt).toMatchObject({ delivered: false, retryAfterMs });
  });

  it.each(['soon', '-5', 'Mon, 23 Nov 2026 08:00:00 GMT', '0'])('ignores Retry-After: %s', async (header) => {
    expect((await to(503, { 'retry-after': header })).attempt).not.toHaveProperty('retryAfterMs');
  });

  it('follows no redirect', async () => {
    expect(await to(307, { location: '/elsewhere' })).toEqual({
      attempt: { delivered: false, reason: 'the response was 307', status: 307 },
      paths: ['/'],
    });
  });

  it('is delivered without reading an endless body of the response', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200);
      const endless = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(endless));
    });
    expect(await post(await listenOnFreePort(server))).toEqual({ delivered: true, status: 200 });
    await closeServer(server);
  });

  it('fails after its timeout without a response', async () => {
    expect((await to(undefined)).attempt).toEqual({ delivered: false, reason: 'no response within 200 ms' });
  });

  it('reports why a receiver is unreachable, without the path of its address', async () => {
    const attempt = await post('http://127.0.0.1:1/?token=x');
    expect(attempt).toMatchObject({ delivered: false, reason: expect.stringMatching(/./) });
    expect(JSON.stringify(attempt)).not.toContain('token');
  });
});

describe('a message to a webhook of a deployed stage', () => {
  const postOpen = (url: string) =>
    postWebhook(url, MESSAGE, signed(WEBHOOK_SECRET), { network: 'public', now: NOW, timeoutMs: 1_000 });

  it('is sent to https addresses only', async () => {
    const receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
    expect(await postOpen(receiver.url)).toEqual({ delivered: false, reason: 'the address is not https' });
    expect(receiver.requests).toBe(0);
    await receiver.stop();
  });

  it.each([
    ...['localhost', '127.0.0.1', '127.1', '2130706433', '0x7f000001', '[::1]', '[::ffff:127.0.0.1]'],
    ...['169.254.169.254', '10.0.0.1', '[fd00:ec2::254]'],
  ])('makes no connection to %s', async (host) => {
    let connections = 0;
    const server = createServer().on('connection', () => {
      connections += 1;
    });
    const { port } = new URL(await listenOnFreePort(server));
    expect(await postOpen(`https://${host}:${port}/`)).toEqual({
      delivered: false,
      reason: 'the host has no public address',
    });
    expect(connections).toBe(0);
    await closeServer(server);
  });
});
