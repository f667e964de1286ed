/** The response of a function to API Gateway. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** The body is base64, which API Gateway decodes. */
  readonly isBase64Encoded?: true;
}

/**
 * On every response, after OWASP's REST Security Cheat Sheet. Responses are private to their
 * caller, so no cache may store them. If a browser shows one as a page, it loads, runs, frames and
 * sniffs nothing, and sends no referrer.
 */
const ALWAYS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
};

/** A response without a body, or with one whose type the headers say. */
function responseOf(
  statusCode: number,
  headers: Record<string, string>,
  body?: Pick<Response, 'body' | 'isBase64Encoded'>,
): Response {
  return { statusCode, headers: { ...ALWAYS, ...headers }, ...body };
}

/** A response in JSON, or without a body. */
export function respond(statusCode: number, body?: object, headers: Record<string, string> = {}): Response {
  if (body === undefined) return responseOf(statusCode, headers);
  return responseOf(statusCode, { 'Content-Type': 'application/json', ...headers }, { body: JSON.stringify(body) });
}

/** A response in text. */
export function respondText(contentType: string, text: string, headers: Record<string, string> = {}): Response {
  return responseOf(200, { 'Content-Type': contentType, ...headers }, { body: text });
}

/** A response of bytes. The headers describe them. */
export function respondBytes(bytes: Buffer, headers: Record<string, string>): Response {
  return responseOf(200, headers, { body: bytes.toString('base64'), isBase64Encoded: true });
}
