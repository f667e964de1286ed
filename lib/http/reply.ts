/** What a function answers to API Gateway. */
export interface Reply {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** The body is bytes in base64, which API Gateway decodes. */
  readonly isBase64Encoded?: true;
}

/** No answer is for a cache: all of them are private to their caller. */
const ALWAYS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** An answer in JSON, or without a body. */
export function reply(statusCode: number, body?: object, headers: Record<string, string> = {}): Reply {
  if (body === undefined) return { statusCode, headers: { ...ALWAYS, ...headers } };
  return {
    statusCode,
    headers: { ...ALWAYS, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** An answer of bytes, or without a body. The headers say what they are. */
export function replyBytes(statusCode: number, body: Buffer | undefined, headers: Record<string, string>): Reply {
  if (body === undefined) return { statusCode, headers: { ...ALWAYS, ...headers } };
  return { statusCode, headers: { ...ALWAYS, ...headers }, body: body.toString('base64'), isBase64Encoded: true };
}
