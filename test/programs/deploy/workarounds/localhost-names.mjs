// The emulator names buckets and APIs `<name>.localhost`. RFC 6761 assigns these names to the
// loopback interface, but not every resolver knows them.
import dns from 'node:dns';

const { lookup } = dns;
dns.lookup = (hostname, ...rest) => lookup(hostname.endsWith('.localhost') ? 'localhost' : hostname, ...rest);
