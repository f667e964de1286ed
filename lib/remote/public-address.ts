import { type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const NOT_PUBLIC = new BlockList();
// IANA's registries of special-purpose addresses, and multicast.
const NOT_PUBLIC_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
// Inside of 2000::/3, which is all that is public: Teredo and the like, documentation, 6to4, SRv6.
const NOT_PUBLIC_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');
for (const [net, prefix] of NOT_PUBLIC_IPV4) NOT_PUBLIC.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of NOT_PUBLIC_IPV6) NOT_PUBLIC.addSubnet(net, prefix, 'ipv6');

/**
 * Whether an IP address can be reached from everywhere: it leads neither into a private network nor
 * to this machine.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (family === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  // An IPv4 address in the form of IPv6 is outside of 2000::/3.
  return PUBLIC_IPV6.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

/**
 * Finds the addresses of a host for a connection, and fails if one of them is not public. It is the
 * lookup of the connection itself, so a name server cannot give one address to the check and
 * another one to the connection.
 */
export const lookupPublic: LookupFunction = (hostname, options: LookupOptions, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, []);
    const [first] = found;
    if (!first || found.some(({ address }) => !isPublicAddress(address))) {
      return callback(new Error('the host has no public address'), []);
    }
    if (options.all) return callback(null, found);
    callback(null, first.address, first.family);
  });
};
