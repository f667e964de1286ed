import * as z from 'zod';
import type { Response } from '../../lambda/http/response.ts';

/**
 * The response of a function to an HTTP API (payload format 2.0), with the members that the
 * functions use.
 */
const FunctionResponse = z.object({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

/** A response as sent. */
export interface OutgoingResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The response for a function's result.
 * @throws ZodError if the result has no status. API Gateway makes it the body of a 200, which no
 * function here intends.
 */
export function responseOf(result: unknown): OutgoingResponse {
  const { statusCode, headers, body = '', isBase64Encoded } = FunctionResponse.parse(result);
  return { status: statusCode, headers, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
}

/** The gateway's own response, from the form that the functions use. */
export function ownResponse({ statusCode, headers, body = '' }: Response): OutgoingResponse {
  return { status: statusCode, headers, body: Buffer.from(body) };
}
