import { randomBytes } from 'node:crypto';
import { SECRET_BYTES } from '../domain/webhook-subscription.ts';

/** A new secret that signs messages to a webhook. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES.least).toString('base64')}`;
}
