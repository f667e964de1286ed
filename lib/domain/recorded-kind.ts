import type { KeyEvent } from './key-event.ts';
import type { RecordedEvent } from './recorded-event.ts';
import type { RuleEvent } from './rule-event.ts';
import type { SharingEvent } from './sharing-event.ts';

// Apart from the schemas: a function that records one kind of events does not carry those of the others.

export function isKeyEvent(event: RecordedEvent): event is KeyEvent {
  return 'key_id' in event;
}

export function isSharingEvent(event: RecordedEvent): event is SharingEvent {
  return 'member_id' in event;
}

export function isRuleEvent(event: RecordedEvent): event is RuleEvent {
  return 'former_approvers' in event;
}
