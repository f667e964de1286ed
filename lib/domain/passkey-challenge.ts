/** For so long an authenticator may answer a challenge, in ms. */
export const PASSKEY_CHALLENGE_MS = 5 * 60_000;

/** What a challenge is for. One of another purpose is refused. */
export type PasskeyPurpose = 'add' | 'login' | 'step_up';

/** The purpose of a challenge, and its user. */
export interface PasskeyScope {
  readonly purpose: PasskeyPurpose;
  /** Missing for a login, which begins without a user. */
  readonly userId?: string | undefined;
}
