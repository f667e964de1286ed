/** What a function answers to API Gateway. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** The body is bytes in base64, which API Gateway decodes. */
  readonly isBase64Encoded?: true;
}

/**
 * On every answer, after OWASP's REST Security Cheat Sheet: no answer is for a cache, as all of them are private to their caller; and
 * should a browser come to show one as a page, nothing in it is loaded, run, framed or guessed at, and nobody is told where it was.
 */
const ALWAYS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
};

/** An answer without a body, or with one whose type the headers say. */
function answer(
  statusCode: number,
  headers: Record<string, string>,
  body?: Pick<Response, 'body' | 'isBase64Encoded'>,
): Response {
  return { statusCode, headers: { ...ALWAYS, ...headers }, ...body };
}

/** An answer in JSON, or without a body. */
export function respond(statusCode: number, body?: object, headers: Record<string, string> = {}): Response {
  if (body === undefined) return answer(statusCode, headers);
  return answer(statusCode, { 'Content-Type': 'application/json', ...headers }, { body: JSON.stringify(body) });
}

/** An answer in text. */
export function respondText(contentType: string, text: string, headers: Record<string, string> = {}): Response {
  return answer(200, { 'Content-Type': contentType, ...headers }, { body: text });
}

/** An answer of bytes. The headers say what they are. */
export function respondBytes(bytes: Buffer, headers: Record<string, string>): Response {
  return answer(200, headers, { body: bytes.toString('base64'), isBase64Encoded: true });
}
