/** The `source` of every event on EventBridge, and the `detail-type` of each. Rules select it by them. */
export const EVENT_SOURCE = 'mib';
export const EVENT_TYPE = 'transfer.final';
export const AUTHORISED_TYPE = 'transfer.authorised';
export const AWAITS_APPROVAL_TYPE = 'transfer.awaits_approval';
export const FROZEN_TYPE = 'wallet.frozen';
export const UNFROZEN_TYPE = 'wallet.unfrozen';
export const CLOSED_TYPE = 'wallet.closed';
export const SHARED_TYPE = 'wallet.shared';
export const SHARE_CHANGED_TYPE = 'wallet.share_changed';
export const UNSHARED_TYPE = 'wallet.unshared';
export const RULE_CHANGED_TYPE = 'wallet.rule_changed';
export const RULE_CHANGE_ASKED_TYPE = 'wallet.rule_change_asked';
export const RULE_CHANGE_DROPPED_TYPE = 'wallet.rule_change_dropped';
export const KEY_MADE_TYPE = 'key.made';
export const KEY_REVOKED_TYPE = 'key.revoked';

/** The types of events. */
export const EVENT_TYPES = [
  EVENT_TYPE,
  AUTHORISED_TYPE,
  AWAITS_APPROVAL_TYPE,
  FROZEN_TYPE,
  UNFROZEN_TYPE,
  CLOSED_TYPE,
  SHARED_TYPE,
  SHARE_CHANGED_TYPE,
  UNSHARED_TYPE,
  RULE_CHANGED_TYPE,
  RULE_CHANGE_ASKED_TYPE,
  RULE_CHANGE_DROPPED_TYPE,
  KEY_MADE_TYPE,
  KEY_REVOKED_TYPE,
] as const;
