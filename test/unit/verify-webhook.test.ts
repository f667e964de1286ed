import { Webhook } from 'standardwebhooks';
import { signedHeaders } from '../../lib/auth/webhook-signature.ts';
import { MibWebhookInvalid, verifyWebhook } from '../../lib/client/verify-webhook.ts';
import { WEBHOOK_SECRET } from '../support/environment/webhook-receiver.ts';

const NOW = Date.UTC(2026, 10, 26, 9);
const EVENT = {
  type: 'transfer.final',
  timestamp: '2026-11-26T08:59:59Z',
  data: { amount: '+5', note: 'späte Antwort' },
};
const BODY = JSON.stringify(EVENT);
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`;

const message = (body = BODY, secrets: readonly string[] = [WEBHOOK_SECRET], at = NOW) => ({
  headers: signedHeaders({ id: 'M', body }, secrets, at),
  body,
});
const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof MibWebhookInvalid ? error.reason : error),
  );

describe('verifyWebhook', () => {
  it('returns the event and its id, from the headers of Node or of a Request, and from text or bytes', async () => {
    const { headers, body } = message();
    const verified = { id: 'M', ...EVENT };
    expect(await verifyWebhook({ headers, body }, WEBHOOK_SECRET, { now: NOW })).toEqual(verified);
    const request = new Request('https://shop.example/mib', { method: 'POST', headers, body });
    const bytes = new Uint8Array(await request.arrayBuffer());
    const ofRequest = { headers: request.headers, body: bytes };
    expect(await verifyWebhook(ofRequest, WEBHOOK_SECRET, { now: NOW })).toEqual(verified);
    expect(await verifyWebhook({ headers, body: Buffer.from(body) }, [WEBHOOK_SECRET], { now: NOW })).toEqual(verified);
  });

  it('takes what the library of the specification has signed', async () => {
    const headers = {
      'webhook-id': 'M',
      'webhook-timestamp': String(NOW / 1_000),
      'webhook-signature': `v0,old ${new Webhook(WEBHOOK_SECRET).sign('M', new Date(NOW), BODY)}`,
    };
    expect(await verifyWebhook({ headers, body: BODY }, WEBHOOK_SECRET, { now: NOW })).toMatchObject({ id: 'M' });
  });

  it('takes either secret while they rotate, on either side', async () => {
    for (const [signing, known] of [
      [[OTHER_SECRET, WEBHOOK_SECRET], WEBHOOK_SECRET],
      [[WEBHOOK_SECRET], [OTHER_SECRET, WEBHOOK_SECRET]],
    ] as const)
      expect(await verifyWebhook(message(BODY, signing), known, { now: NOW })).toMatchObject({ type: EVENT.type });
  });

  it.each([299, -299])('takes a message %d s ago', async (seconds) => {
    const now = NOW + seconds * 1_000;
    expect(await verifyWebhook(message(), WEBHOOK_SECRET, { now })).toMatchObject({ id: 'M' });
  });

  const { headers } = message();
  it.each([
    ['another body', 'wrong_signature', { headers, body: BODY.replace('+5', '+6') }],
    ['another id', 'wrong_signature', { headers: { ...headers, 'webhook-id': 'N' }, body: BODY }],
    ['another secret', 'wrong_signature', message(BODY, [OTHER_SECRET])],
    ['a part of the signature', 'wrong_signature', { headers: { ...headers, 'webhook-signature': 'v1,' }, body: BODY }],
    ['no signature', 'headers_missing', { headers: { ...headers, 'webhook-signature': undefined }, body: BODY }],
    ['two ids', 'headers_missing', { headers: { ...headers, 'webhook-id': ['M', 'N'] }, body: BODY }],
    ['no time', 'headers_missing', { headers: { ...headers, 'webhook-timestamp': '1e9' }, body: BODY }],
    ['a replay after five minutes', 'too_old', message(BODY, [WEBHOOK_SECRET], NOW - 301_000)],
    ['a time that is to come', 'too_new', message(BODY, [WEBHOOK_SECRET], NOW + 301_000)],
    ['a signed text that is no event', 'malformed', message('[1]')],
  ])('refuses %s: %s', async (_, reason, wrong) => {
    expect(await faultOf(verifyWebhook(wrong, WEBHOOK_SECRET, { now: NOW }))).toBe(reason);
  });

  it.each([[''], ['secret'], ['whsec_'], [[]]])('verifies nothing with %j in place of a secret', async (secret) => {
    await expect(verifyWebhook(message(), secret, { now: NOW })).rejects.toBeInstanceOf(TypeError);
  });
});
