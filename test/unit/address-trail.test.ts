import { addressHash, newAddressKey } from '../../lib/auth/address-hash.ts';
import { KeyedAddresses } from '../../lib/lambda/http/address-trail.ts';

const NOW = 1_700_000_000_000;
const key = newAddressKey();

/** A parameter store that fails as long as it says so. */
function parameters(state: { fails: boolean; reads: number }) {
  return {
    get: async () => {
      state.reads++;
      if (state.fails) throw new Error('Systems Manager does not respond');
      return key;
    },
  };
}

describe('the hash of an address', () => {
  it('is the same for the same address and key, and another one for another address or key', () => {
    const hash = addressHash(key, '192.0.2.1');
    expect(hash).toMatch(/^[\w-]{22}$/);
    expect(addressHash(key, '192.0.2.1')).toBe(hash);
    expect(addressHash(key, '192.0.2.2')).not.toBe(hash);
    expect(addressHash(newAddressKey(), '192.0.2.1')).not.toBe(hash);
  });

  it.each(['', 'short', `${key}=`, 'not base64url, and yet it is 43 characters!'])(
    'needs a key, and %j is none',
    (text) => {
      expect(() => addressHash(text, '192.0.2.1')).toThrow('is not 256 bits in base64url');
    },
  );
});

describe('the trail of an address', () => {
  it('names an address by its hash, and the addresses of one IPv6 /64 alike', async () => {
    const trail = new KeyedAddresses(parameters({ fails: false, reads: 0 }), 'key');
    expect(await trail.fieldsOf('192.0.2.1', NOW)).toEqual({ address_hash: addressHash(key, '192.0.2.1') });
    expect(await trail.fieldsOf('2001:db8:1:2::3', NOW)).toEqual(await trail.fieldsOf('2001:db8:1:2:ffff::4', NOW));
    expect(await trail.fieldsOf('2001:db8:1:3::3', NOW)).not.toEqual(await trail.fieldsOf('2001:db8:1:2::3', NOW));
  });

  it('reads the key once, also for requests at the same time', async () => {
    const state = { fails: false, reads: 0 };
    const trail = new KeyedAddresses(parameters(state), 'key');
    await Promise.all([1, 2, 3].map(() => trail.fieldsOf('192.0.2.1', NOW)));
    expect(state.reads).toBe(1);
  });

  it('names none while the key cannot be read, and asks again a minute later', async () => {
    const state = { fails: true, reads: 0 };
    const trail = new KeyedAddresses(parameters(state), 'key');
    expect(await trail.fieldsOf('192.0.2.1', NOW)).toEqual({});
    state.fails = false;
    expect(await trail.fieldsOf('192.0.2.1', NOW + 59_999)).toEqual({});
    expect(state.reads).toBe(1);
    expect(await trail.fieldsOf('192.0.2.1', NOW + 60_000)).toHaveProperty('address_hash');
  });
});
