import * as z from 'zod/mini';
import { KeyEvent, type KeyWebhook, keyEventId, typeOfKeyEvent } from './key-event.ts';
import { isKeyEvent, isRuleEvent, isSharingEvent } from './recorded-kind.ts';
import { RuleEvent, type RuleWebhook, ruleEventId, typeOfRuleEvent } from './rule-event.ts';
import { SharingEvent, type SharingWebhook, sharingEventId, typeOfSharingEvent } from './sharing-event.ts';
import { typeOfWalletEvent, WalletEvent, type WalletWebhook, walletEventId } from './wallet-event.ts';

/** An event of a wallet or a key. Each is recorded before it is published, and no field has to be looked up. */
export type RecordedEvent = z.infer<typeof RecordedEvent>;
export const RecordedEvent = z.union([WalletEvent, SharingEvent, RuleEvent, KeyEvent]);

export function typeOfRecorded(event: RecordedEvent) {
  if (isKeyEvent(event)) return typeOfKeyEvent(event);
  if (isSharingEvent(event)) return typeOfSharingEvent(event);
  return isRuleEvent(event) ? typeOfRuleEvent(event) : typeOfWalletEvent(event);
}

/** The id of the event in messages to operators' webhooks. */
export function recordedEventId(event: RecordedEvent): string {
  if (isKeyEvent(event)) return keyEventId(event);
  if (isSharingEvent(event)) return sharingEventId(event);
  return isRuleEvent(event) ? ruleEventId(event) : walletEventId(event);
}

/** The body of a message to an operators' webhook. */
export function recordedWebhook(event: RecordedEvent): WalletWebhook | SharingWebhook | RuleWebhook | KeyWebhook {
  const timestamp = event.changed_at;
  if (isKeyEvent(event)) return { type: typeOfKeyEvent(event), timestamp, data: event };
  if (isSharingEvent(event)) return { type: typeOfSharingEvent(event), timestamp, data: event };
  if (isRuleEvent(event)) return { type: typeOfRuleEvent(event), timestamp, data: event };
  return { type: typeOfWalletEvent(event), timestamp, data: event };
}
