/** What a function answers to API Gateway. */
export interface Reply {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** No answer is for a cache: all of them are private to their caller. */
const ALWAYS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** An answer in text of another type. */
export function textReply(contentType: string, text: string, headers: Record<string, string> = {}): Reply {
  return { statusCode: 200, headers: { ...ALWAYS, 'Content-Type': contentType, ...headers }, body: text };
}

/** An answer in JSON, or without a body. */
export function reply(statusCode: number, body?: object, headers: Record<string, string> = {}): Reply {
  if (body === undefined) return { statusCode, headers: { ...ALWAYS, ...headers } };
  return {
    statusCode,
    headers: { ...ALWAYS, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
