import type { Api } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import type { World } from '../world.ts';

/** A shard responds to the orchestrator only. */
export function closedShardsContract(world: () => World & { readonly shards: readonly Api[] }): void {
  const given = givenSteps(world);

  it.each([
    ['POST', '/api/createwallet'],
    ['POST', '/api/reserve'],
    ['POST', '/api/commit'],
    ['POST', '/api/rollback'],
    ['GET', '/api/balance/1'],
    ['GET', '/api/place/1'],
    ['GET', '/api/entries/1'],
    ['POST', '/api/copyentries'],
    ['POST', '/api/stripewallet'],
    ['POST', '/api/markwallet'],
    ['POST', '/api/putwallet'],
    ['POST', '/api/tombwallet'],
    ['POST', '/api/staywallet'],
  ])('%s %s of a shard requires a token of the orchestrator', async (method, path) => {
    const { token } = await given.user();
    for (const shard of world().shards) {
      then.isUnauthenticated(await shard.request(method, path));
      then.isUnauthenticated(await shard.request(method, path, { token }));
    }
  });

  it('A shard has no route for users', async () => {
    for (const shard of world().shards) {
      then.isProblem(await shard.request('POST', '/auth/register', { body: {} }), 404, 'route_not_found');
    }
  });
}
