import { MibError } from '../domain/errors.ts';
import { TxId } from '../domain/transfer.ts';
import type { UserWebhook } from '../domain/user-webhook.ts';
import type { UserWebhooks } from '../store/user-webhooks.ts';

/**
 * A webhook of the user.
 * @throws MibError webhook_not_found for a missing one, a foreign one, and a malformed id
 */
export async function ownWebhook(webhooks: Pick<UserWebhooks, 'of'>, owner: string, id: string): Promise<UserWebhook> {
  const found = TxId.safeParse(id).success ? (await webhooks.of(owner)).find((one) => one.id === id) : undefined;
  if (!found) throw new MibError('webhook_not_found');
  return found;
}
