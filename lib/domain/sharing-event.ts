import * as z from 'zod/mini';
import { component, doc } from './doc.ts';
import { SHARE_CHANGED_TYPE, SHARED_TYPE, UNSHARED_TYPE } from './event-type.ts';
import { userEventId } from './user-event-envelope.ts';
import type { WalletMember } from './wallet-member.ts';

const changed_at = doc(z.iso.datetime(), 'When it was changed (RFC 3339).', '2026-11-23T09:00:00.412Z');

/** What every event of a share says of it. It has no login: those who need it read the members of the wallet. */
export const ofShare = {
  wallet_id: doc(z.string(), 'Id of the wallet.', '41'),
  change: doc(
    z.int().check(z.positive()),
    'Number of the change. Those of the shares of a wallet rise: of a member, the event with the highest one says what holds.',
    2,
  ),
  owner_id: doc(z.string(), 'Id of the owner of the wallet.', '3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90'),
  member_id: doc(z.string(), 'Id of the user with whom it is shared.', '7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a'),
  by: doc(
    z.enum(['owner', 'member', 'deletion']),
    'Who made the change. deletion: the account of the owner or of the member was deleted.',
    'owner',
  ),
  max_per_day: doc(
    z.nullable(z.string()),
    'The most that payments of the member may take in a day, in minor units. null: the member pays nothing.',
    '500',
  ),
  changed_at,
};

const TYPES = { SHARED: SHARED_TYPE, SHARE_CHANGED: SHARE_CHANGED_TYPE, UNSHARED: UNSHARED_TYPE } as const;

/**
 * With whom a wallet is shared has changed: the `detail` of the event on EventBridge. Published at least
 * once, unordered; its type, `wallet_id` and `change` identify duplicates.
 */
export type SharingEvent = z.infer<typeof SharingEvent>;
export const SharingEvent = component(
  'SharingEvent',
  z.object({
    version: doc(z.literal(1), 'Version of this format. New fields may be added to it at any time.', 1),
    status: doc(
      z.enum(['SHARED', 'SHARE_CHANGED', 'UNSHARED']),
      'SHARED: a user is a member of the wallet. SHARE_CHANGED: what the member may pay has changed. UNSHARED: the user is a member no more.',
      'SHARED',
    ),
    ...ofShare,
  }),
  { description: 'With whom a wallet is shared has changed.' },
);

/** The type of an event of a share. */
export function typeOfSharingEvent({ status }: SharingEvent): (typeof TYPES)[SharingEvent['status']] {
  return TYPES[status];
}

/** The id of the event in messages to operators' webhooks. */
export function sharingEventId({ wallet_id, change, changed_at }: SharingEvent): string {
  return userEventId(Date.parse(changed_at), 'sharing', wallet_id, String(change));
}

/** A change of one member of a wallet. */
export interface MemberChange {
  readonly memberId: string;
  /** Undefined: the share ends. */
  readonly after: WalletMember | undefined;
  readonly by: SharingEvent['by'];
  /** ms since 1970 */
  readonly now: number;
}

/**
 * The event of a change of a member.
 * @param before the member as it was; undefined if the user was none
 * @param change its number
 */
export function sharingEvent(
  { walletId, owner }: { readonly walletId: string; readonly owner: string },
  before: WalletMember | undefined,
  { memberId, after, by, now }: MemberChange,
  change: number,
): SharingEvent {
  return {
    version: 1,
    status: !after ? 'UNSHARED' : before ? 'SHARE_CHANGED' : 'SHARED',
    wallet_id: walletId,
    change,
    owner_id: owner,
    member_id: memberId,
    by,
    max_per_day: after?.maxPerDay?.toString() ?? null,
    changed_at: new Date(now).toISOString(),
  };
}

/** The body of a message to a webhook. */
export type SharingWebhook = z.infer<typeof SharingWebhook>;
export const SharingWebhook = component(
  'SharingWebhook',
  z.object({
    type: doc(
      z.enum([SHARED_TYPE, SHARE_CHANGED_TYPE, UNSHARED_TYPE]),
      'Type of the event, which the status says, too.',
      SHARED_TYPE,
    ),
    timestamp: changed_at,
    data: SharingEvent,
  }),
  { description: 'The body of a webhook delivery.' },
);
