import { type Bytes, joined, subtle, utf8 } from './bytes.ts';

/** A message is refused whose attempt was longer ago, or is as far ahead. */
const TOLERANCE_S = 300;

/** A request that a webhook received. */
export interface WebhookRequest {
  /** `request.headers` of Node, or the `Headers` of a `Request`. */
  readonly headers:
    | { readonly get: (name: string) => string | null }
    | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it was received. A body that was parsed and written again may have other bytes. */
  readonly body: string | Uint8Array;
}

/** A message that mib has sent. */
export interface VerifiedWebhook {
  /** The same at every attempt: deduplicate by it. */
  readonly id: string;
  /** Such as `transfer.final`. */
  readonly type: string;
  /** When it happened (RFC 3339). */
  readonly timestamp: string;
  /** What the type says, of docs/webhooks.md or docs/events.md. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why a message is not shown to be of mib. */
export type WebhookFault = 'headers_missing' | 'too_old' | 'too_new' | 'wrong_signature' | 'malformed';

/** A message is not signed by the secret, or too old. Respond with 400. */
export class MibWebhookInvalid extends Error {
  override readonly name = 'MibWebhookInvalid';
  readonly reason: WebhookFault;

  constructor(reason: WebhookFault, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Verifies a message of a webhook by the Standard Webhooks specification: of a user's webhook or of an
 * operator's. The bytes of its body are signed, so they are parsed only after that.
 * @param secrets that of the webhook, or several while it is rotated; each begins with `whsec_`
 * @param options `now`: ms since 1970
 * @throws MibWebhookInvalid
 * @throws TypeError if a secret is none
 */
export async function verifyWebhook(
  { headers, body }: WebhookRequest,
  secrets: string | readonly string[],
  { now = Date.now() }: { readonly now?: number } = {},
): Promise<VerifiedWebhook> {
  const keys = (typeof secrets === 'string' ? [secrets] : secrets).map(keyOf);
  if (keys.length === 0) throw new TypeError('There is no secret to verify with.');
  const read = (name: string) => headerOf(headers, `webhook-${name}`);
  const [id, time, signatures] = [read('id'), read('timestamp'), read('signature')];
  if (!id || !time || !signatures)
    throw new MibWebhookInvalid('headers_missing', 'The request has no id, timestamp and signature of a webhook.');
  assertInTime(time, Math.floor(now / 1_000));
  const bytes = typeof body === 'string' ? utf8(body) : joined(body);
  const signed = joined(utf8(`${id}.${time}.`), bytes);
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []));
  const expected = await Promise.all(keys.map((key) => hmac(key, signed)));
  if (!expected.some((signature) => given.some((one) => isSame(one, signature))))
    throw new MibWebhookInvalid('wrong_signature', 'No signature of the message is of this secret.');
  return { id, ...eventIn(bytes) };
}

function keyOf(secret: string): Bytes {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (text === undefined) throw new TypeError('A secret of a webhook begins with whsec_, and has base64 after it.');
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Node joins headers that come twice, and then the message has another id or no signature that fits. */
function headerOf(headers: WebhookRequest['headers'], name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const value: unknown = Reflect.get(headers, name);
  return typeof value === 'string' ? value : undefined;
}

function assertInTime(time: string, now: number): void {
  if (!/^\d{1,12}$/.test(time)) throw new MibWebhookInvalid('headers_missing', 'The timestamp of the message is none.');
  if (Number(time) < now - TOLERANCE_S)
    throw new MibWebhookInvalid('too_old', `The message was sent more than ${TOLERANCE_S} s ago.`);
  if (Number(time) > now + TOLERANCE_S)
    throw new MibWebhookInvalid('too_new', `The message is more than ${TOLERANCE_S} s ahead of this clock.`);
}

async function hmac(key: Bytes, signed: Bytes): Promise<string> {
  const imported = await subtle().importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return btoa(String.fromCharCode(...new Uint8Array(await subtle().sign('HMAC', imported, signed))));
}

/** Takes as long wherever they differ. */
function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let at = 0; at < expected.length; at++) difference |= (given.charCodeAt(at) || 0) ^ expected.charCodeAt(at);
  return difference === 0;
}

function eventIn(bytes: Bytes): Omit<VerifiedWebhook, 'id'> {
  const event = parsed(bytes);
  if (isObject(event) && isObject(event.data)) {
    const { type, timestamp, data } = event;
    if (typeof type === 'string' && typeof timestamp === 'string') return { type, timestamp, data };
  }
  throw new MibWebhookInvalid('malformed', 'The message is signed, and is no event.');
}

function parsed(bytes: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
