import { createPublicKey } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { KeySource, REFRESH_AFTER_MS } from '../../lib/auth/key-source.ts';
import { generateSigningKeys, PrivateKeySet, PublicKeySet, publicKeySet } from '../../lib/auth/keys.ts';
import { RevokedTokens } from '../../lib/auth/revoked-tokens.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { signServiceToken, signUserToken, verifyServiceToken, verifyUserToken } from '../../lib/auth/tokens.ts';
import { VerifiedTokens } from '../../lib/auth/verified-tokens.ts';
import { allows, type Grant, type GrantClaims, type GrantedLeg, grantOf } from '../../lib/domain/grant.ts';
import { userOf } from '../../lib/lambda/http/authentication.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const NOTHING_REVOKED = new RevokedTokens({ since: async () => [] });
const LIST: Grant = { operation: 'wallets' };
const RESERVE: Grant = {
  operation: 'reserve',
  wallet_id: '41',
  transaction_id: 'tx',
  amount: '-5',
  deadline: '1767225615000',
};

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

let keys: PrivateKeySet;
let otherKeys: PrivateKeySet;
beforeAll(async () => {
  [keys, otherKeys] = await Promise.all([generateSigningKeys(), generateSigningKeys()]);
});

/** A user's token as mib signs it, with the given differences. */
async function userToken(differences: {
  header?: object;
  claims?: Record<string, unknown>;
  signer?: PrivateKeySet;
}): Promise<string> {
  const key = (differences.signer ?? keys).keys[0];
  const seconds = NOW / 1000;
  return new SignJWT({
    iss: 'mib',
    sub: 'ann',
    aud: 'mib-api',
    iat: seconds,
    exp: seconds + 3600,
    ...differences.claims,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: keys.keys[0]?.kid ?? '', typ: 'mib-user+jwt', ...differences.header })
    .sign(await importJWK(key ?? {}, 'EdDSA'));
}

const sourceOf = (set: PrivateKeySet) =>
  new KeySource({ get: async () => JSON.stringify(set) }, '/keys', PrivateKeySet);

const refusesUser = (token: string, now = NOW) =>
  expect(verifyUserToken(publicKeySet(keys), token, now)).rejects.toMatchObject({ code: 'unauthenticated' });
const refusesService = (token: string, shard = 0, now = NOW) =>
  expect(verifyServiceToken(publicKeySet(keys), token, shard, now)).rejects.toMatchObject({ code: 'unauthenticated' });

