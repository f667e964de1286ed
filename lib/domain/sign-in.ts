import type { Device } from './session.ts';

/**
 * What began a session, or tried to. A refresh is one only if its token came a second time. The deletion
 * of the account and a step-up are ones only if the password or the code was wrong.
 * The removal of the second factors is the act of an operator: the user should see it where they look for
 * what was not theirs.
 */
export const SIGN_IN_EVENTS = [
  'registration',
  'login',
  'password_change',
  'password_reset',
  'refresh',
  'account_deletion',
  'step_up',
  'second_factor_removal',
] as const;
export type SignInEvent = (typeof SIGN_IN_EVENTS)[number];

/** How that ended. */
export const SIGN_IN_RESULTS = [
  'succeeded',
  'wrong_password',
  'wrong_code',
  'wrong_passkey',
  'passkey_may_be_copied',
  'user_blocked',
  'token_reused',
] as const;
export type SignInResult = (typeof SIGN_IN_RESULTS)[number];

/** The means of a login with a passkey. */
export const SIGN_IN_MEANS = ['passkey', 'password_and_passkey'] as const;
export type SignInMeans = (typeof SIGN_IN_MEANS)[number];

/** A sign-in of a user, or an attempt at one. */
export interface SignIn extends Device {
  readonly userId: string;
  /** Unique to the attempt. */
  readonly id: string;
  /** ms since 1970 */
  readonly at: number;
  readonly event: SignInEvent;
  readonly result: SignInResult;
  /** Missing if there was no passkey. */
  readonly means?: SignInMeans | undefined;
}

/** The most that a user sees. */
export const MOST_SIGN_INS = 50;

/** How long they are stored, in ms. */
export const SIGN_INS_STORED_MS = 30 * 24 * 60 * 60_000;
