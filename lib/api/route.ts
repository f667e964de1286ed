import type * as z from 'zod/mini';
import type { ErrorCode } from '../domain/errors.ts';
import type { GrantedFields, ShardOperation } from '../domain/grant.ts';
import type { RateLimitName } from '../domain/rate-limit.ts';

/**
 * The parts of a request that a route reads. Names of headers are in lower case. A query parameter
 * that is not in `query` is an error, unless `query` is loose.
 */
export type InputSchema = z.ZodMiniObject<{
  body?: z.ZodMiniType;
  query?: z.ZodMiniObject;
  path?: z.ZodMiniObject;
  headers?: z.ZodMiniObject;
}>;

/** A response of a route without an error. */
export interface RouteResponse {
  readonly description: string;
  /** Missing if the response has no body. */
  readonly body?: z.ZodMiniType;
  /** The body for a request with a deprecated parameter. */
  readonly deprecatedBody?: z.ZodMiniType;
  /** The possible types, without parameters. The default is JSON. */
  readonly contentType?: string | readonly string[];
  readonly headers?: z.ZodMiniObject;
  /** The requests that can follow, by name. */
  readonly links?: Readonly<Record<string, Link>>;
}

/**
 * A request that can follow a response. Its values are runtime expressions:
 * https://spec.openapis.org/oas/v3.1.1#runtime-expressions
 */
export interface Link {
  readonly operationId: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly requestBody?: Readonly<Record<string, string>>;
}

/**
 * One route of an HTTP API: its input, its responses and its texts. The function checks its input
 * with it, and the OpenAPI document is made from it, so the two cannot differ.
 */
export interface Route<S extends InputSchema = InputSchema> {
  /** As in the serverless file: `GET /api/user/balance/{id}`. */
  readonly route: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`;
  /** The name of the route in clients that are generated from the document. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** Who may call the route. All but `anybody` send a bearer token. */
  readonly caller: 'anybody' | 'user' | 'orchestrator';
  /** Of a route for users: whether a key of a program may call it, by the part of its scope. */
  readonly keys?: 'read' | 'pay';
  /** Of a route for users: whether a session that may only add a second factor may call it. */
  readonly limited?: true;
  /** The name of the rate limit. */
  readonly rateLimit?: RateLimitName;
  /** The largest body. By default 64 KB. */
  readonly maxBodyBytes?: number;
  readonly input: S;
  /** By status. */
  readonly responses: Readonly<Record<number, RouteResponse>>;
  /** The errors of the route, beside those of every route: see errorsOf. */
  readonly errors?: readonly ErrorCode[];
}

/** Declares a route. */
export function route<const S extends InputSchema>(declared: Route<S>): Route<S> {
  return declared;
}

/**
 * The same route with a rate limit for each address. The orchestrator has it for requests without a
 * token. A shard has no counters.
 */
export function limitedByAddress<S extends InputSchema>(route: Route<S>): Route<S> {
  return { ...route, rateLimit: 'public_reads' };
}

/**
 * A route of a shard. The orchestrator's token grants one operation with certain fields of the
 * request. The orchestrator's client (lib/remote/shards.ts) is made from the route. A response may
 * have more fields than its schema: z.object, not z.strictObject.
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

/** The errors of every route about one wallet, if the wallet is moving or has moved. They name the shard to ask next. */
export const ELSEWHERE = ['wallet_moving', 'wallet_moved'] as const satisfies readonly ErrorCode[];

/** Declares a route of a shard. */
export function shardRoute<
  const S extends InputSchema,
  const B extends z.ZodMiniType,
  const E extends ErrorCode = never,
>(declared: Omit<ShardRoute<S, B, E>, 'caller' | 'tag'>): ShardRoute<S, B, E> {
  return { ...declared, caller: 'orchestrator', tag: 'Shard' };
}

/** Whether a request may be without this body. */
export function isOptional(body: z.ZodMiniType): boolean {
  return body.safeParse(undefined).success;
}

/** Every error that the route may respond with. */
export function errorsOf({ caller, limited, rateLimit, input, errors = [] }: Route): ErrorCode[] {
  const always: ErrorCode[] = ['payload_too_large', 'headers_too_large', 'unavailable', 'invalid_input'];
  if (input.shape.body) always.push('unsupported_media_type');
  if (caller !== 'anybody') always.push('unauthenticated');
  if (caller === 'user') always.push('key_scope', 'member_scope');
  if (caller === 'user' && !limited) always.push('add_second_factor');
  if (caller === 'orchestrator') always.push('insufficient_scope');
  if (rateLimit) always.push('too_many_requests');
  return [...new Set([...always, ...errors])];
}
