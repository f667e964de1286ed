import * as z from 'zod/mini';
import type { SessionRules } from '../domain/session.ts';
import { numberFrom } from './number-from.ts';

const HOUR_MS = 3_600_000;
const [SECONDS, IDLE_HOURS, DAYS] = [900, 24, 30];

/**
 * The settings of sessions. The serverless file gives functions their defaults. The longest session is
 * that of NIST SP 800-63B-4 for one factor (2.1.3): 30 days.
 */
export const sessionSettings = {
  /** The lifetime of an access token, 60 to 3,600 s. */
  ACCESS_TOKEN_SECONDS: numberFrom(60, 3_600, SECONDS),
  /** A session ends when it was not used for this time, 1 to 720 h. */
  SESSION_IDLE_HOURS: numberFrom(1, 720, IDLE_HOURS),
  /** A session ends this long after the login, 1 to 30 days. */
  SESSION_DAYS: numberFrom(1, 30, DAYS),
};

/** The same settings where they may be missing. */
export const sessionSettingsIfSet = {
  ACCESS_TOKEN_SECONDS: z._default(sessionSettings.ACCESS_TOKEN_SECONDS, SECONDS),
  SESSION_IDLE_HOURS: z._default(sessionSettings.SESSION_IDLE_HOURS, IDLE_HOURS),
  SESSION_DAYS: z._default(sessionSettings.SESSION_DAYS, DAYS),
};

/** The rules of a stage. */
export function sessionRules(settings: {
  readonly ACCESS_TOKEN_SECONDS: number;
  readonly SESSION_IDLE_HOURS: number;
  readonly SESSION_DAYS: number;
}): SessionRules {
  return {
    accessTokenSeconds: settings.ACCESS_TOKEN_SECONDS,
    idleMs: settings.SESSION_IDLE_HOURS * HOUR_MS,
    longestMs: settings.SESSION_DAYS * 24 * HOUR_MS,
  };
}
