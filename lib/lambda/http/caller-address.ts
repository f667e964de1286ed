import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

const GROUPS_OF_IPV6 = 8;
const GROUPS_OF_NETWORK = 4;
const CHARACTERS = 22;

/**
 * By what an address may be kept: 128 bits of a hash. It hides addresses from whoever reads a table, not from whoever tries all of
 * them. An IPv6 address stands for its /64: whoever has one address of it can have all of them (RFC 4291, 2.5.4).
 * @param sourceIp as API Gateway saw it; never X-Forwarded-For, in which a client writes what it likes
 */
export function callerAddress(sourceIp: string): string {
  return createHash('sha256').update(networkOf(sourceIp)).digest('base64url').slice(0, CHARACTERS);
}

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

/** The groups of 16 bits; an IPv4 address at the end is two of them, which no network has. */
function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
