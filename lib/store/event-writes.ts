import type { RecordedEvent } from '../domain/recorded-event.ts';
import { isKeyEvent, isRuleEvent, isSharingEvent } from '../domain/recorded-kind.ts';
import type { PutWrite } from './transactions.ts';

// Shares, rules and freezes of a wallet are numbered apart from each other. So they have partitions of their
// own, and a key has one, too. No id of a wallet has a letter in it.
export const SHARING = 'sharing#';
export const RULE = 'rule#';
export const KEY = 'key#';
/** The sort key of the events of a key: it has one of each at most. */
const OF_KEY = { KEY_MADE: 1, KEY_REVOKED: 2 } as const;

/** The write that records an event, also for a transaction with the change that it tells of. */
export function recording(table: string, event: RecordedEvent): PutWrite {
  return { TableName: table, Item: itemOfEvent(event), ConditionExpression: 'attribute_not_exists(wallet_id)' };
}

function itemOfEvent(event: RecordedEvent): Record<string, unknown> {
  const { version: _, ...attributes } = event;
  if (isKeyEvent(event)) {
    const wallet_id = `${KEY}${event.user_id}#${event.key_id}`;
    return { ...attributes, wallet_id, change: OF_KEY[event.status] };
  }
  if (isSharingEvent(event)) return { ...attributes, wallet_id: SHARING + event.wallet_id };
  if (isRuleEvent(event)) return { ...attributes, wallet_id: RULE + event.wallet_id };
  const { frozen, operator_frozen } = event;
  return { ...attributes, frozen: frozen ?? undefined, operator_frozen: operator_frozen ?? undefined };
}
