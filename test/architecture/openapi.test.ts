import { orchestratorDocument } from '../../lib/api/orchestrator.ts';
import { shardDocument } from '../../lib/api/shard-service.ts';
import type { ServiceFunction } from '../../lib/local/template.ts';
import { services } from '../environment/services.ts';

const { orchestrator, shards } = services();

/** `GET /api/wallets`, as serverless files write routes. What takes every other request is in no document. */
const declaredRoutes = (functions: readonly ServiceFunction[]) =>
  functions.flatMap(({ routes }) => routes).filter((route) => route !== '*');

function describedRoutes({ paths = {} }: ReturnType<typeof orchestratorDocument>): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

describe('the OpenAPI document has every route of the serverless file and no other', () => {
  it('of the orchestrator', () => {
    expect(describedRoutes(orchestratorDocument()).sort()).toEqual(declaredRoutes(orchestrator.functions).sort());
  });

  it('of a shard', () => {
    expect(describedRoutes(shardDocument()).sort()).toEqual(declaredRoutes(shards[0]?.functions ?? []).sort());
  });
});
