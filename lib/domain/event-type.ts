/** The `source` of every event on EventBridge, and the `detail-type` of each. Rules select it by them. */
export const EVENT_SOURCE = 'mib';
export const EVENT_TYPE = 'transfer.final';
export const AUTHORISED_TYPE = 'transfer.authorised';
export const AWAITS_APPROVAL_TYPE = 'transfer.awaits_approval';
export const FROZEN_TYPE = 'wallet.frozen';
export const UNFROZEN_TYPE = 'wallet.unfrozen';
export const CLOSED_TYPE = 'wallet.closed';

/** The types of events. */
export const EVENT_TYPES = [
  EVENT_TYPE,
  AUTHORISED_TYPE,
  AWAITS_APPROVAL_TYPE,
  FROZEN_TYPE,
  UNFROZEN_TYPE,
  CLOSED_TYPE,
] as const;
