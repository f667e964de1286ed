import { isIPv6 } from 'node:net';
import type { Device } from '../../domain/session.ts';

const GROUPS_OF_IPV6 = 8;
const GROUPS_OF_SITE = 3;
const MAX_USER_AGENT_CHARACTERS = 200;

/**
 * Where a request comes from, as a session may store it.
 * @param sourceIp as API Gateway saw it
 * @param userAgent the header User-Agent
 */
export function deviceOf(sourceIp: string, userAgent: string): Device {
  return { network: networkPrefix(sourceIp), userAgent: shownUserAgent(userAgent) };
}

/**
 * The network of an address, which tells a person roughly where a session is: 256 addresses of IPv4
 * (/24), one site of IPv6 (/48). Empty if the text is no address.
 */
export function networkPrefix(sourceIp: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(sourceIp)?.[1];
  if (v4) return `${v4}.0/24`;
  if (!isIPv6(sourceIp)) return '';
  return `${groupsOfIpv6(sourceIp).slice(0, GROUPS_OF_SITE).join(':')}::/48`;
}

/** The first groups of 16 bits of an IPv6 address, in lower case without leading zeros. */
export function groupsOfIpv6(address: string): string[] {
  const [left = '', right = ''] = address.split('::');
  const [before, after] = [groupsIn(left), groupsIn(right)];
  const zeros = Array.from({ length: GROUPS_OF_IPV6 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16).toString(16));
}

/** An IPv4 address at the end is two groups, and no network contains it. */
function groupsIn(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}

/** A caller writes the header: it has no control characters and a bounded length. */
function shownUserAgent(text: string): string {
  const characters = [
    ...text
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim(),
  ];
  return characters.slice(0, MAX_USER_AGENT_CHARACTERS).join('');
}
