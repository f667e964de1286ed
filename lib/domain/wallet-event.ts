import * as z from 'zod/mini';
import { component, doc } from './doc.ts';
import { CLOSED_TYPE, FROZEN_TYPE, UNFROZEN_TYPE } from './event-type.ts';
import { userEventId } from './user-event-envelope.ts';
import { CONTROLLERS, FROZEN, type WalletControls } from './wallet-controls.ts';

const frozen = (description: string, example: string | null) => doc(z.nullable(z.enum(FROZEN)), description, example);
const time = (description: string) => doc(z.iso.datetime(), description, '2026-11-23T09:00:00.412Z');

/** What every event of a wallet says of it. */
export const ofWallet = {
  change: doc(
    z.int().check(z.positive()),
    'Number of the change. Those of a wallet rise, with gaps: the event with the highest one says what holds.',
    3,
  ),
  by: doc(z.enum(CONTROLLERS), 'Who made the change: the owner of the wallet, or an operator.', 'owner'),
  frozen: frozen("The owner's freeze after the change, or null.", 'debits'),
  operator_frozen: frozen("An operator's freeze after the change, or null.", null),
  changed_at: time('When it was changed (RFC 3339).'),
};

const TYPES = { FROZEN: FROZEN_TYPE, UNFROZEN: UNFROZEN_TYPE, CLOSED: CLOSED_TYPE } as const;

/**
 * What is frozen of a wallet has changed, or it was closed: the `detail` of the event on EventBridge.
 * Published at least once, unordered; `wallet_id` and `change` identify duplicates. It has no reason of an
 * operator.
 */
export type WalletEvent = z.infer<typeof WalletEvent>;
export const WalletEvent = component(
  'WalletEvent',
  z.object({
    version: doc(z.literal(1), 'Version of this format. New fields may be added to it at any time.', 1),
    wallet_id: doc(z.string(), 'Id of the wallet.', '41'),
    status: doc(
      z.enum(['FROZEN', 'UNFROZEN', 'CLOSED']),
      'FROZEN: at least one freeze holds. UNFROZEN: the last one is lifted. CLOSED: the wallet is closed, for good.',
      'FROZEN',
    ),
    ...ofWallet,
  }),
  { description: 'What is frozen of a wallet has changed, or the wallet was closed.' },
);

/** The type of an event of a wallet. */
export function typeOfWalletEvent({ status }: WalletEvent): (typeof TYPES)[WalletEvent['status']] {
  return TYPES[status];
}

/** The id of the event in messages to operators' webhooks. */
export function walletEventId({ wallet_id, change, changed_at }: WalletEvent): string {
  return userEventId(Date.parse(changed_at), 'wallet', wallet_id, String(change));
}

/**
 * The event of the last change of a wallet's freezes.
 * @param controls as its shard has them
 * @returns undefined if there was no such change, or only one of the version before
 */
export function walletEvent(
  walletId: string,
  {
    ownerFreeze,
    operatorFreeze,
    closedAt,
    freezeChange,
  }: Pick<WalletControls, 'ownerFreeze' | 'operatorFreeze' | 'closedAt' | 'freezeChange'>,
): WalletEvent | undefined {
  if (!freezeChange) return undefined;
  const isFrozen = ownerFreeze !== undefined || operatorFreeze !== undefined;
  return {
    version: 1,
    wallet_id: walletId,
    status: closedAt !== undefined ? 'CLOSED' : isFrozen ? 'FROZEN' : 'UNFROZEN',
    change: freezeChange.version,
    by: freezeChange.by,
    frozen: ownerFreeze?.frozen ?? null,
    operator_frozen: operatorFreeze?.frozen ?? null,
    changed_at: new Date(freezeChange.at).toISOString(),
  };
}

/** The body of a message to a webhook. */
export type WalletWebhook = z.infer<typeof WalletWebhook>;
export const WalletWebhook = component(
  'WalletWebhook',
  z.object({
    type: doc(
      z.enum([FROZEN_TYPE, UNFROZEN_TYPE, CLOSED_TYPE]),
      'Type of the event, which the status says, too.',
      FROZEN_TYPE,
    ),
    timestamp: time('When it was changed (RFC 3339).'),
    data: WalletEvent,
  }),
  { description: 'The body of a webhook delivery.' },
);
