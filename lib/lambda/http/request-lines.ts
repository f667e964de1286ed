import type { MiddlewareObj } from '@middy/core';
import type { Context, APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { MibError } from '../../domain/errors.ts';
import { logger } from '../../observability/logger.ts';
import type { Response } from './response.ts';

/** A layer of an endpoint that logs its requests. */
type Lines = MiddlewareObj<Event, Response, Error, Context & { readonly state: { readonly startedAt: number } }>;

type Ended = Parameters<NonNullable<Lines['after']>>[0];

/**
 * One log line a request: the declared route (the path has ids), the status, the code of an error,
 * the duration, and what the function adds with addLogFields. API Gateway's access log has the same
 * request_id.
 */
export function oneLineARequest(clock: () => number): Lines {
  const log = (ended: Ended) =>
    logger.info('request', { request_id: ended.event.requestContext.requestId, ...fieldsOf(ended, clock) });
  return { after: log, onError: log };
}

const SLOW_MS = 1_000;

/**
 * One log line a request that is refused, fails or is slow, with the caller's address. The only
 * caller of a shard logs every good one.
 */
export function oneLineABadRequest(clock: () => number): Lines {
  const log = (ended: Ended) => {
    const fields = fieldsOf(ended, clock);
    if (!ended.error && fields.duration_ms < SLOW_MS) return;
    logger.info('request', { ip: ended.event.requestContext.http.sourceIp, ...fields });
  };
  return { after: log, onError: log };
}

function fieldsOf({ event, context, response, error }: Ended, clock: () => number) {
  return {
    route: event.routeKey,
    status: response?.statusCode,
    code: error instanceof MibError ? error.code : undefined,
    duration_ms: clock() - context.state.startedAt,
  };
}
