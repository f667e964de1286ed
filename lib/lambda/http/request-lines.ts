import type { MiddlewareObj } from '@middy/core';
import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { MibError } from '../../domain/errors.ts';
import { logger } from '../../observability/logger.ts';
import type { Response } from './response.ts';

/** A layer of an endpoint that logs its requests. */
type Lines = MiddlewareObj<Event, Response, Error, Context & { readonly state: { readonly startedAt: number } }>;

/**
 * One log line a request: the declared route (the path has ids), the status, the code of an error,
 * the duration, and what the function adds with addLogFields. API Gateway's access log has the same
 * request_id.
 */
export function oneLineARequest(clock: () => number): Lines {
  const log: Lines['after'] = ({ event, context, response, error }) =>
    logger.info('request', {
      request_id: event.requestContext.requestId,
      route: event.routeKey,
      status: response?.statusCode,
      code: error instanceof MibError ? error.code : undefined,
      duration_ms: clock() - context.state.startedAt,
    });
  return { after: log, onError: log };
}

const SLOW_MS = 1_000;

/**
 * One log line a request that is refused, fails or is slow, with the caller's address. The only
 * caller of a shard logs every good one.
 */
export function oneLineABadRequest(clock: () => number): Lines {
  const log: Lines['after'] = ({ event, context, response, error }) => {
    const tookMs = clock() - context.state.startedAt;
    if (!error && tookMs < SLOW_MS) return;
    logger.info('request', {
      ip: event.requestContext.http.sourceIp,
      route: event.routeKey,
      status: response?.statusCode,
      code: error instanceof MibError ? error.code : undefined,
      duration_ms: tookMs,
    });
  };
  return { after: log, onError: log };
}
