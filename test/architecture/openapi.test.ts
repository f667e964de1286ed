import * as z from 'zod';
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

const Link = z.object({ operationId: z.string(), parameters: z.record(z.string(), z.string()).default({}) });
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(z.object({ name: z.string() })),
  responses: z.record(z.string(), z.object({ links: z.record(z.string(), Link).default({}) })),
});
const Paths = z.record(z.string(), z.record(z.string(), Operation));

describe('every link in the OpenAPI document leads to a route of it, and gives it parameters that it has', () => {
  it.each([
    ['of the orchestrator', orchestratorDocument],
    ['of a shard', shardDocument],
  ])('%s', (_service, document) => {
    const operations = Object.values(Paths.parse(document().paths)).flatMap((path) => Object.values(path));
    const links = operations
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap((response) => Object.values(response.links));
    expect(links).not.toEqual([]);
    for (const { operationId, parameters } of links) {
      const target = operations.find((operation) => operation.operationId === operationId);
      expect(target?.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(parameters)));
    }
  });
});
