/** What access tokens are refused before they expire: those of a session, or of a user's older sessions. */
export type Revocation =
  | { readonly sessionId: string }
  /** Every token of a lower generation, and those of versions without sessions. */
  | { readonly userId: string; readonly generation: number };

/** A revocation, and when it was stored in ms since 1970. */
export interface StoredRevocation {
  readonly revocation: Revocation;
  readonly at: number;
}
