import middy, { type MiddlewareObj } from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { InputSchema, Route } from '../../api/route.ts';
import { MibError } from '../../domain/errors.ts';
import { withLogFields } from '../../observability/log-fields.ts';
import { asError, logger } from '../../observability/logger.ts';
import { putErrorResponse } from '../../observability/metrics.ts';
import { bodyOf } from './body.ts';
import { parseInput } from './input.ts';
import { problem } from './problem.ts';
import { type RateLimit, rateLimiting, type Sender } from './rate-limit.ts';
import type { Response } from './response.ts';
import { assertSizes } from './sizes.ts';

/** A request that kept the rules: who calls, from which address, the input, and the time in ms since 1970, read once. */
export interface Request<C, I> extends Sender<C> {
  readonly input: I;
  /** As they were sent, for what no route takes. */
  readonly method: string;
  readonly path: string;
}

/** Tells who calls from the header Authorization, or throws Unauthenticated. */
export type Authenticate<C> = (authorization: string | undefined, now: number) => Promise<C>;

/**
 * A Lambda behind one route of an HTTP API. Refusals come in this order: 431 and 413 headers or body are too large, 401 no valid token,
 * 429 too many requests, 415 a body that cannot be read, 400 the request breaks a rule, then what `run` throws. Every failure is answered as problem details; an
 * unknown one is logged whole, a refusal is counted by its code.
 * @param options `rateLimit`: keeps the limit that the route declares; `clock`: ms since 1970
 * @throws Error if the limit is not the one that the route declares
 */
export function endpoint<C, S extends InputSchema>(
  route: Route<S>,
  authenticate: Authenticate<C>,
  run: (request: Request<C, z.output<S>>) => Promise<Response>,
  { rateLimit, clock = Date.now }: { rateLimit?: RateLimit<C>; clock?: () => number } = {},
) {
  if (route.rateLimit !== rateLimit?.limiter.policy.name) throw new Error(`${route.route} declares another limit`);
  const senders = new WeakMap<Event, Sender<C>>();
  const senderOf = (event: Event): Sender<C> => {
    const sender = senders.get(event);
    if (!sender) throw new Error('the request passed no authentication');
    return sender;
  };
  const handler = middy<Event, Response>()
    .use(oneLineARequest(clock))
    .use(httpHeaderNormalizer())
    .before(({ event }) => assertSizes(event))
    .before(({ event }) => assertParameters(event))
    .before(async ({ event }) => {
      const now = clock();
      const caller = await authenticate(event.headers.authorization, now);
      senders.set(event, { caller, sourceIp: event.requestContext.http.sourceIp, now });
    });
  if (rateLimit) handler.use(rateLimiting(rateLimit, senderOf));
  // What is added last hears of a failure first: the others find an answer to it.
  handler.use(failuresAsProblems());
  handler.handler(async (event) => {
    const { method, path } = event.requestContext.http;
    const body = route.input.shape.body && bodyOf(event);
    return run({ ...senderOf(event), input: parseInput(route.input, { ...event, body }), method, path });
  });
  return (event: Event, context: Context) => withLogFields(() => handler(event, context));
}

/** `/balance/` is no path of `/balance/{id}`, whether a gateway thinks so or not. @throws RouteNotFound */
function assertParameters({ pathParameters }: Event): void {
  if (Object.values(pathParameters ?? {}).includes('')) throw new MibError('route_not_found');
}

function failuresAsProblems(): MiddlewareObj<Event, Response> {
  return {
    onError: (request) => {
      request.response = problem(request.error);
      if (request.error instanceof MibError) putErrorResponse(request.error.code);
      else logger.error('unexpected failure', { error: asError(request.error) });
    },
  };
}

/**
 * One log line a request: the route as it is declared (not the path, which has ids), the status, a refusal's code, the time it took;
 * and what the function said of it with addLogFields. API Gateway's access log has the same request_id.
 */
function oneLineARequest(clock: () => number): MiddlewareObj<Event, Response> {
  const started = new WeakMap<Event, number>();
  const log = ({ event, response, error }: { event: Event; response: Response | null | undefined; error: unknown }) =>
    logger.info('request', {
      request_id: event.requestContext.requestId,
      route: event.routeKey,
      status: response?.statusCode,
      code: error instanceof MibError ? error.code : undefined,
      duration_ms: clock() - (started.get(event) ?? clock()),
    });
  return {
    before: ({ event }) => {
      started.set(event, clock());
    },
    after: log,
    onError: log,
  };
}
