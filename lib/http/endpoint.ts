import middy, { type MiddlewareObj } from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import type * as z from 'zod';
import type { InputSchema, Route } from '../api/route.ts';
import { PayloadTooLarge } from '../domain/errors.ts';
import { withLogFields } from '../observe/log-fields.ts';
import { asError, logger } from '../observe/logger.ts';
import { putRefusal } from '../observe/metrics.ts';
import { malformedBody, parseInput } from './input.ts';
import { problem, refusalCode } from './problem.ts';
import type { Reply } from './reply.ts';

/** The largest body of any route, far above what any of them needs. */
const MAX_BODY_BYTES = 64 * 1024;

/** A request that kept the rules: who calls, the input, and the time in ms since 1970, read once. */
export interface Request<C, I> {
  readonly caller: C;
  readonly input: I;
  readonly now: number;
}

/** Tells who calls from the header Authorization, or throws Unauthenticated. */
export type Authenticate<C> = (authorization: string | undefined, now: number) => Promise<C>;

/**
 * A Lambda behind one route of an HTTP API. Refusals come in this order: 413 the body is too large, 401 no valid token, 400 the
 * request breaks a rule, then what `run` throws. Every failure is answered as problem details; an unknown one is logged whole, a
 * refusal is counted by its code.
 * @param clock ms since 1970
 */
export function endpoint<C, S extends InputSchema>(
  route: Route<S>,
  authenticate: Authenticate<C>,
  run: (request: Request<C, z.output<S>>) => Promise<Reply>,
  clock: () => number = Date.now,
) {
  const authenticated = new WeakMap<Event, { caller: C; now: number }>();
  const handler = middy<Event, Reply>()
    .use(failuresAsProblems())
    .use(oneLineARequest(clock))
    .use(httpHeaderNormalizer())
    .before(({ event }) => {
      if (typeof event.body === 'string' && Buffer.byteLength(event.body) > MAX_BODY_BYTES) {
        throw new PayloadTooLarge(`The body is larger than ${MAX_BODY_BYTES} bytes.`);
      }
    })
    .before(async ({ event }) => {
      const now = clock();
      authenticated.set(event, { caller: await authenticate(event.headers.authorization, now), now });
    });
  if (route.input.shape.body) handler.use(jsonBody());
  handler.handler(async (event) => {
    const request = authenticated.get(event);
    if (!request) throw new Error('the request passed no authentication');
    return run({ ...request, input: parseInput(route.input, event) });
  });
  return (event: Event, context: Context) => withLogFields(() => handler(event, context));
}

function failuresAsProblems(): MiddlewareObj<Event, Reply> {
  return {
    onError: (request) => {
      request.response = problem(request.error);
      const code = refusalCode(request.error);
      if (code) putRefusal(code);
      else logger.error('unexpected failure', { error: asError(request.error) });
    },
  };
}

/**
 * One log line a request: the route as it is declared (not the path, which has ids), the status, a refusal's code, the time it took;
 * and what the function said of it with addLogFields. API Gateway's access log has the same request_id.
 */
function oneLineARequest(clock: () => number): MiddlewareObj<Event, Reply> {
  const started = new WeakMap<Event, number>();
  const log = ({ event, response, error }: { event: Event; response: Reply | null | undefined; error: unknown }) =>
    logger.info('request', {
      request_id: event.requestContext.requestId,
      route: event.routeKey,
      status: response?.statusCode,
      code: refusalCode(error),
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

/** middy's own parser, whose refusals (415, 422) become ours: a body that is no JSON is a 400. */
function jsonBody(): MiddlewareObj<Event, Reply> {
  const { before } = httpJsonBodyParser();
  return {
    before: (request) => {
      try {
        return before?.(request);
      } catch (error) {
        throw malformedBody(error);
      }
    },
  };
}
