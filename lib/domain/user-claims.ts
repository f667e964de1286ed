/**
 * What a session is limited to. `second_factor`: the stage requires a second factor, and the user has none. The
 * session may add one, and no more than that.
 */
export const SESSION_LIMITS = ['second_factor'] as const;
export type SessionLimit = (typeof SESSION_LIMITS)[number];

/** Who sends an access token, and with which session. */
export interface UserClaims {
  readonly userId: string;
  /** Missing in tokens of a version without sessions. */
  readonly sessionId?: string | undefined;
  /** The generation of the session. 0 in tokens of a version without sessions. */
  readonly generation: number;
  /** Missing: nothing. */
  readonly limitedTo?: SessionLimit | undefined;
}
