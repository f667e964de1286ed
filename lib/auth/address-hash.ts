import { createHmac, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const CHARACTERS = 22;
const FORM = /^[\w-]{43}$/;

/** A new key for hashes of addresses: 256 random bits in base64url. */
export function newAddressKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/**
 * The form in which a log names an address: 128 bits of HMAC-SHA-256, in base64url. Two lines of one
 * address are alike. Without the key nobody finds the address by trying all of them.
 * @param key as newAddressKey makes it
 * @param network the address, or for IPv6 its /64
 * @throws Error if the key has another form
 */
export function addressHash(key: string, network: string): string {
  if (!FORM.test(key)) throw new Error('the key for hashes of addresses is not 256 bits in base64url');
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(network).digest('base64url').slice(0, CHARACTERS);
}
