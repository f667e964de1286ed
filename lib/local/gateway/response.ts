import * as z from 'zod';
import type { Response } from '../../lambda/http/response.ts';

/** What a function may answer to an HTTP API (payload format 2.0), of which ours use no more than this. */
const FunctionResponse = z.object({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

/** An answer as it goes over the network. */
export interface OutgoingResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * What a function's result is over the network.
 * @throws ZodError if it is no answer to an HTTP API. API Gateway takes a result without a status for a body and answers 200; that is no
 * answer that a function of ours means
 */
export function responseOf(result: unknown): OutgoingResponse {
  const { statusCode, headers, body = '', isBase64Encoded } = FunctionResponse.parse(result);
  return { status: statusCode, headers, body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
}

/** An answer of the gateway's own, in the form of the functions'. */
export function ownResponse({ statusCode, headers, body = '' }: Response): OutgoingResponse {
  return { status: statusCode, headers, body: Buffer.from(body) };
}
