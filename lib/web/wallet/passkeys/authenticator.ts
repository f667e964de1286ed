import type { PasskeyAssertion, PasskeyCreationOptions, PasskeyRegistration, PasskeyRequestOptions } from 'mib/client';
import { PasskeyRefused } from '../../ui/passkey-refused.ts';

/** Whether the browser makes passkeys from the API's JSON. Pages by http have none, except those of localhost. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Asks the person to make a passkey. @throws PasskeyRefused */
export async function makePasskey(options: PasskeyCreationOptions): Promise<PasskeyRegistration> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const made = await given(() => navigator.credentials.create({ publicKey }));
  const { id, rawId, response } = made.toJSON();
  if (!('attestationObject' in response)) throw new PasskeyRefused('the browser made no passkey');
  const { clientDataJSON, attestationObject, transports } = response;
  return { id, rawId, type: 'public-key', response: { clientDataJSON, attestationObject, transports } };
}

/** Asks the person for a passkey. @throws PasskeyRefused */
export async function usePasskey(options: PasskeyRequestOptions): Promise<PasskeyAssertion> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const used = await given(() => navigator.credentials.get({ publicKey }));
  const { id, rawId, response } = used.toJSON();
  if (!('signature' in response)) throw new PasskeyRefused('the browser has signed nothing');
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  const signed = { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) };
  return { id, rawId, type: 'public-key', response: signed };
}

async function given(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch (cause) {
    throw new PasskeyRefused('the browser gave no passkey', { cause });
  }
  if (!(credential instanceof PublicKeyCredential)) throw new PasskeyRefused('the browser gave another credential');
  return credential;
}
