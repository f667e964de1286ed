import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { MibError } from '../../domain/errors.ts';

/** The largest body of any route, far above what any of them needs. */
const MAX_BODY_BYTES = 64 * 1024;
/** All headers together, names and values. API Gateway itself ends at 10 KB. */
const MAX_HEADER_BYTES = 8 * 1024;

/** What of an event has a size. API Gateway's bodies are text, whatever stands in them; serverless-offline's are not always. */
type Sized = Pick<Event, 'headers' | 'cookies'> & { readonly body?: unknown };

/** @throws HeadersTooLarge, PayloadTooLarge before anything of the request is read */
export function assertSizes({ headers, cookies, body }: Sized): void {
  const bytes = Object.entries(headers).reduce((sum, [name, value]) => sum + sizeOf(name) + sizeOf(value), 0);
  if (bytes + sizeOf(cookies?.join('; ')) > MAX_HEADER_BYTES) {
    throw new MibError('headers_too_large');
  }
  if (sizeOf(body) > MAX_BODY_BYTES) throw new MibError('payload_too_large');
}

/** serverless-offline has null for what is not there, and false for a body that is the JSON `false`. */
function sizeOf(text: unknown): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : 0;
}
