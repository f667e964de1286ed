import * as z from 'zod/mini';
import { KeyEvent } from '../domain/key-event.ts';
import { RuleEvent } from '../domain/rule-event.ts';
import { SharingEvent } from '../domain/sharing-event.ts';
import { CONTROLLERS, FROZEN } from '../domain/wallet-controls.ts';
import type { WalletEvent } from '../domain/wallet-event.ts';
import { KEY, RULE, SHARING } from './event-writes.ts';
import { SafeNumber } from './items.ts';

const Frozen = z.optional(z.enum(FROZEN));
const FreezeItem = z.pipe(
  z.object({
    wallet_id: z.string(),
    change: SafeNumber,
    status: z.enum(['FROZEN', 'UNFROZEN', 'CLOSED']),
    by: z.enum(CONTROLLERS),
    frozen: Frozen,
    operator_frozen: Frozen,
    changed_at: z.iso.datetime(),
  }),
  z.transform(
    ({ frozen = null, operator_frozen = null, ...event }): WalletEvent => ({
      version: 1,
      ...event,
      frozen,
      operator_frozen,
    }),
  ),
);

const Stored = z.looseObject({ wallet_id: z.string(), change: SafeNumber });

/** An item with the attributes of its event beside the key. */
const EventItem = z.pipe(
  Stored,
  z.transform((item, { issues }): unknown => {
    const { wallet_id } = item;
    if (wallet_id.startsWith(KEY)) return { ...item, version: 1 };
    for (const prefix of [SHARING, RULE])
      if (wallet_id.startsWith(prefix)) return { ...item, version: 1, wallet_id: wallet_id.slice(prefix.length) };
    issues.push({ code: 'custom', input: item, message: 'is of no event' });
    return z.NEVER;
  }),
);

/** The event in an item of the table. */
export const RecordedItem = z.union([FreezeItem, z.pipe(EventItem, z.union([SharingEvent, RuleEvent, KeyEvent]))]);
