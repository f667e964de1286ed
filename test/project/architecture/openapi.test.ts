import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { orchestratorDocument } from '../../../lib/api/orchestrator.ts';
import { shardDocument } from '../../../lib/api/shard-service.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { oncePerWorker } from '../../support/environment/once-per-worker.ts';
import { services } from '../../support/environment/services.ts';

const { orchestrator, shards } = services();
/** Compiled schemas outlive the test file. */
const { schemaChecker } = oncePerWorker<typeof import('../../support/steps/described-schemas.ts')>(
  path.join(__dirname, '../../support/steps/described-schemas.ts'),
);

const Content = z.record(
  z.string(),
  z.object({
    example: z.unknown().optional(),
    examples: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
  }),
);
const Link = z.object({ operationId: z.string(), parameters: z.record(z.string(), z.string()).default({}) });
const Operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).length(1),
  parameters: z
    .array(
      z.object({ name: z.string(), description: z.string(), schema: z.object({ example: z.unknown().optional() }) }),
    )
    .default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string().min(1),
      content: Content.default({}),
      links: z.record(z.string(), Link).default({}),
    }),
  ),
});
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

describe.each([
  ['the orchestrator', orchestratorDocument(), orchestrator.functions],
  ['a shard', shardDocument(), shards[0]?.functions ?? []],
])('the OpenAPI document of %s', (_, document, functions) => {
  const operations = Object.entries(Document.parse(document).paths).flatMap(([at, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      at,
      method,
      operation,
      route: `${method.toUpperCase()} ${at}`,
    })),
  );

  it('has every route of the serverless file and no other', () => {
    expect(operations.map(({ route }) => route).sort()).toEqual(routesOf(functions).sort());
  });

  it('shows a valid example of every body', () => {
    const check = schemaChecker(document);
    const wrong = operations.flatMap(({ at, method, operation, route }) => {
      const bodies = [
        ...contents(['requestBody'], operation.requestBody?.content ?? {}),
        ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
          contents(['responses', status], content),
        ),
      ].filter(({ type }) => type.endsWith('json'));
      return bodies.flatMap(({ place, type, examples }) => {
        const schema = ['paths', at, method, ...place, 'content', type, 'schema'];
        return examples
          .flatMap((example) => check(schema, example))
          .map((error) => `${route} ${place.join(' ')}: ${error}`);
      });
    });
    expect(wrong).toEqual([]);
  });

  it('shows an example of every parameter', () => {
    const without = operations.flatMap(({ route, operation }) =>
      operation.parameters.filter(({ schema }) => schema.example === undefined).map(({ name }) => `${route} ${name}`),
    );
    expect(without).toEqual([]);
  });
});

/**
 * `GET /api/wallets`, as serverless files write routes. What takes every other request is in no
 * document.
 */
function routesOf(functions: readonly ServiceFunction[]): string[] {
  // OpenAPI has no parameter that spans several segments.
  const declared = functions.flatMap(({ routes }) => routes).filter((route) => route !== '*');
  return declared.map((route) => route.replaceAll('+}', '}'));
}

/** The examples of each content type; `place` is where the content stands in its operation. */
function contents(place: readonly string[], content: z.infer<typeof Content>) {
  return Object.entries(content).map(([type, { example, examples = {} }]) => {
    const named = Object.values(examples).map(({ value }) => value);
    return { place, type, examples: named.length > 0 ? named : [example] };
  });
}

/** What Redocly says of each document. */
async function complaints(documents: readonly object[]): Promise<string[][]> {
  const child = spawn(process.execPath, [path.join(__dirname, 'lint-openapi.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(documents));
  return z.array(z.array(z.string())).parse(JSON.parse(await text(child.stdout)));
}

describe('Redocly', () => {
  // One process for all documents: it takes half a second of processor time to load.
  it('complains of neither document, but of one with a faulty route', async () => {
    const { paths: { '/auth/login': login } = {}, ...others } = orchestratorDocument();
    const duplicate = {
      get: { summary: 'A', operationId: 'login', tags: ['None'], responses: { 200: { description: '' } } },
    };
    const faulty = { ...others, paths: { '/auth/login': login, '/a': duplicate } };
    const [ofOrchestrator, ofShard, ofFaulty] = await complaints([orchestratorDocument(), shardDocument(), faulty]);
    expect({ ofOrchestrator, ofShard }).toEqual({ ofOrchestrator: [], ofShard: [] });
    // The routes that it lacks used some components.
    const faults = ofFaulty?.map((line) => line.split(':')[0]).filter((line) => line !== 'warn no-unused-components');
    expect(faults?.sort()).toEqual([
      'error operation-operationId-unique',
      'error operation-tag-defined',
      'error security-defined',
      'warn operation-4xx-response',
    ]);
  });
});

describe('every link in the OpenAPI document leads to a route of it, and gives it parameters that it has', () => {
  it.each([
    ['of the orchestrator', orchestratorDocument],
    ['of a shard', shardDocument],
  ])('%s', (_service, document) => {
    const operations = Object.values(Document.parse(document()).paths).flatMap((path) => Object.values(path));
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
