/** Bytes that stand alone in their buffer, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** @returns undefined if the text is not base64url */
export function fromBase64Url(text: string): Bytes | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function toBase64Url(bytes: Uint8Array): string {
  const binary = String.fromCharCode(...bytes);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** The parts one after the other. */
export function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle().digest('SHA-256', bytes));
}

/**
 * The cryptography of the browser or of Node.
 * @throws MibUnsupported on a page of plain http, which has none
 */
export function subtle(): typeof globalThis.crypto.subtle {
  const found: Partial<typeof globalThis.crypto> | undefined = globalThis.crypto;
  if (!found?.subtle) throw new MibUnsupported('This page has no WebCrypto: it needs https or localhost.');
  return found.subtle;
}

/**
 * This browser or this version of Node cannot verify: it has no WebCrypto, or no Ed25519 in it. It
 * says nothing about the receipt.
 */
export class MibUnsupported extends Error {
  override readonly name = 'MibUnsupported';
}
