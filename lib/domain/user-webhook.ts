import * as z from 'zod/mini';

/** The most webhooks of a user. */
export const MAX_WEBHOOKS = 5;
export const MAX_URL_CHARACTERS = 1_000;
export const MAX_DESCRIPTION_CHARACTERS = 200;

/** For so long after a rotation the secret before signs, too. */
export const SECRET_OVERLAP_MS = 24 * 3_600_000;
/** A webhook whose attempts all failed for so long is disabled. */
export const DISABLED_AFTER_MS = 3 * 24 * 3_600_000;

/** The types of events that a user may subscribe to. */
export const USER_EVENT_TYPES = [
  'transfer.final',
  'transfer.authorised',
  'transfer.awaits_approval',
  'statement.posted',
  'wallet.frozen',
  'wallet.unfrozen',
  'wallet.closed',
  'wallet.shared',
  'wallet.share_changed',
  'wallet.unshared',
  'wallet.rule_changed',
  'wallet.rule_change_asked',
  'wallet.rule_change_dropped',
  'key.made',
  'key.revoked',
] as const;
export type UserEventType = (typeof USER_EVENT_TYPES)[number];

/**
 * Why a webhook is disabled: its attempts failed for three days, its receiver responded with 410, its
 * user wants no events for now, or an operator has stopped it.
 */
export const DisabledReason = z.enum(['failing', 'gone', 'user', 'operator']);
export type DisabledReason = z.infer<typeof DisabledReason>;

/** A receiver of a user's events. Its secrets are in a table of their own. Times are RFC 3339. */
export interface UserWebhook {
  readonly id: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly description?: string | undefined;
  readonly createdAt: string;
  readonly disabled?: { readonly at: string; readonly reason: DisabledReason } | undefined;
  /** The time of the first failed attempt since the last one that succeeded. */
  readonly failingSince?: string | undefined;
}

/** What its user may change. */
export interface WebhookChange {
  readonly url?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Null removes it. */
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

/** A secret of a webhook. The first one has the id of the webhook. */
export interface StoredSecret {
  readonly id: string;
  readonly secret: string;
  /** RFC 3339 */
  readonly addedAt: string;
  readonly replacedAt?: string | undefined;
}

/** The secrets that sign now, the newest first. @param now ms since 1970 */
export function signingSecrets(secrets: readonly StoredSecret[], now: number): StoredSecret[] {
  return secrets.filter(
    ({ replacedAt }) => replacedAt === undefined || now < Date.parse(replacedAt) + SECRET_OVERLAP_MS,
  );
}

/** The secrets after a rotation. Those that no longer sign are dropped. @param now ms since 1970 */
export function rotatedSecrets(
  secrets: readonly StoredSecret[],
  { id, secret }: Pick<StoredSecret, 'id' | 'secret'>,
  now: number,
): StoredSecret[] {
  const at = new Date(now).toISOString();
  const old = signingSecrets(secrets, now).map((one) => ({ ...one, replacedAt: one.replacedAt ?? at }));
  // Each signature makes a message larger.
  return [{ id, secret, addedAt: at }, ...old.slice(0, MAX_OLD_SECRETS)];
}
const MAX_OLD_SECRETS = 2;

/** What an attempt changes in the state of a webhook. */
export type HealthChange = 'recovered' | 'failing' | 'disable' | undefined;

/**
 * What an attempt means for its webhook.
 * @param now ms since 1970
 */
export function healthChange(
  { failingSince }: Pick<UserWebhook, 'failingSince'>,
  attempt: { readonly delivered: boolean; readonly gone?: boolean },
  now: number,
): HealthChange {
  if (attempt.delivered) return failingSince === undefined ? undefined : 'recovered';
  if (attempt.gone) return 'disable';
  if (failingSince === undefined) return 'failing';
  return now - Date.parse(failingSince) >= DISABLED_AFTER_MS ? 'disable' : undefined;
}
