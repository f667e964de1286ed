import { createHmac } from 'node:crypto';
import * as z from 'zod';

/** Where messages go, and by which secret the receiver knows from whom they are. */
export type Webhook = z.infer<typeof Webhook>;
export const Webhook = z.object({
  /** http or https. */
  url: z.string(),
  /** `whsec_` and the base64 of 24 to 64 bytes. */
  secret: z.string(),
});

/** What is sent. The id is the same however often and whenever the message comes. */
export interface Message {
  readonly id: string;
  /** JSON */
  readonly body: string;
}

const TIMEOUT_MS = 10_000;
const SECRET = /^whsec_(?<base64>[A-Za-z0-9+/]+={0,2})$/;
export const SECRET_BYTES = { least: 24, most: 64 };

/** The bytes of a secret. @returns undefined if it is none */
export function secretBytes(secret: string): Buffer | undefined {
  const bytes = Buffer.from(SECRET.exec(secret)?.groups?.base64 ?? '', 'base64');
  return bytes.length >= SECRET_BYTES.least && bytes.length <= SECRET_BYTES.most ? bytes : undefined;
}

/**
 * The headers by which the receiver knows the message and its sender, as the Standard Webhooks specification has them
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 * @param now of this attempt, in ms since 1970
 * @throws Error if the secret is none
 */
export function signedHeaders({ id, body }: Message, secret: string, now: number): Record<string, string> {
  const key = secretBytes(secret);
  if (!key) throw new Error('the secret of the webhook is none');
  const timestamp = String(Math.floor(now / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/**
 * Sends the message once. A receiver has taken it if he answers 2xx within 10 s; where a redirection leads nobody has signed for.
 * @param timeoutMs another time than those 10 s
 * @returns what went wrong, undefined if nothing did
 */
export async function send(
  { url, secret }: Webhook,
  message: Message,
  now: number,
  timeoutMs = TIMEOUT_MS,
): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedHeaders(message, secret, now) },
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `the answer was ${response.status}`;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    // fetch says why only in the cause.
    return error.cause instanceof Error ? error.cause.message : error.message;
  }
}
