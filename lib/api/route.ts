import type * as z from 'zod/mini';
import type { ErrorCode } from '../domain/errors.ts';
import type { GrantedFields, ShardOperation } from '../domain/grant.ts';
import type { RateLimitName } from '../domain/rate-limit.ts';

/**
 * The parts of a request that a route reads: `body`, `query`, `path`, `headers` (names in lower case). It takes nothing else; a query
 * parameter that `query` does not have is refused, unless `query` is loose.
 */
export type InputSchema = z.ZodMiniObject<{
  body?: z.ZodMiniType;
  query?: z.ZodMiniObject;
  path?: z.ZodMiniObject;
  headers?: z.ZodMiniObject;
}>;

/** One way in which a route answers if all goes well. */
export interface RouteResponse {
  readonly description: string;
  /** None: the answer has no body. */
  readonly body?: z.ZodMiniType;
  /** The body instead, if the request has a deprecated parameter. New clients see neither. */
  readonly deprecatedBody?: z.ZodMiniType;
  /** One of these, without parameters; JSON if it is not said. */
  readonly contentType?: string | readonly string[];
  readonly headers?: z.ZodMiniObject;
  /** What a client can do next with what it has got, by name. */
  readonly links?: Readonly<Record<string, Link>>;
}

/** A request that an answer leads to. Its values are runtime expressions: https://spec.openapis.org/oas/v3.1.1#runtime-expressions */
export interface Link {
  readonly operationId: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly requestBody?: Readonly<Record<string, string>>;
}

/**
 * One route of an HTTP API: what its function takes and answers, and what is told of it. The function's input is checked by it, and
 * the OpenAPI document is made of it, so that the two cannot differ.
 */
export interface Route<S extends InputSchema = InputSchema> {
  /** As in the serverless file: `GET /api/user/balance/{id}`. */
  readonly route: `${'GET' | 'POST'} /${string}`;
  /** What the route is called in clients made from the document. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** Who may call it; everybody but `anybody` shows a bearer token. */
  readonly caller: 'anybody' | 'user' | 'orchestrator';
  /** Of which requests there may be only so many in a time: the name of the limit. */
  readonly rateLimit?: RateLimitName;
  readonly input: S;
  /** By status. */
  readonly responses: Readonly<Record<number, RouteResponse>>;
  /** The errors that it may end with, beside those of every route: see errorsOf. */
  readonly errors?: readonly ErrorCode[];
}

/** Declares a route. */
export function route<const S extends InputSchema>(declared: Route<S>): Route<S> {
  return declared;
}

/** The same route where it is limited for each address: the orchestrator counts those who need no token, a shard has no counters. */
export function limitedByAddress<S extends InputSchema>(route: Route<S>): Route<S> {
  return { ...route, rateLimit: 'public_reads' };
}

/**
 * A route of a shard. The orchestrator's token for it is for this operation and these fields of the request alone. The orchestrator's
 * client (lib/remote/shards.ts) is made from it, so a response may have more fields than its schema: z.object, not z.strictObject.
 */
export interface ShardRoute<
  S extends InputSchema = InputSchema,
  B extends z.ZodMiniType = z.ZodMiniType,
  E extends ErrorCode = ErrorCode,
> extends Route<S> {
  readonly operationId: ShardOperation;
  readonly caller: 'orchestrator';
  readonly granted: (input: z.output<S>) => GrantedFields;
  readonly responses: { readonly 200: RouteResponse & { readonly body: B } };
  readonly errors: readonly E[];
}

/** Declares a route of a shard. */
export function shardRoute<
  const S extends InputSchema,
  const B extends z.ZodMiniType,
  const E extends ErrorCode = never,
>(declared: Omit<ShardRoute<S, B, E>, 'caller' | 'tag'>): ShardRoute<S, B, E> {
  return { ...declared, caller: 'orchestrator', tag: 'Shard' };
}

/** Every error that the route may end with. */
export function errorsOf({ caller, rateLimit, input, errors = [] }: Route): ErrorCode[] {
  const always: ErrorCode[] = ['payload_too_large', 'headers_too_large', 'unavailable', 'invalid_input'];
  if (input.shape.body) always.push('unsupported_media_type');
  if (caller !== 'anybody') always.push('unauthenticated');
  if (caller === 'orchestrator') always.push('insufficient_scope');
  if (rateLimit) always.push('too_many_requests');
  return [...new Set([...always, ...errors])];
}
