import { createLocalJWKSet, errors, importJWK, jwtVerify, SignJWT } from 'jose';
import { KeySource } from '../../../lib/auth/key-source.ts';
import { PrivateKeySet, PublicKeySet } from '../../../lib/auth/keys.ts';
import { signForOutsiders } from '../../../lib/auth/receipts.ts';
import { RevokedTokens } from '../../../lib/auth/revoked-tokens.ts';
import { serviceTokens, type TokenFor } from '../../../lib/auth/service-tokens.ts';
import { LONGEST_USER_TOKEN_SECONDS, signUserToken } from '../../../lib/auth/tokens.ts';
import {
  formerSigningKeysParameter,
  KEY_SETS,
  type KeySetName,
  publicKeysParameter,
  receiptPublicKeysParameter,
  receiptSigningKeysParameter,
  serviceSigningKeysParameter,
  userPublicKeysParameter,
  userSigningKeysParameter,
} from '../../../lib/cli/operator/keys/parameters.ts';
import { type ErrorCode, MibError } from '../../../lib/domain/errors.ts';
import { allows, type Grant } from '../../../lib/domain/grant.ts';
import { JWKS_CACHE_SECONDS } from '../../../lib/domain/jwks.ts';
import { userOf } from '../../../lib/lambda/http/authentication.ts';
import { orchestratorAt } from '../../../lib/lambda/http/shard-authentication.ts';
import type { Random } from '../../support/random.ts';
import type { MemoryParameters } from './memory-parameters.ts';

/** The codes with which a token is refused. */
const TOKEN_ERRORS: readonly ErrorCode[] = ['unauthenticated', 'insufficient_scope'];

const nothingRevoked = () => new RevokedTokens({ since: async () => [] });

/** The warm instances of each function. Each has the key set of its last read. */
const INSTANCES = 6;

/** The version of the functions' code. `before` has a single set of keys. */
export type Version = 'before' | 'now';

/** The requests of users and the orchestrator, and the number of refused tokens. */
export interface Load {
  /**
   * One step of virtual time: a login and calls with tokens of any age (`users`), a call of the
   * orchestrator to every shard (`services`), and a receipt (`receipts`).
   */
  step(now: number): Promise<void>;
  /** Deploys a version: the next steps replace every instance of these functions. */
  deploy(version: Version, functions: 'shards' | 'orchestrator'): void;
  readonly counts: { requests: number; refused: number };
}

const GRANT: Grant = { operation: 'balance', wallet_id: '41' };

/**
 * Calls functions with the deployed code of tokens and keys in one process.
 * @param first the version deployed at the start
 * @param sets whose keys sign and verify. Of another set, no signature costs anything.
 */
