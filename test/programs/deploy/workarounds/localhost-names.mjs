// The emulator names buckets and APIs `<name>.localhost`, which RFC 6761 gives to the loopback interface but not every resolver knows.
import dns from 'node:dns';

const { lookup } = dns;
dns.lookup = (hostname, ...rest) => lookup(hostname.endsWith('.localhost') ? 'localhost' : hostname, ...rest);
