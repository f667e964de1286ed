import * as z from 'zod/mini';
import type { Passkey } from '../domain/passkey.ts';
import { SafeNumber } from './items.ts';

/** A passkey in the item of its user's factors, under its id. */
export const PasskeyItem = z.pipe(
  z.object({
    credential: z.string(),
    public_key: z.string(),
    counter: SafeNumber,
    transports: z.array(z.string()),
    may_sync: z.boolean(),
    synced: z.boolean(),
    name: z.string(),
    login: z.string(),
    since: z.string(),
    used_at: z.optional(z.string()),
  }),
  z.transform(
    (item): Omit<Passkey, 'id'> => ({
      credentialId: item.credential,
      publicKey: item.public_key,
      counter: item.counter,
      transports: item.transports,
      mayBeSynced: item.may_sync,
      isSynced: item.synced,
      name: item.name,
      login: item.login,
      since: item.since,
      ...(item.used_at !== undefined && { lastUsedAt: item.used_at }),
    }),
  ),
);

/** The attributes of a new passkey. */
export function passkeyAttributes(passkey: Passkey): z.input<typeof PasskeyItem> {
  const { credentialId, publicKey, counter, transports, mayBeSynced, isSynced, name, login, since } = passkey;
  return {
    credential: credentialId,
    public_key: publicKey,
    counter: BigInt(counter),
    transports: [...transports],
    may_sync: mayBeSynced,
    synced: isSynced,
    name,
    login,
    since,
  };
}