export function load(
  parameters: MemoryParameters,
  regions: readonly string[],
  random: Random,
  first: Version = 'now',
  sets: readonly KeySetName[] = KEY_SETS,
): Load {
  const [home = ''] = regions;
  const versions = { shards: first, orchestrator: first };
  const signing = (name: string) => new KeySource(parameters.in(home), name, PrivateKeySet);
  const former = formerSigningKeysParameter('test');
  const logins = fleet('orchestrator', {
    before: () => signing(former),
    now: () => signing(userSigningKeysParameter('test')),
  });
  const api = fleet('orchestrator', {
    before: () => userOf(new KeySource(parameters.in(home), former, PublicKeySet), nothingRevoked()),
    now: () =>
      userOf(new KeySource(parameters.in(home), userPublicKeysParameter('test'), PublicKeySet), nothingRevoked()),
  });
  const callers = fleet<TokenFor>('orchestrator', {
    before: () => unboundTokens(signing(former)),
    now: () => serviceTokens(signing(serviceSigningKeysParameter('test'))),
  });
  const shards = regions.map((region, n) => {
    const keys = () => new KeySource(parameters.in(region), publicKeysParameter('test', n), PublicKeySet);
    return fleet<(authorization: string | undefined, now: number) => Promise<unknown>>('shards', {
      before: () => anyRequestAt(n, keys()),
      now: () => thatRequestAt(n, keys()),
    });
  });
  const signers = fleet(
    'orchestrator',
    receiptKeys(() => signing(receiptSigningKeysParameter('test'))),
  );
  const published = fleet(
    'orchestrator',
    receiptKeys(() => new KeySource(parameters.in(home), receiptPublicKeysParameter('test'), PublicKeySet)),
  );
  const outsiders: Outsider[] = Array.from({ length: INSTANCES }, () => ({ keys: undefined, until: 0 }));
  const receipts: string[] = [];
  const sessions: { authorization: string; until: number }[] = [];
  const counts = { requests: 0, refused: 0 };

  /**
   * The instances of one function. Some are replaced by cold ones, so that their reads spread over
   * time.
   */
  function fleet<T>(functions: 'shards' | 'orchestrator', start: Record<Version, () => T>): () => T {
    const begin = () => ({ version: versions[functions], instance: start[versions[functions]]() });
    const warm = Array.from({ length: INSTANCES }, begin);
    return () => {
      const n = Math.floor(random.next() * INSTANCES);
      const outdated = warm[n]?.version !== versions[functions] && random.next() < 0.3;
      if (outdated || random.next() < 0.005) warm[n] = begin();
      return (warm[n] ?? begin()).instance;
    };
  }

  async function count(request: Promise<unknown>): Promise<void> {
    counts.requests++;
    try {
      await request;
    } catch (error) {
      const isRefused = error instanceof MibError && TOKEN_ERRORS.includes(error.code);
      if (!isRefused && !(error instanceof errors.JWKSNoMatchingKey)) throw error;
      counts.refused++;
    }
  }

  /** A receipt is signed. An outsider verifies it, and the oldest one. */
  async function stepOfReceipts(now: number): Promise<void> {
    const payload = { type: 'receipt', issuer: 'mib-test', payload: {} } as const;
    receipts.push(await signForOutsiders(await signers().get(now), payload, now));
    const outsider = outsiders[Math.floor(random.next() * outsiders.length)];
    if (!outsider) return;
    if (!outsider.keys || now >= outsider.until) {
      outsider.keys = await published().get(now);
      outsider.until = now + JWKS_CACHE_SECONDS * 1_000;
    }
    const keys = createLocalJWKSet(outsider.keys);
    for (const receipt of [receipts.at(-1), receipts[0]]) await count(jwtVerify(receipt ?? '', keys));
  }

  async function stepOfUsers(now: number): Promise<void> {
    const somebody = { userId: 'somebody', sessionId: 'one', generation: 1 };
    const token = await signUserToken(await logins().get(now), somebody, LONGEST_USER_TOKEN_SECONDS, now);
    sessions.push({ authorization: `Bearer ${token}`, until: now + LONGEST_USER_TOKEN_SECONDS * 1_000 });
    while (sessions[0] && sessions[0].until <= now) sessions.shift();
    // The newest, the oldest and a random session.
    for (const held of [sessions.at(-1), sessions[0], sessions[Math.floor(random.next() * sessions.length)]]) {
      if (held) await count(api()(held.authorization, now));
    }
  }

  async function stepOfServices(now: number): Promise<void> {
    for (const [n, shard] of shards.entries()) {
      await count(shard()(`Bearer ${await callers()(n, GRANT, now)}`, now));
    }
  }

  return {
    counts,
    deploy(version, functions) {
      versions[functions] = version;
    },
    async step(now) {
      if (sets.includes('users')) await stepOfUsers(now);
      if (sets.includes('services')) await stepOfServices(now);
      if (sets.includes('receipts') && first === 'now') await stepOfReceipts(now);
    },
  };
}

/** Somebody outside who stores the published keys for as long as the response allows. */
interface Outsider {
  keys: PublicKeySet | undefined;
  until: number;
}

/** The version with a single set of keys signed no receipts. */
function receiptKeys<T>(start: () => T): Record<Version, () => T> {
  return { before: start, now: start };
}

/** A shard's function that receives a request for GRANT. */
function thatRequestAt(shard: number, keys: KeySource<PublicKeySet>) {
  const authenticate = orchestratorAt(shard, keys);
  return async (authorization: string | undefined, now: number): Promise<undefined> => {
    const claims = await authenticate(authorization, now);
    if (claims && !allows(claims, GRANT)) throw new MibError('insufficient_scope');
    return undefined;
  };
}

/** A shard's function of the older version, which ignores the claims of a grant. */
function anyRequestAt(shard: number, keys: KeySource<PublicKeySet>) {
  const marked = {
    knowing: async (kid: string | undefined, now: number): Promise<PublicKeySet> => {
      const set = await keys.knowing(kid, now);
      return { keys: set.keys.map((key) => ({ ...key, unbound: true })) };
    },
  };
  return orchestratorAt(shard, marked);
}

/** The tokens that the orchestrator of the older version signs for a shard. */
function unboundTokens(keys: KeySource<PrivateKeySet>): TokenFor {
  return async (shard, _grant, now) => {
    const [key] = (await keys.get(now)).keys;
    if (!key) throw new Error('no key');
    const seconds = Math.floor(now / 1_000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'mib-service+jwt' })
      .setIssuer('mib')
      .setSubject('mib-orchestrator')
      .setAudience(`shard-${shard}`)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 60)
      .sign(await importJWK(key, 'EdDSA'));
  };
}
