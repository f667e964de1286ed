import { type Bytes, fromBase64Url, MibUnsupported, subtle, utf8 } from './bytes.ts';

/** Why something that should be true cannot be shown to be. */
export type InvalidReason =
  | 'malformed'
  | 'wrong_type'
  | 'wrong_algorithm'
  | 'unknown_key'
  | 'revoked_key'
  | 'wrong_signature'
  | 'wrong_issuer'
  | 'wrong_hash'
  | 'broken_chain'
  | 'not_included';

/** What was verified is not true, or not shown to be. */
export class MibInvalid extends Error {
  override readonly name = 'MibInvalid';
  readonly reason: InvalidReason;
  /** The number of the first entry that does not fit, if it is about entries. */
  readonly seq: number | undefined;

  constructor(reason: InvalidReason, message: string, seq?: number) {
    super(message);
    this.reason = reason;
    this.seq = seq;
  }
}

/** What a verifier expects beside a true signature. */
export interface VerifyOptions {
  /** The stage that signed, such as `mib-prod`. By default any whose key is among the keys. */
  readonly issuer?: string | undefined;
}

/** A JWK set, such as `/.well-known/jwks.json`. */
export interface KeySet {
  readonly keys: readonly {
    readonly kid?: string | undefined;
    readonly kty?: string | undefined;
    readonly crv?: string | undefined;
    readonly x?: string | undefined;
  }[];
  /** Keys that verify nothing any more. */
  readonly revoked?: readonly { readonly kid: string }[] | undefined;
}

/** What every signed statement has. */
export interface SignedClaims {
  /** The stage that signed it. */
  readonly iss: string;
  /** When it was signed, in seconds since 1970. */
  readonly iat: number;
}

/**
 * The payload of a JWS in compact form, once its signature is verified. Only Ed25519 is taken, and
 * only keys of the set, whatever the header says.
 * @throws MibInvalid
 * @throws MibUnsupported where Ed25519 is missing
 */
export async function verifiedPayload(
  jws: string,
  keys: KeySet,
  { typ, issuer }: VerifyOptions & { readonly typ: string },
): Promise<SignedClaims & Record<string, unknown>> {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.');
  const bytes = fromBase64Url(signature);
  const head = json(header);
  const claims = json(payload);
  if (more.length > 0 || !bytes || !head || !claims) throw new MibInvalid('malformed', 'It is no JWS in compact form.');
  if (head.alg !== 'EdDSA' || head.crit !== undefined)
    throw new MibInvalid('wrong_algorithm', 'It is not signed with Ed25519.');
  if (head.typ !== typ) throw new MibInvalid('wrong_type', `It is of the type ${String(head.typ)}, not ${typ}.`);
  const key = await importKey(keys, head.kid);
  if (!(await subtle().verify('Ed25519', key, bytes, utf8(`${header}.${payload}`))))
    throw new MibInvalid('wrong_signature', 'The signature is not of this content.');
  const { iss, iat } = claims;
  if (typeof iss !== 'string' || typeof iat !== 'number')
    throw new MibInvalid('malformed', 'It does not say who signed it, or when.');
  if (issuer !== undefined && iss !== issuer) throw new MibInvalid('wrong_issuer', `${iss} signed it, not ${issuer}.`);
  return { ...claims, iss, iat };
}

/** A key of WebCrypto: its type has no name that Node and browsers share. */
type Key = Parameters<typeof globalThis.crypto.subtle.verify>[1];

async function importKey({ keys, revoked = [] }: KeySet, kid: unknown): Promise<Key> {
  if (revoked.some((key) => key.kid === kid))
    throw new MibInvalid('revoked_key', 'Its key is revoked. Ask for it again: another key signs it.');
  const jwk = keys.find((key) => key.kid === kid);
  const x = jwk?.x === undefined ? undefined : fromBase64Url(jwk.x);
  if (jwk?.kty !== 'OKP' || jwk.crv !== 'Ed25519' || !x)
    throw new MibInvalid('unknown_key', 'No key of the set has the id that it names.');
  return imported(x);
}

async function imported(raw: Bytes): Promise<Key> {
  const crypto = subtle();
  try {
    return await crypto.importKey('raw', raw, 'Ed25519', false, ['verify']);
  } catch (error) {
    // A DOMException, of which browsers have their own class.
    const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
    if (name !== 'NotSupportedError' && name !== 'SyntaxError')
      throw new MibInvalid('unknown_key', 'The key that it names is no key.');
    throw new MibUnsupported('This browser has no Ed25519. Verify in another one, or in Node.', { cause: error });
  }
}

/** The object of a part of a JWS. */
function json(part: string): Record<string, unknown> | undefined {
  try {
    const bytes = fromBase64Url(part);
    const value: unknown = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
