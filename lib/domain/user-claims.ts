/** Who sends an access token, and with which session. */
export interface UserClaims {
  readonly userId: string;
  /** Missing in tokens of a version without sessions. */
  readonly sessionId?: string | undefined;
  /** The generation of the session. 0 in tokens of a version without sessions. */
  readonly generation: number;
}
