import { createSecretKey } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { generateSigningKeys } from '../../../lib/auth/keys.ts';
import {
  CLOCK_TOLERANCE_SECONDS,
  LONGEST_USER_TOKEN_SECONDS,
  signServiceToken,
  signUserToken,
} from '../../../lib/auth/tokens.ts';
import type { Grant } from '../../../lib/domain/grant.ts';
import type { UnchangingWorld } from '../../support/in-process/unchanging-world.ts';
import { tampered, unsigned } from '../../support/steps/contract/forged-tokens.ts';
import { shardSteps } from '../../support/steps/shard-steps.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const SOMEBODY = { userId: 'somebody', generation: 1 };

/** Which tokens both APIs accept. A refused one changes no item of any table. */
export function tokens(given: () => UnchangingWorld): void {
  describe('a token', () => {
    const when = whenSteps(() => given().world);
    const shard = shardSteps(() => given().world);

    const expired = () => Date.now() - (LONGEST_USER_TOKEN_SECONDS + CLOCK_TOLERANCE_SECONDS + 1) * 1000;
    const keys = () => given().world.keys;
    const signingKey = () => {
      const [key] = keys().users.keys;
      if (!key) throw new Error('this world has no key');
      return key;
    };

    /** A valid token of a user, but for the given changes. */
    async function madeWith(change: { typ?: string; audience?: string; issuer?: string; expires?: string | false }) {
      const key = signingKey();
      const { typ = 'mib-user+jwt', audience = 'mib-api', issuer = 'mib', expires = '1h' } = change;
      const token = new SignJWT()
        .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ })
        .setIssuer(issuer)
        .setSubject('somebody')
        .setAudience(audience)
        .setIssuedAt();
      if (expires) token.setExpirationTime(expires);
      return token.sign(await importJWK(key, 'EdDSA'));
    }

    /** Signed by HMAC, with the public key as the secret. */
    async function hmac(): Promise<string> {
      const key = signingKey();
      return new SignJWT()
        .setProtectedHeader({ alg: 'HS256', kid: key.kid, typ: 'mib-user+jwt' })
        .setIssuer('mib')
        .setSubject('somebody')
        .setAudience('mib-api')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(createSecretKey(key.x, 'utf8'));
    }

    const toRead = (): Grant => ({ operation: 'balance', wallet_id: given().wallet });

    const user = () => given().user.token;
    const invalid: [string, () => Promise<string | undefined>][] = [
      ['that is not there', async () => undefined],
      ['that is empty', async () => ''],
      ['that is garbage', async () => 'garbage'],
      ['of three dots', async () => '...'],
      ['with alg none', async () => unsigned(user())],
      ['with another subject under the same signature', async () => tampered(user())],
      ['signed by HMAC with the public key', hmac],
      [
        'of an unknown key',
        async () => signUserToken(await generateSigningKeys(), SOMEBODY, LONGEST_USER_TOKEN_SECONDS, Date.now()),
      ],
      ['that has expired', () => signUserToken(keys().users, SOMEBODY, LONGEST_USER_TOKEN_SECONDS, expired())],
      ['that never expires', () => madeWith({ expires: false })],
      ['of another audience', () => madeWith({ audience: 'somewhere-else' })],
      ['of another type', () => madeWith({ typ: 'JWT' })],
      ['of another issuer', () => madeWith({ issuer: 'somebody-else' })],
      [
        'that the orchestrator calls a shard with',
        () => signServiceToken(keys().services, 0, { operation: 'wallets' }, Date.now()),
      ],
    ];

    it.each(invalid)('%s is refused by the public API', async (_, make) => {
      const token = await make();
      then.isUnauthenticated(await when.wallets({ token: token ?? '' }));
      then.isUnauthenticated(await when.createWallet(token === undefined ? undefined : { token }, '123456789'));
    });

    it.each<[string, () => Promise<string | undefined>]>([
      ...invalid.filter(([name]) => !name.includes('calls a shard')),
      ['of a user', async () => user()],
      ['for another shard', () => signServiceToken(keys().services, 0, toRead(), Date.now())],
      ['of the right audience but a user’s type', () => madeWith({ audience: 'shard-1' })],
      [
        'of the right audience and type but another subject',
        () => madeWith({ audience: 'shard-1', typ: 'mib-service+jwt' }),
      ],
      ['for the shard, but expired', () => signServiceToken(keys().services, 1, toRead(), Date.now() - 66_000)],
      ['for the shard, but of the future', () => signServiceToken(keys().services, 1, toRead(), Date.now() + 60_000)],
      ['signed with the keys of users', () => signServiceToken(keys().users, 1, toRead(), Date.now())],
    ])('%s is refused by a shard', async (_, make) => {
      const by = { token: await make() };
      then.isUnauthenticated(await shard.balance(1, given().wallet, by));
      then.isUnauthenticated(await shard.createWallet(1, '123456789', by));
    });

    it('of a user, signed with the keys of services, is refused', async () => {
      const token = await signUserToken(keys().services, SOMEBODY, LONGEST_USER_TOKEN_SECONDS, Date.now());
      then.isUnauthenticated(await when.wallets({ token }));
    });

    it('that is valid and made by the same helpers is accepted', async () => {
      expect(await when.wallets({ token: await madeWith({}) })).toMatchObject({ status: 200 });
      const service = await signServiceToken(keys().services, 1, toRead(), Date.now());
      expect(await shard.balance(1, given().wallet, { token: service })).toMatchObject({ status: 200 });
    });

    it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'token'])(
      'is not accepted from the header "%s"',
      async (authorization) => {
        then.isUnauthenticated(
          await given().world.api.request('GET', '/api/user/wallets', { headers: { authorization } }),
        );
      },
    );

    it('is checked before the body', async () => {
      then.isUnauthenticated(await given().world.api.request('POST', '/api/user/create_wallet', { rawBody: '{' }));
    });
  });
}
