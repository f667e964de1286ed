import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { send, signedHeaders } from '../../../lib/local/webhook/webhook.ts';
import { closeServer, listenOnFreePort } from '../../support/environment/listening.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';

const DATA = {
  version: 1,
  TxID: '01M83KTS9D65GMD0FV06T4JC57',
  from_id: '1',
  to_id: '2',
  amount: '5',
  status: 'FAILED',
  note: 'späte Antwort',
  initiated_at: '2026-11-23T09:00:00.000Z',
  finished_at: '2026-11-23T09:00:20.000Z',
};
const MESSAGE = {
  id: DATA.TxID,
  body: JSON.stringify({ type: 'transfer.final', timestamp: DATA.finished_at, data: DATA }),
};
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`;

describe('what is signed', () => {
  const verify = (secret: string, body: string, now: number) => () =>
    new Webhook(secret).verify(body, signedHeaders(MESSAGE, WEBHOOK_SECRET, now));

  it('is verified by the library of the specification', () => {
    expect(verify(WEBHOOK_SECRET, MESSAGE.body, Date.now())()).toEqual(JSON.parse(MESSAGE.body));
  });

  it.each([
    ['by another secret', verify(OTHER_SECRET, MESSAGE.body, Date.now())],
    ['with another body', verify(WEBHOOK_SECRET, MESSAGE.body.replace('"5"', '"6"'), Date.now())],
    ['ten minutes ago', verify(WEBHOOK_SECRET, MESSAGE.body, Date.now() - 600_000)],
  ])('is refused by it %s', (_what, wrong) => {
    expect(wrong).toThrow();
  });

  it('bears the id and the second of the attempt', () => {
    expect(signedHeaders(MESSAGE, WEBHOOK_SECRET, 1_795_424_400_999)).toMatchObject({
      'webhook-id': DATA.TxID,
      'webhook-timestamp': '1795424400',
    });
  });

  it('is the same for the same, and needs a secret', () => {
    // As Python's hmac has it.
    const { 'webhook-signature': signature } = signedHeaders({ id: 'id', body: '{}' }, WEBHOOK_SECRET, 1_000);
    expect(signature).toBe('v1,k3wSTWCquhTupAbfMwk1Cvq03vc6clEB3cPebf6+tJw=');
    expect(() => signedHeaders(MESSAGE, 'whsec_short', 0)).toThrow('is none');
  });
});

describe('sending', () => {
  it('reaches the receiver, who finds it signed', async () => {
    const receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
    expect(await send({ url: receiver.url, secret: WEBHOOK_SECRET }, MESSAGE, Date.now())).toBeUndefined();
    expect(receiver.taken).toEqual([JSON.parse(MESSAGE.body)]);
    expect(await send({ url: receiver.url, secret: OTHER_SECRET }, MESSAGE, Date.now())).toBeUndefined();
    expect(receiver.forgeries).toHaveLength(1);
    await receiver.stop();
  });

  const to = async (status: number | undefined, headers: Record<string, string> = {}) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      if (status !== undefined) response.writeHead(status, headers).end('text');
    });
    const url = await listenOnFreePort(server);
    const result = await send({ url, secret: WEBHOOK_SECRET }, MESSAGE, Date.now(), 200);
    await closeServer(server);
    return { result, asked };
  };

  it.each([200, 202, 204])('has succeeded with %d', async (status) => {
    expect((await to(status)).result).toBeUndefined();
  });

  it.each([400, 404, 410, 500, 503])('has not with %d', async (status) => {
    expect((await to(status)).result).toBe(`the answer was ${status}`);
  });

  it('follows no redirection', async () => {
    expect(await to(307, { location: '/elsewhere' })).toEqual({ result: 'the answer was 307', asked: ['/'] });
  });

  it('waits for no answer for ever', async () => {
    expect((await to(undefined)).result).toMatch(/timeout/);
  });

  it('says why nobody is there, and nothing of the address', async () => {
    const failure = await send({ url: 'http://127.0.0.1:1/?token=x', secret: WEBHOOK_SECRET }, MESSAGE, Date.now());
    expect(failure).toMatch(/./);
    expect(failure).not.toContain('token');
  });
});
