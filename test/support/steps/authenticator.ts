import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type {
  PasskeyAssertion,
  PasskeyCreationOptions,
  PasskeyRegistration,
  PasskeyRequestOptions,
} from '../../../lib/api/passkeys.ts';

// The flags of authenticator data (WebAuthn, 6.1).
const [PRESENT, VERIFIED, MAY_BE_SYNCED, SYNCED, HAS_KEY] = [0x01, 0x04, 0x08, 0x10, 0x40];
const NO_MODEL = Buffer.alloc(16);
const ID_BYTES = 32;
const KEY_TYPE_EC = 2;
const ES256 = -7;
const CURVE_P256 = 1;

/** How an authenticator differs from one of a phone with a fingerprint, whose passkeys are synced. */
export interface Traits {
  /** Whether it recognizes its user. */
  readonly verifiesUser?: boolean;
  /** The page at which the browser is. By default the right one. */
  readonly origin?: string;
  /** Whether the page is in a frame of another origin. */
  readonly crossOrigin?: boolean;
  /** How many signatures it says it has made. By default it does not count. */
  readonly count?: number;
}

interface Credential {
  readonly id: Buffer;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly userHandle: string;
}

/**
 * An authenticator and its browser, in software: makes ECDSA keys and real signatures (WebAuthn level 3).
 * It makes one passkey.
 */
export class Authenticator {
  #credential: Credential | undefined;

  /** What `navigator.credentials.create` returns, as JSON. */
  register(options: PasskeyCreationOptions, traits: Traits = {}): PasskeyRegistration {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#credential = { ...pair, id: randomBytes(ID_BYTES), userHandle: options.user.id };
    return this.registerAgain(options, traits);
  }

  /** The same with the passkey that it has, which no browser does. */
  registerAgain(options: PasskeyCreationOptions, traits: Traits = {}): PasskeyRegistration {
    const { id, publicKey } = this.#has();
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([NO_MODEL, length, id, coseOf(publicKey)]);
    const attestation = isoCBOR.encode(
      new Map<string, string | Map<string, never> | Uint8Array>([
        ['fmt', 'none'],
        ['attStmt', new Map<string, never>()],
        ['authData', dataOf(options.rp.id, HAS_KEY, traits, attested)],
      ]),
    );
    return {
      ...named(id),
      response: {
        clientDataJSON: clientDataOf('webauthn.create', options.challenge, options.rp.id, traits),
        attestationObject: Buffer.from(attestation).toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  /** What `navigator.credentials.get` returns, as JSON. */
  sign(options: PasskeyRequestOptions, traits: Traits = {}): PasskeyAssertion {
    const { id, privateKey, userHandle } = this.#has();
    const authenticatorData = dataOf(options.rpId, 0, traits);
    const clientDataJSON = clientDataOf('webauthn.get', options.challenge, options.rpId, traits);
    const clientHash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    return {
      ...named(id),
      response: {
        clientDataJSON,
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', Buffer.concat([authenticatorData, clientHash]), privateKey).toString('base64url'),
        userHandle,
      },
    };
  }

  #has(): Credential {
    if (!this.#credential) throw new Error('it has made no passkey');
    return this.#credential;
  }
}

function named(id: Buffer): Pick<PasskeyAssertion, 'id' | 'rawId' | 'type'> {
  const text = id.toString('base64url');
  return { id: text, rawId: text, type: 'public-key' };
}

/** The key as authenticators have it (RFC 9053). */
function coseOf(publicKey: KeyObject): Uint8Array {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [1, KEY_TYPE_EC],
      [3, ES256],
      [-1, CURVE_P256],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
}

function dataOf(domain: string, more: number, { verifiesUser = true, count = 0 }: Traits, attested = Buffer.alloc(0)) {
  const flags = PRESENT | MAY_BE_SYNCED | SYNCED | more | (verifiesUser ? VERIFIED : 0);
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(count);
  return Buffer.concat([createHash('sha256').update(domain).digest(), Buffer.from([flags]), counter, attested]);
}

function clientDataOf(type: string, challenge: string, domain: string, traits: Traits): string {
  const page = domain === 'localhost' ? 'http://localhost:3000' : `https://${domain}`;
  const { origin = page, crossOrigin = false } = traits;
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin })).toString('base64url');
}
