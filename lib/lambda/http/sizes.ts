import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { MibError } from '../../domain/errors.ts';

/** The largest body of a route that declares no other, far above what each needs. */
export const MAX_BODY_BYTES = 64 * 1024;
/** All headers together, names and values. API Gateway's own limit is 10 KB. */
const MAX_HEADER_BYTES = 8 * 1024;

/**
 * The parts of an event that have a size. API Gateway's bodies are always text;
 * serverless-offline's are not.
 */
type Sized = Pick<Event, 'headers' | 'cookies'> & { readonly body?: unknown };

/**
 * Runs before any part of the request is parsed.
 * @param maxBodyBytes the largest body that the route takes
 * @throws MibError headers_too_large, payload_too_large
 */
export function assertSizes({ headers, cookies, body }: Sized, maxBodyBytes = MAX_BODY_BYTES): void {
  const bytes = Object.entries(headers).reduce((sum, [name, value]) => sum + sizeOf(name) + sizeOf(value), 0);
  if (bytes + sizeOf(cookies?.join('; ')) > MAX_HEADER_BYTES) {
    throw new MibError('headers_too_large');
  }
  if (sizeOf(body) > maxBodyBytes) {
    throw new MibError('payload_too_large', { detail: `The body is larger than ${maxBodyBytes / 1024} KB.` });
  }
}

/**
 * serverless-offline has null for a missing part, and false for a body that is the JSON `false`.
 */
function sizeOf(text: unknown): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : 0;
}
