import type { PasskeyAssertion, PasskeyCreationOptions, PasskeyRegistration, PasskeyRequestOptions } from 'mib/client';
import { PasskeyRefused } from '../../ui/passkey-refused.ts';

/** Whether the browser makes passkeys from the API's JSON. Pages by http have none, except those of localhost. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Whether the browser offers passkeys in the list of a field. */
export async function hasPasskeyAutofill(): Promise<boolean> {
  if (!hasPasskeys() || typeof PublicKeyCredential.isConditionalMediationAvailable !== 'function') return false;
  return PublicKeyCredential.isConditionalMediationAvailable().catch(() => false);
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
  // A browser has one request at a time.
  offer?.abort();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return answerOf(await given(() => navigator.credentials.get({ publicKey })));
}

/** The offer that waits for the person. */
let offer: AbortController | undefined;

/**
 * Offers passkeys in the list of the field that takes them, and waits until the person chooses one.
 * @returns undefined if the offer ends: by the signal, by usePasskey, or because the browser refuses it
 */
export async function offerPasskeys(
  options: PasskeyRequestOptions,
  signal: AbortSignal,
): Promise<PasskeyAssertion | undefined> {
  offer?.abort();
  const own = new AbortController();
  offer = own;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const ask = { publicKey, mediation: 'conditional', signal: AbortSignal.any([signal, own.signal]) } as const;
  const used = await given(() => navigator.credentials.get(ask)).catch(() => undefined);
  return used && answerOf(used);
}

function answerOf(used: PublicKeyCredential): PasskeyAssertion {
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
