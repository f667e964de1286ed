import { isIP } from 'node:net';
import { newWebhookSecret } from '../auth/webhook-secret.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
import { TxId } from '../domain/transfer.ts';
import {
  MAX_WEBHOOKS,
  rotatedSecrets,
  SECRET_OVERLAP_MS,
  type UserWebhook,
  type WebhookChange,
} from '../domain/user-webhook.ts';
import { isPublicAddress } from '../remote/public-address.ts';
import type { WebhookNetwork } from '../remote/webhook-request.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { UserWebhooks } from '../store/user-webhooks.ts';
import type { WebhookSecrets } from '../store/webhook-secrets.ts';
import { idempotently } from './idempotently.ts';
import { ownWebhook } from './own-webhook.ts';

interface Stores {
  readonly webhooks: Pick<UserWebhooks, 'add' | 'of'>;
  readonly secrets: Pick<WebhookSecrets, 'create' | 'forget' | 'of' | 'replace'>;
  readonly idempotencyKeys: IdempotencyKeys;
}

/** A webhook to add. */
export interface NewWebhook extends Pick<UserWebhook, 'url' | 'types' | 'description'> {
  readonly owner: string;
  readonly idempotencyKey: string | undefined;
}

/**
 * Adds a webhook. The secret is stored first, under the id that the key of the request stands for. So
 * a request that is repeated under its key gets the same webhook and the same secret.
 * @param fresh `now`: ms since 1970; `id`: a ULID of `now`
 * @throws MibError invalid_input; too_many_webhooks; idempotency_key_reused; webhook_not_found if the
 *   request is repeated and the webhook was removed since
 */
export async function addWebhook(
  { webhooks, secrets, idempotencyKeys }: Stores,
  { owner, idempotencyKey: key, url, types, description }: NewWebhook,
  { now, id: freshId, network }: { now: number; id: string; network: WebhookNetwork },
): Promise<{ webhook: UserWebhook; secret: string }> {
  assertAddress(url, network);
  const fields = { url, types: [...types].sort().join(' '), description };
  const repeatable = { userId: owner, key, route: 'add_webhook', fields };
  const id = await idempotently(idempotencyKeys, repeatable, freshId, now);
  const standing = await webhooks.of(owner);
  if (standing.length >= MAX_WEBHOOKS && standing.every((one) => one.id !== id))
    throw new MibError('too_many_webhooks');
  const createdAt = new Date(now).toISOString();
  const [newest] = await secrets.create(id, { id, secret: newWebhookSecret(), addedAt: createdAt });
  if (!newest) throw new MibError('webhook_not_found');
  const webhook = await webhooks.add(owner, {
    id,
    url,
    types,
    ...(description !== undefined && { description }),
    createdAt,
  });
  // Others were added in between. Its secret is the secret of nothing.
  if (!webhook) throw new MibError('too_many_webhooks');
  return { webhook, secret: newest.secret };
}

/**
 * Changes a webhook.
 * @param now ms since 1970
 * @throws MibError invalid_input; webhook_not_found; webhook_blocked if an operator has disabled it
 */
export async function changeWebhook(
  webhooks: Pick<UserWebhooks, 'change' | 'of'>,
  { owner, id, change }: { owner: string; id: string; change: WebhookChange },
  { now, network }: { now: number; network: WebhookNetwork },
): Promise<UserWebhook> {
  if (change.url !== undefined) assertAddress(change.url, network);
  const isId = TxId.safeParse(id).success;
  const changed = isId ? await webhooks.change(owner, id, change, now) : undefined;
  if (changed) return changed;
  await ownWebhook(webhooks, owner, id);
  throw new MibError('webhook_blocked');
}

/**
 * Removes a webhook with its secrets. Deliveries that wait are dropped.
 * @param now ms since 1970
 * @throws MibError webhook_not_found
 */
export async function removeWebhook(
  { webhooks, secrets }: { webhooks: Pick<UserWebhooks, 'remove' | 'of'>; secrets: Pick<WebhookSecrets, 'forget'> },
  { owner, id }: { owner: string; id: string },
  now: number,
): Promise<void> {
  await ownWebhook(webhooks, owner, id);
  await secrets.forget(id, now);
  await webhooks.remove(owner, id);
}

/** A rotation: the new secret, and when the secrets before stop signing, in ms since 1970. */
export interface Rotation {
  readonly secret: string;
  readonly oldUntil: number;
}

/**
 * Gives a webhook another secret. The one before signs beside it for 24 hours.
 * @param fresh `now`: ms since 1970; `id`: a new ULID, the id of the secret
 * @throws MibError webhook_not_found; idempotency_key_reused
 */
export async function rotateWebhook(
  { webhooks, secrets, idempotencyKeys }: Stores,
  { owner, id, idempotencyKey: key }: { owner: string; id: string; idempotencyKey: string | undefined },
  fresh: { now: number; id: string },
): Promise<Rotation> {
  const { now } = fresh;
  await ownWebhook(webhooks, owner, id);
  const repeatable = { userId: owner, key, route: 'rotate_webhook', fields: { webhook: id } };
  const secretId = await idempotently(idempotencyKeys, repeatable, fresh.id, now);
  const secret = newWebhookSecret();
  for (;;) {
    const stored = await secrets.of(id);
    const [latest] = stored;
    if (!latest) throw new MibError('webhook_not_found');
    const made = stored.find((one) => one.id === secretId);
    if (made) return { secret: made.secret, oldUntil: Date.parse(made.addedAt) + SECRET_OVERLAP_MS };
    const next = rotatedSecrets(stored, { id: secretId, secret }, now);
    if (await secrets.replace(id, latest.id, next)) return { secret, oldUntil: now + SECRET_OVERLAP_MS };
  }
}

/** The connection checks the address that a name leads to: it may be another each time. */
function assertAddress(url: string, network: WebhookNetwork): void {
  if (network === 'any') return;
  const { protocol, hostname } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  if (protocol !== 'https:') throw invalidInput([{ field: 'url', message: 'must be https' }]);
  if (isIP(address) !== 0 && !isPublicAddress(address))
    throw invalidInput([{ field: 'url', message: 'must have a public address' }]);
}
