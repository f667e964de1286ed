import type * as z from 'zod/mini';
import type { InputSchema, ShardRoute } from '../../api/route.ts';
import type { KeySource } from '../../auth/key-source.ts';
import type { PublicKeySet } from '../../auth/keys.ts';
import { assertNotFarAhead } from '../../domain/deadline.ts';
import { MibError } from '../../domain/errors.ts';
import { allows, type GrantClaims, grantOf } from '../../domain/grant.ts';
import { endpoint, type Request } from './endpoint.ts';
import type { Response } from './response.ts';
import { orchestratorAt } from './shard-authentication.ts';

/**
 * The shard that a function belongs to, and the keys that verify the orchestrator's tokens. A token
 * names its shard, so no other shard takes the request.
 */
export interface ShardService {
  readonly SHARD_NUMBER: number;
  readonly keys: KeySource<PublicKeySet>;
}

/**
 * A Lambda behind one route of a shard. After the errors of `endpoint` a request can get, in this
 * order:
 *
 * - 403: the token is for another request, which is known once the request is parsed;
 * - 400: a deadline too far ahead.
 */
export function shardEndpoint<S extends InputSchema>(
  route: ShardRoute<S>,
  { keys, ...shard }: ShardService,
  run: (request: Request<unknown, z.output<S>>) => Promise<Response>,
) {
  const checked = async (request: Request<GrantClaims | undefined, z.output<S>>) => {
    const granted = route.granted(request.input);
    if (request.caller && !allows(request.caller, grantOf(route.operationId, granted)))
      throw new MibError('insufficient_scope');
    if (granted.deadline !== undefined) assertNotFarAhead(Number(granted.deadline), request.now);
    return run(request);
  };
  return endpoint(route, orchestratorAt(shard.SHARD_NUMBER, keys), checked, { hasAccessLog: false });
}
