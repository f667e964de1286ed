import { Webhook } from 'standardwebhooks';
import { newWebhookSecret } from '../../lib/auth/webhook-secret.ts';
import { signedHeaders } from '../../lib/auth/webhook-signature.ts';
import { WebhookSecret } from '../../lib/domain/webhook-subscription.ts';
import { WEBHOOK_SECRET } from '../support/environment/webhook-receiver.ts';

const MESSAGE = { id: '01M83KTS9D65GMD0FV06T4JC57', body: JSON.stringify({ amount: '5', note: 'späte Antwort' }) };
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`;
const THIRD_SECRET = `whsec_${Buffer.alloc(24, 'third').toString('base64')}`;

describe('the signature of a message', () => {
  const verify =
    (secret: string, body: string, now: number, secrets: readonly string[] = [WEBHOOK_SECRET]) =>
    () =>
      new Webhook(secret).verify(body, signedHeaders(MESSAGE, secrets, now));

  it('is verified by the library of the specification', () => {
    expect(verify(WEBHOOK_SECRET, MESSAGE.body, Date.now())()).toEqual(JSON.parse(MESSAGE.body));
  });

  it.each([
    ['by another secret', verify(OTHER_SECRET, MESSAGE.body, Date.now())],
    ['with another body', verify(WEBHOOK_SECRET, MESSAGE.body.replace('"5"', '"6"'), Date.now())],
    ['ten minutes ago', verify(WEBHOOK_SECRET, MESSAGE.body, Date.now() - 600_000)],
  ])('is rejected if it was made %s', (_what, wrong) => {
    expect(wrong).toThrow();
  });

  it.each([WEBHOOK_SECRET, OTHER_SECRET])('is one of each secret while they rotate, such as %s', (secret) => {
    const both = [OTHER_SECRET, WEBHOOK_SECRET];
    expect(verify(secret, MESSAGE.body, Date.now(), both)()).toEqual(JSON.parse(MESSAGE.body));
    expect(verify(THIRD_SECRET, MESSAGE.body, Date.now(), both)).toThrow();
  });

  it('has headers with the id and the second of the attempt', () => {
    expect(signedHeaders(MESSAGE, [WEBHOOK_SECRET], 1_795_424_400_999)).toMatchObject({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1795424400',
    });
  });

  it('is the one that Python computes', () => {
    const { 'webhook-signature': signature } = signedHeaders({ id: 'id', body: '{}' }, [WEBHOOK_SECRET], 1_000);
    expect(signature).toBe('v1,k3wSTWCquhTupAbfMwk1Cvq03vc6clEB3cPebf6+tJw=');
  });
});

describe('a secret of a webhook', () => {
  it('is new each time, and of the form that the configuration takes', () => {
    const [one, other] = [newWebhookSecret(), newWebhookSecret()];
    expect(one).not.toBe(other);
    expect(WebhookSecret.parse(one)).toBe(one);
  });

  it.each(['whsec_short', 'secret', 'whsec_', `whsec_${Buffer.alloc(65).toString('base64')}`])(
    'is not %s',
    (secret) => {
      expect(WebhookSecret.safeParse(secret).success).toBe(false);
    },
  );
});
