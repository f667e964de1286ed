import { KeySource } from '../../lib/auth/key-source.ts';
import { PrivateKeySet, PublicKeySet } from '../../lib/auth/keys.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { USER_TOKEN_SECONDS } from '../../lib/auth/tokens.ts';
import { Unauthenticated } from '../../lib/domain/errors.ts';
import { orchestratorAt, userOf } from '../../lib/http/authentication.ts';
import { session } from '../../lib/http/session.ts';
import { publicKeysParameter, signingKeysParameter } from '../../lib/operator/kept-keys.ts';
import type { MemoryParameters } from './memory-parameters.ts';

/** Copies of each function that are warm at the same time, each with a key set that it read when it did. */
const INSTANCES = 6;

/** What users and the orchestrator ask for, and how often the answer was 401. */
export interface Load {
  /** One step of virtual time: somebody logs in, somebody with a token of any age calls, the orchestrator calls every shard. */
  step(now: number): Promise<void>;
  readonly counts: { requests: number; refused: number };
}

/** Requests against functions with the deployed code of tokens and keys, in one process. @param random from 0 to below 1 */
export function load(parameters: MemoryParameters, regions: readonly string[], random: () => number): Load {
  const [home = ''] = regions;
  const signing = () => new KeySource(parameters.in(home), signingKeysParameter('test'), PrivateKeySet);
  const logins = fleet(signing);
  const api = fleet(() => userOf(signing()));
  const callers = fleet(() => serviceTokens(signing()));
  const shards = regions.map((region, n) =>
    fleet(() => orchestratorAt(n, new KeySource(parameters.in(region), publicKeysParameter('test', n), PublicKeySet))),
  );
  const sessions: { authorization: string; until: number }[] = [];
  const counts = { requests: 0, refused: 0 };

  /** Instances of one function. Now and then one ends and another starts cold, so that their readings spread. */
  function fleet<T>(start: () => T): () => T {
    const warm = Array.from({ length: INSTANCES }, start);
    return () => {
      const n = Math.floor(random() * INSTANCES);
      if (random() < 0.005) warm[n] = start();
      return warm[n] ?? start();
    };
  }

  async function count(request: Promise<unknown>): Promise<void> {
    counts.requests++;
    try {
      await request;
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      counts.refused++;
    }
  }

  return {
    counts,
    async step(now) {
      const { headers } = await session(await logins().get(now), 'somebody', now);
      sessions.push({ authorization: String(headers.Authorization), until: now + USER_TOKEN_SECONDS * 1_000 });
      while (sessions[0] && sessions[0].until <= now) sessions.shift();
      // The newest, the oldest there is, and any.
      for (const held of [sessions.at(-1), sessions[0], sessions[Math.floor(random() * sessions.length)]]) {
        if (held) await count(api()(held.authorization, now));
      }
      for (const [n, shard] of shards.entries()) await count(shard()(`Bearer ${await callers()(n, now)}`, now));
    },
  };
}
