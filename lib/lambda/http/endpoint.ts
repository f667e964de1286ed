import middy, { type MiddlewareObj } from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import type * as z from 'zod/mini';
import { type InputSchema, isOptional, type Route } from '../../api/route.ts';
import { MibError } from '../../domain/errors.ts';
import type { RateVerdict } from '../../domain/rate-limit.ts';
import { addLogFields, withLogFields } from '../../observability/log-fields.ts';
import { asError, logger } from '../../observability/logger.ts';
import { putErrorResponse } from '../../observability/metrics.ts';
import type { AddressTrail } from './address-trail.ts';
import { bodyOf } from './body.ts';
import { parseInput } from './input.ts';
import { problem } from './problem.ts';
import {
  assertAllowed,
  countFurther,
  countRequest,
  type RateLimit,
  type RequestsIn,
  rateLimitHeaders,
  type Sender,
} from './rate-limit.ts';
import { oneLineABadRequest, oneLineARequest } from './request-lines.ts';
import type { Response } from './response.ts';
import { assertSizes } from './sizes.ts';

/** A request that obeys the rules of its route. */
export interface Request<C, I> extends Sender<C> {
  readonly input: I;
  /** The method and the path as they were sent: the route for unknown paths needs them. */
  readonly method: string;
  readonly path: string;
  /** The domain name of the API at which the request came in. Callers cannot choose it. */
  readonly domain: string;
}

/**
 * Tells who calls from the header Authorization.
 * @throws MibError unauthenticated
 */
export type Authenticate<C> = (authorization: string | undefined, now: number) => Promise<C>;

/** What the layers of an endpoint find out about one request. */
interface State<C> {
  /** ms since 1970 */
  readonly startedAt: number;
  sender?: Sender<C>;
  verdict?: RateVerdict;
}

/** middy gives the context, unlike its own `request.internal`, to the layers and to the handler. */
type StateContext<C> = Context & { readonly state: State<C> };

interface Options<C, I> {
  readonly rateLimit?: RateLimit<C>;
  readonly requestsIn?: (input: I) => RequestsIn;
  readonly clock?: () => number;
  readonly hasAccessLog?: boolean;
  readonly trail?: AddressTrail;
}

/**
 * A Lambda behind one route of an HTTP API. Its layers have the order of the errors that a request
 * can get:
 *
 * - 431 and 413: headers or body are too large;
 * - 401: no valid token;
 * - 429: too many requests;
 * - 415: a body that cannot be read;
 * - 400: the request breaks a rule;
 * - 429: too many requests in one;
 * - the errors that `run` throws.
 *
 * Every error becomes problem details. An unknown error is logged whole, any other is counted by
 * its code.
 * @param options `rateLimit`: the limit that the route declares; `requestsIn`: for a request that
 *   counts as several, which are admitted together or not at all; `clock`: ms since 1970;
 *   `hasAccessLog`: whether the API logs every request itself; `trail`: names the caller's address in
 *   the lines of the request, also of a refused one
 * @throws Error if the limit is not the one that the route declares
 */
export function endpoint<C, S extends InputSchema>(
  route: Route<S>,
  authenticate: Authenticate<C>,
  run: (request: Request<C, z.output<S>>) => Promise<Response>,
  { rateLimit, requestsIn, clock = Date.now, hasAccessLog = true, trail }: Options<C, z.output<S>> = {},
) {
  if (route.rateLimit !== rateLimit?.limiter.policy.name) throw new Error(`${route.route} declares another limit`);
  // Each layer sees the responses of those below it.
  const handler = middy<Event, Response, Error, StateContext<C>>()
    .use(hasAccessLog ? oneLineARequest(clock) : oneLineABadRequest(clock))
    .use(limitInHeaders(rateLimit))
    .use(errorsAsProblems())
    .use(httpHeaderNormalizer())
    .before(({ event }) => assertSizes(event, route.maxBodyBytes))
    .before(({ event }) => assertParameters(event))
    .before(async ({ event, context: { state } }) => {
      const now = clock();
      const { sourceIp, userAgent } = event.requestContext.http;
      if (trail) addLogFields(await trail.fieldsOf(sourceIp, now));
      const caller = await authenticate(event.headers.authorization, now);
      state.sender = { caller, sourceIp, userAgent, now };
    })
    .before(async ({ context: { state } }) => {
      if (!rateLimit) return;
      state.verdict = await countRequest(rateLimit, senderOf(state));
      assertAllowed(state.verdict);
    })
    .handler(async (event, { state }) => {
      const { domainName: domain, http } = event.requestContext;
      const { method, path } = http;
      const body = bodyFor(route, event);
      const input = parseInput(route.input, { ...event, body });
      if (rateLimit && requestsIn) {
        state.verdict = await countFurther(rateLimit, senderOf(state), requestsIn(input));
        assertAllowed(state.verdict);
      }
      return run({ ...senderOf(state), input, method, path, domain });
    });
  return (event: Event, context: Context) =>
    withLogFields(() => handler(event, { ...context, state: { startedAt: clock() } }));
}

/** A body that may be missing needs no content type. */
function bodyFor({ input }: Route, event: Event): unknown {
  const { body } = input.shape;
  if (!body || (!event.body && isOptional(body))) return undefined;
  return bodyOf(event);
}

function senderOf<C>({ sender }: State<C>): Sender<C> {
  if (!sender) throw new Error('the request passed no authentication');
  return sender;
}

/**
 * `/balance/` is no path of `/balance/{id}`, although some gateways think so.
 * @throws MibError route_not_found
 */
function assertParameters({ pathParameters }: Event): void {
  if (Object.values(pathParameters ?? {}).includes('')) throw new MibError('route_not_found');
}

type Layer<C> = MiddlewareObj<Event, Response, Error, StateContext<C>>;

/**
 * Every response says how much of the limit is left, or what the limit is if the request was not
 * counted (no token, too large).
 */
function limitInHeaders<C>(rateLimit: RateLimit<C> | undefined): Layer<C> {
  const add: Layer<C>['after'] = ({ context, response }) => {
    if (!rateLimit || !response) return;
    Object.assign(response.headers, rateLimitHeaders(rateLimit.limiter.policy, context.state.verdict));
  };
  return { after: add, onError: add };
}

function errorsAsProblems<C>(): Layer<C> {
  return {
    onError: (request) => {
      request.response = problem(request.error);
      if (request.error instanceof MibError) putErrorResponse(request.error.code);
      else logger.error('unexpected failure', { error: asError(request.error) });
    },
  };
}