describe("a user's token", () => {
  it('says what it is limited to, and is refused with a limit that this version does not know', async () => {
    const limited = { userId: 'ann', sessionId: 'one', generation: 1, limitedTo: 'second_factor' } as const;
    const token = await signUserToken(keys, limited, 3600, NOW);
    for (let times = 0; times < 2; times++)
      expect(await verifyUserToken(publicKeySet(keys), token, NOW)).toEqual(limited);
    expect(claimsOf(token)).toMatchObject({ scope: 'second_factor' });
    const whole = await signUserToken(keys, { userId: 'ann', generation: 1 }, 3600, NOW);
    expect(claimsOf(whole)).not.toHaveProperty('scope');
    for (const scope of ['read', '', null, 1]) await refusesUser(await userToken({ claims: { scope } }));
  });

  it('names its user', async () => {
    expect(
      await verifyUserToken(
        publicKeySet(keys),
        await signUserToken(keys, { userId: 'ann', generation: 0 }, 3600, NOW),
        NOW,
      ),
    ).toEqual({ userId: 'ann', generation: 0 });
  });

  it('is accepted in the form that the tests below vary', async () => {
    expect(await verifyUserToken(publicKeySet(keys), await userToken({}), NOW)).toEqual({
      userId: 'ann',
      generation: 0,
    });
  });

  it('is valid for an hour, plus 5 s for clocks that differ', async () => {
    const token = await signUserToken(keys, { userId: 'ann', generation: 0 }, 3600, NOW);
    expect(await verifyUserToken(publicKeySet(keys), token, NOW + 3604 * SECOND)).toEqual({
      userId: 'ann',
      generation: 0,
    });
    await refusesUser(token, NOW + 3606 * SECOND);
  });

  it.each(['', 'x', 'a.b.c', '...', `${base64url({ alg: 'EdDSA' })}.e30.`])('is refused if it is %j', async (token) => {
    await refusesUser(token);
  });

  it('is refused without a signature (alg none)', async () => {
    const claims = claimsOf(await userToken({}));
    for (const alg of ['none', 'None', 'NONE', '']) {
      await refusesUser(`${base64url({ alg, kid: keys.keys[0]?.kid, typ: 'mib-user+jwt' })}.${base64url(claims)}.`);
    }
  });

  it('is refused if signed with the public key as a secret (HS256)', async () => {
    const jwk = publicKeySet(keys).keys[0];
    if (!jwk) throw new Error('no key');
    const claims = claimsOf(await userToken({}));
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
    for (const secret of [jwk.x, Buffer.from(jwk.x, 'base64url'), pem, JSON.stringify(jwk)]) {
      const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : new Uint8Array(secret);
      const forged = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: jwk.kid, typ: 'mib-user+jwt' })
        .sign(bytes);
      await refusesUser(forged);
    }
  });

  it.each<[string, Parameters<typeof userToken>[0]]>([
    ['an unknown kid', { header: { kid: 'another' } }],
    ['no kid', { header: { kid: undefined } }],
    ['another type', { header: { typ: 'JWT' } }],
    ["a shard's type", { header: { typ: 'mib-service+jwt' } }],
    ['no type', { header: { typ: undefined } }],
    ['another audience', { claims: { aud: 'shard-0' } }],
    ['no audience', { claims: { aud: undefined } }],
    ['another issuer', { claims: { iss: 'another' } }],
    ['no issuer', { claims: { iss: undefined } }],
    ['no subject', { claims: { sub: undefined } }],
    ['an empty subject', { claims: { sub: '' } }],
    ['no expiry', { claims: { exp: undefined } }],
    ['an expiry in the past', { claims: { exp: NOW / 1000 - 5 } }],
    ['a lifetime of more than an hour', { claims: { exp: NOW / 1000 + 3601 } }],
    ['an expiry beyond the range of dates', { claims: { exp: Number.MAX_SAFE_INTEGER } }],
    ['an issue time in the future', { claims: { iat: NOW / 1000 + 6, exp: NOW / 1000 + 60 } }],
    ['no issue time', { claims: { iat: undefined } }],
    ['a not-before time in the future', { claims: { nbf: NOW / 1000 + 60 } }],
    ['an unknown critical header', { header: { crit: ['b65'], b65: true } }],
  ])('is refused with %s', async (_what, differences) => {
    const token = await userToken(differences).catch(() => forge(differences));
    await refusesUser(token);
  });

  /** Forges a token with a header that jose refuses to sign. */
  async function forge({ header = {} }: Parameters<typeof userToken>[0]): Promise<string> {
    const [, claims, signature] = (await userToken({})).split('.');
    return `${base64url({ alg: 'EdDSA', kid: keys.keys[0]?.kid, typ: 'mib-user+jwt', ...header })}.${claims}.${signature}`;
  }

  it.each([
    ['a path', '../../../../dev/null'],
    ['an address', 'https://elsewhere.example/keys.json'],
    ['a query', "' OR '1'='1"],
    ['a member of every object', '__proto__'],
    ['nothing', ''],
  ])('is refused with a kid that is %s', async (_what, kid) => {
    await refusesUser(await userToken({ header: { kid }, signer: otherKeys }));
  });

  it('is refused if it brings its own key', async () => {
    const [jwk] = publicKeySet(otherKeys).keys;
    const elsewhere = 'https://elsewhere.example/keys';
    for (const header of [{ jwk }, { jku: elsewhere }, { x5u: elsewhere }, { jwk, kid: jwk?.kid }]) {
      await refusesUser(await userToken({ header, signer: otherKeys }));
    }
  });

  it('is refused if another key signed it under the right kid', async () => {
    await refusesUser(await userToken({ signer: otherKeys }));
  });

  it('is refused with other claims under the same signature', async () => {
    const [header, , signature] = (await userToken({})).split('.');
    const claims = { ...claimsOf(await userToken({})), sub: 'bob' };
    await refusesUser(`${header}.${base64url(claims)}.${signature}`);
  });

  it('is refused under another signature, after the right one was verified', async () => {
    const set = publicKeySet(keys);
    const token = await signUserToken(keys, { userId: 'ann', generation: 0 }, 3600, NOW);
    expect(await verifyUserToken(set, token, NOW)).toEqual({ userId: 'ann', generation: 0 });
    const forged = await userToken({ signer: otherKeys });
    for (const other of [forged, token.replace(/[^.]*$/, forged.split('.')[2] ?? ''), `${token}A`]) {
      await expect(verifyUserToken(set, other, NOW)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('is verified once by a set of keys, and expires all the same', async () => {
    const verifications = jest.spyOn(crypto.subtle, 'verify');
    const set = publicKeySet(keys);
    const token = await signUserToken(keys, { userId: 'ann', generation: 0 }, 3600, NOW);
    for (const seconds of [0, 1, 3604])
      expect(await verifyUserToken(set, token, NOW + seconds * SECOND)).toEqual({ userId: 'ann', generation: 0 });
    expect(verifications).toHaveBeenCalledTimes(1);
    await expect(verifyUserToken(set, token, NOW + 3605 * SECOND)).rejects.toMatchObject({ code: 'unauthenticated' });
    verifications.mockRestore();
  });

  it('is refused at once by a set of keys without its key, after the set before has verified it', async () => {
    const sets = [keys, otherKeys].map((set) => JSON.stringify(publicKeySet(set)));
    const user = userOf(new KeySource({ get: async () => sets.shift() ?? '' }, '/keys', PublicKeySet), NOTHING_REVOKED);
    const bearer = `Bearer ${await signUserToken(keys, { userId: 'ann', generation: 0 }, 3600, NOW)}`;
    for (const now of [NOW, NOW + REFRESH_AFTER_MS - 1]) expect(await user(bearer, now)).toBe('ann');
    await expect(user(bearer, NOW + REFRESH_AFTER_MS)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is refused again after it was refused', async () => {
    const set = publicKeySet(keys);
    const token = await userToken({ signer: otherKeys });
    for (const _ of [1, 2]) {
      await expect(verifyUserToken(set, token, NOW)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('is refused by a shard', async () => {
    await refusesUser(await signServiceToken(keys, 0, LIST, NOW));
  });
});

describe("a shard's token", () => {
  /** A token as the orchestrator signs it for RESERVE at shard 0, with the given differences. */
  async function serviceToken(claims: Record<string, unknown>): Promise<string> {
    const header = { typ: 'mib-service+jwt' };
    return userToken({
      header,
      claims: { aud: 'shard-0', sub: 'mib-orchestrator', exp: NOW / 1000 + 60, ...RESERVE, ...claims },
    });
  }

  it('is accepted by the shard it names and by no other', async () => {
    const token = await signServiceToken(keys, 1, RESERVE, NOW);
    expect(await verifyServiceToken(publicKeySet(keys), token, 1, NOW)).toEqual(RESERVE);
    await refusesService(token, 0);
    await refusesService(token, 11);
  });

  it('is valid for a minute, plus 5 s for clocks that differ', async () => {
    const token = await signServiceToken(keys, 0, RESERVE, NOW);
    for (const seconds of [-5, 0, 59, 64]) {
      expect(await verifyServiceToken(publicKeySet(keys), token, 0, NOW + seconds * SECOND)).toEqual(RESERVE);
    }
    for (const seconds of [-6, 66, 119]) await refusesService(token, 0, NOW + seconds * SECOND);
  });

  it('is accepted in the form that the tests below vary', async () => {
    expect(await verifyServiceToken(publicKeySet(keys), await serviceToken({}), 0, NOW)).toEqual(RESERVE);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a lifetime of 61 s', { exp: NOW / 1000 + 61 }],
    ['a lifetime of 61 s from an issue time in the past', { iat: NOW / 1000 - 58, exp: NOW / 1000 + 3 }],
    ['an expiry beyond the range of dates', { exp: Number.MAX_SAFE_INTEGER }],
    ['an expiry that is not a number', { exp: '9' }],
    ['no expiry', { exp: undefined }],
    ['an expiry in the past', { iat: NOW / 1000 - 60, exp: NOW / 1000 - 5 }],
    ['an issue time in the future', { iat: NOW / 1000 + 6 }],
    ['no issue time', { iat: undefined }],
    ['another subject', { sub: 'another' }],
    ['two audiences without this shard', { aud: ['shard-1', 'mib-api'] }],
    ['no operation', { operation: undefined }],
    ['an operation that is not text', { operation: ['reserve', 'commit'] }],
    ['a wallet that is not text', { wallet_id: 41 }],
  ])('is refused with %s', async (_what, claims) => {
    await refusesService(await serviceToken(claims));
  });

  it("is refused as a user's token", async () => {
    await refusesService(await signUserToken(keys, { userId: 'mib-orchestrator', generation: 0 }, 3600, NOW));
    await refusesService(await userToken({ claims: { aud: 'shard-0', sub: 'mib-orchestrator' } }));
  });

  it.each<[string, Partial<GrantClaims>]>([
    ['operation', { operation: 'rollback' }],
    ['wallet_id', { wallet_id: '42' }],
    ['wallet_id', { wallet_id: '041' }],
    ['transaction_id', { transaction_id: 'another' }],
    ['amount', { amount: '+5' }],
    ['deadline', { deadline: '1767225615001' }],
  ])('is refused for a request with another %s', (_, difference) => {
    expect(allows(RESERVE, RESERVE)).toBe(true);
    expect(allows({ ...RESERVE, ...difference }, RESERVE)).toBe(false);
  });

  it.each(['wallet_id', 'transaction_id', 'amount', 'deadline'] as const)(
    'is refused without %s for a request that has one',
    (field) => {
      const { [field]: _, ...less } = RESERVE;
      expect([allows(less, RESERVE), allows(RESERVE, less)]).toEqual([false, false]);
    },
  );

  const LEGS = [
    { wallet_id: '41', amount: '-5' },
    { wallet_id: '43', amount: '+5', debit_held: true },
  ];
  const legs = (list: readonly GrantedLeg[]) => grantOf('reserve', { transaction_id: 'tx', deadline: '1', legs: list });

  it.each<[string, readonly GrantedLeg[]]>([
    ['another wallet', LEGS.with(1, { wallet_id: '45', amount: '+5', debit_held: true })],
    ['another amount', LEGS.with(0, { wallet_id: '41', amount: '-6' })],
    ['another flag', LEGS.with(1, { wallet_id: '43', amount: '+5' })],
    ['another hold', LEGS.map((leg) => ({ ...leg, held: '-9' }))],
    ['one leg less', LEGS.slice(1)],
    ['another order', LEGS.toReversed()],
    ['no legs', []],
  ])('is refused for a list of legs with %s', async (_, others) => {
    const claims = await verifyServiceToken(
      publicKeySet(keys),
      await signServiceToken(keys, 0, legs(LEGS), NOW),
      0,
      NOW,
    );
    expect(claims && allows(claims, legs(LEGS))).toBe(true);
    expect(claims && allows(claims, legs(others))).toBe(false);
  });

  it('is as short for 11 legs with the longest ids as for two', async () => {
    const longest = Array.from({ length: 11 }, (_, n) => ({ wallet_id: String(n).padStart(512, '9'), amount: '+5' }));
    const [long, short] = await Promise.all([longest, LEGS].map((list) => signServiceToken(keys, 0, legs(list), NOW)));
    expect(long?.length).toBe(short?.length);
  });

  it('of a part of a debit is refused for another part, and without what is held', () => {
    const commit = { operation: 'commit', wallet_id: '41', transaction_id: 'tx', amount: '-3', held: '-5' } as const;
    expect(allows(commit, commit)).toBe(true);
    expect(allows(commit, { ...commit, held: '-9' })).toBe(false);
    expect(allows(commit, { ...commit, held: undefined })).toBe(false);
  });

  it('is verified each time: it is bound to one request', async () => {
    const verifications = jest.spyOn(crypto.subtle, 'verify');
    const set = publicKeySet(keys);
    const token = await signServiceToken(keys, 0, RESERVE, NOW);
    for (const _ of [1, 2]) expect(await verifyServiceToken(set, token, 0, NOW)).toEqual(RESERVE);
    expect(verifications).toHaveBeenCalledTimes(2);
    verifications.mockRestore();
  });

  it('is signed for each request separately', async () => {
    const tokenFor = serviceTokens(sourceOf(keys));
    for (const grant of [RESERVE, LIST]) {
      const token = await tokenFor(0, grant, NOW);
      expect(await verifyServiceToken(publicKeySet(keys), token, 0, NOW)).toEqual(grant);
    }
  });

  it('may be unbound only if an older version signed it with a key that still allows it', async () => {
    const before = await serviceToken(Object.fromEntries(Object.keys(RESERVE).map((name) => [name, undefined])));
    const unbound = { keys: publicKeySet(keys).keys.map((key) => ({ ...key, unbound: true as const })) };
    expect(await verifyServiceToken(unbound, before, 0, NOW)).toBeUndefined();
    await refusesService(before);
    await expect(verifyServiceToken(unbound, await serviceToken({ operation: 5 }), 0, NOW)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(await verifyServiceToken(unbound, await serviceToken({}), 0, NOW)).toEqual(RESERVE);
  });
});

describe('verified tokens', () => {
  it('are forgotten in the order of their verification once there are too many', () => {
    const verified = new VerifiedTokens(2);
    for (const name of ['a', 'b', 'c']) verified.add(name, { claims: { userId: name, generation: 0 }, until: 100 });
    expect(['a', 'b', 'c'].map((name) => verified.claimsOf(name, 99)?.userId)).toEqual([undefined, 'b', 'c']);
  });

  it('are not valid from the second on at which they expire', () => {
    const verified = new VerifiedTokens();
    verified.add('token', { claims: { userId: 'ann', generation: 0 }, until: 100 });
    expect([99, 100].map((now) => verified.claimsOf('token', now)?.userId)).toEqual(['ann', undefined]);
  });
});

describe('signing keys', () => {
  it('have no private member in the public set', () => {
    expect(JSON.stringify(publicKeySet(keys))).not.toContain(keys.keys[0]?.d);
    expect(Object.keys(publicKeySet(keys).keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('are different in every generated set', () => {
    expect(keys.keys[0]?.kid).not.toBe(otherKeys.keys[0]?.kid);
  });

  it('rotate without ending a session: the first key signs, both verify', async () => {
    const before = await signUserToken(keys, { userId: 'ann', generation: 0 }, 3600, NOW);
    const rotated: PrivateKeySet = { keys: [...otherKeys.keys, ...keys.keys] };
    const after = await signUserToken(rotated, { userId: 'ann', generation: 0 }, 3600, NOW);
    expect(await verifyUserToken(publicKeySet(rotated), before, NOW)).toEqual({ userId: 'ann', generation: 0 });
    expect(await verifyUserToken(publicKeySet(rotated), after, NOW)).toEqual({ userId: 'ann', generation: 0 });
    expect(await verifyUserToken(publicKeySet(otherKeys), after, NOW)).toEqual({ userId: 'ann', generation: 0 });
    await expect(verifyUserToken(publicKeySet(otherKeys), before, NOW)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('rotate at the shards first: a public set with both keys verifies both', async () => {
    const both = { keys: [...publicKeySet(keys).keys, ...publicKeySet(otherKeys).keys] };
    for (const signing of [keys, otherKeys]) {
      expect(await verifyServiceToken(both, await signServiceToken(signing, 0, LIST, NOW), 0, NOW)).toEqual(LIST);
    }
  });
});
