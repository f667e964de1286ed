import { hash } from 'node:crypto';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { PASSKEY_ALGORITHMS, type Passkey } from '../domain/passkey.ts';

/** What the browser signs for its page, as it has to be. */
export interface Expected {
  readonly challenge: string;
  readonly origin: string;
  /** The domain of the passkeys. */
  readonly domain: string;
}

/** The parts of an authenticator's answer that have the new key. In base64url. */
export interface NewCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
}

/** The parts of an authenticator's answer that have a signature. In base64url. */
export interface SignedCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** What an authenticator says of a passkey at a signature. */
export interface SignatureFacts {
  readonly counter: number;
  readonly mayBeSynced: boolean;
  readonly isSynced: boolean;
}

/** What a new passkey is. */
export type NewKey = Pick<Passkey, 'id' | 'credentialId' | 'publicKey'> & SignatureFacts;

/** The id of the passkey with a credential: short, whatever the authenticator chose. */
export function passkeyIdOf(credentialId: string): string {
  return hash('sha256', Buffer.from(credentialId, 'base64url'), 'base64url');
}

/**
 * Checks what an authenticator has made: for this domain, page and challenge, with a user whom it has
 * recognized, and with a kind of key that is taken.
 * @throws Error that says what is wrong
 */
export async function checkNewKey(
  { id, ...response }: NewCredential,
  { challenge, origin, domain }: Expected,
): Promise<NewKey> {
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: domain,
    requireUserVerification: true,
    supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
  });
  if (!verified) throw new Error('the attestation is wrong');
  const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
  if (credential.id !== id) throw new Error('the credential has another id than its answer');
  return {
    id: passkeyIdOf(credential.id),
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    mayBeSynced: credentialDeviceType === 'multiDevice',
    isSynced: credentialBackedUp,
  };
}

/**
 * Checks a signature of a passkey, as checkNewKey does. Whether its count has grown is for the write to
 * decide that takes it.
 * @throws Error that says what is wrong
 */
export async function checkSignature(
  { id, ...response }: SignedCredential,
  { credentialId, publicKey }: Pick<Passkey, 'credentialId' | 'publicKey'>,
  { challenge, origin, domain }: Expected,
): Promise<SignatureFacts> {
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: domain,
    credential: { id: credentialId, publicKey: Buffer.from(publicKey, 'base64url'), counter: 0 },
    requireUserVerification: true,
  });
  if (!verified) throw new Error('the signature is wrong');
  const { newCounter, credentialDeviceType, credentialBackedUp } = authenticationInfo;
  return {
    counter: newCounter,
    mayBeSynced: credentialDeviceType === 'multiDevice',
    isSynced: credentialBackedUp,
  };
}
