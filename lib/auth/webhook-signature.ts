import { Webhook } from 'standardwebhooks';
import type { WebhookMessage } from '../domain/delivery.ts';

/**
 * The headers that identify a message and its sender, by the Standard Webhooks specification
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 * @param secrets each makes a signature; a receiver needs to know one of them
 * @param now the time of this attempt, in ms since 1970
 */
export function signedHeaders(
  { id, body }: WebhookMessage,
  secrets: readonly string[],
  now: number,
): Record<string, string> {
  const at = new Date(now);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
