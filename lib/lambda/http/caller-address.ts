import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { groupsOfIpv6 } from './device.ts';

const GROUPS_OF_NETWORK = 4;
const CHARACTERS = 22;

/**
 * The form in which an address may be stored: 128 bits of a hash. It hides addresses from a reader
 * of the table, but not from a search through all of them. An IPv6 address stands for its /64,
 * because the holder of one address in it can use all of them (RFC 4291, 2.5.4).
 * @param sourceIp as API Gateway saw it; never X-Forwarded-For, which the client writes
 */
export function callerAddress(sourceIp: string): string {
  return createHash('sha256').update(networkOf(sourceIp)).digest('base64url').slice(0, CHARACTERS);
}

// By hand and not by `ipaddr.js`: the first four groups need no parser of all addresses in each
// bundle.
/** The address that counts as one caller: an IPv4 address, or the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  return isIPv6(address) ? groupsOfIpv6(address).slice(0, GROUPS_OF_NETWORK).join(':') : address;
}
