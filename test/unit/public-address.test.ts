import type { LookupAddress } from 'node:dns';
import { isPublicAddress, lookupPublic } from '../../lib/remote/public-address.ts';

describe('a public address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '172.15.0.1', '172.32.0.1', '2606:4700:4700::1111', '2a00::1'])(
    'is %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.1.2.3', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.168.1.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1'],
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '2001:db8::1', 'localhost', ''],
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('the lookup of a connection', () => {
  const find = (all: boolean) =>
    new Promise<{ error: Error | null; found: string | LookupAddress[] }>((resolve) =>
      lookupPublic('localhost', { all }, (error, found) => resolve({ error, found })),
    );

  it.each([true, false])('finds no host at an address of this machine (all addresses: %s)', async (all) => {
    const { error, found } = await find(all);
    expect(error?.message).toBe('the host has no public address');
    expect(found).toEqual([]);
  });
});
