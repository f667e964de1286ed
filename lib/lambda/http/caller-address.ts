import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

const GROUPS_OF_IPV6 = 8;
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
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [left = '', right = ''] = address.split('::');
  const [before, after] = [groupsOf(left), groupsOf(right)];
  const zeros = Array.from({ length: GROUPS_OF_IPV6 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, GROUPS_OF_NETWORK)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** The groups of 16 bits. An IPv4 address at the end is two of them, and no network contains it. */
function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
