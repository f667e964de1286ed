/** The most passkeys of a user. */
export const MOST_PASSKEYS = 10;

/** Signatures that are accepted, by their COSE numbers: Ed25519, ECDSA with P-256, RSA with SHA-256. */
export const PASSKEY_ALGORITHMS: readonly number[] = [-8, -7, -257];

/** A passkey of a user: the public half of a key pair that an authenticator has made (WebAuthn). */
export interface Passkey {
  /** SHA-256 of the credential's id, in base64url. */
  readonly id: string;
  /** As the authenticator has it, in base64url. */
  readonly credentialId: string;
  /** COSE, in base64url. */
  readonly publicKey: string;
  /** How many signatures the authenticator has made, as of the last one. Many authenticators do not count: 0. */
  readonly counter: number;
  /** How a browser reaches the authenticator: `internal`, `usb` and others. */
  readonly transports: readonly string[];
  /** Whether the authenticator may copy it to other devices of its owner. */
  readonly mayBeSynced: boolean;
  /** Whether it has done so, as of the last signature. */
  readonly isSynced: boolean;
  /** What the user calls it. */
  readonly name: string;
  /** The folded login of its user, for a login that begins without one. */
  readonly login: string;
  /** RFC 3339 */
  readonly since: string;
  /** RFC 3339. Missing if it was not used since it was added. */
  readonly lastUsedAt?: string | undefined;
}

/** Where the passkeys of a stage are valid. */
export interface RelyingParty {
  /** A domain name. A browser offers a passkey of it to pages of this domain alone. */
  readonly id: string;
  /** Whether a page of this origin may use them. */
  readonly allows: (origin: string) => boolean;
}
