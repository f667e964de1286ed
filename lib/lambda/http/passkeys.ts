import type { AddedPasskey, OwnPasskey, PasskeyCreationOptions, PasskeyRequestOptions } from '../../api/passkeys.ts';
import { PASSKEY_ALGORITHMS, type Passkey } from '../../domain/passkey.ts';
import { PASSKEY_CHALLENGE_MS } from '../../domain/passkey-challenge.ts';
import type { NewPasskeyOffer, PasskeyOffer } from '../../usecases/passkeys.ts';

const SERVICE = 'mib';
const TYPE = 'public-key';

/** A passkey for its user. */
export function passkeyView({ id, name, since, lastUsedAt, isSynced }: Passkey): OwnPasskey {
  return {
    passkey_id: id,
    name,
    created_at: since,
    ...(lastUsedAt !== undefined && { last_used_at: lastUsedAt }),
    synced: isSynced,
  };
}

/** A new passkey, and recovery codes for the one response that has them. */
export function addedPasskeyView(passkey: Passkey, codes: readonly string[] | undefined): AddedPasskey {
  return { passkey: passkeyView(passkey), ...(codes && { recovery_codes: [...codes] }) };
}

/** What a browser makes a passkey with: one that the authenticator finds without a login. */
export function creationOptionsView({ challenge, domain, user, passkeys }: NewPasskeyOffer): PasskeyCreationOptions {
  return {
    challenge,
    timeout: PASSKEY_CHALLENGE_MS,
    rp: { id: domain, name: SERVICE },
    user: { id: userHandleOf(user.userId), name: user.login, displayName: user.login },
    pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: TYPE, alg })),
    excludeCredentials: passkeys.map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  };
}

/** What a browser asks for a passkey with. */
export function requestOptionsView({ challenge, domain, passkeys }: PasskeyOffer): PasskeyRequestOptions {
  return {
    challenge,
    timeout: PASSKEY_CHALLENGE_MS,
    rpId: domain,
    userVerification: 'required',
    ...(passkeys && { allowCredentials: passkeys.map(descriptorOf) }),
  };
}

function descriptorOf({ credentialId, transports }: Passkey): PasskeyCreationOptions['excludeCredentials'][number] {
  return { id: credentialId, type: TYPE, transports: [...transports] };
}

/** The id of a user as an authenticator keeps it. */
function userHandleOf(userId: string): string {
  return Buffer.from(userId).toString('base64url');
}
