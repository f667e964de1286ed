import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

export interface Request {
  readonly method: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** The request fails if the whole response is not there by then. */
  readonly timeoutMs?: number;
  /** Aborts the request, and the reading of its response. A timer of its own costs less: `timeoutMs`. */
  readonly signal?: AbortSignal;
}

export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends a request with Node's own client, which reuses connections and which the SDK loads anyway:
 * `fetch` would make a first event 25 ms slower (docs/performance.md). Follows no redirection.
 * @throws Error if there is no complete response in time
 */
export function send(url: string, { body, timeoutMs, ...options }: Request): Promise<Response> {
  const request = url.startsWith('http:') ? overHttp : overHttps;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    const sent = request(url, options, (response) => {
      const { statusCode: status = 0, headers } = response;
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (part: string) => {
          text += part;
        })
        .on('error', fail)
        .on('end', () => {
          clearTimeout(timer);
          resolve({ status, headers, text });
        });
    }).on('error', fail);
    const tooLate = () => {
      fail(new Error(`no response within ${timeoutMs} ms`));
      sent.destroy();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(tooLate, timeoutMs);
    sent.end(body);
  });
}

export interface JsonResponse {
  readonly status: number;
  readonly json: unknown;
}

/**
 * Sends a request and parses the JSON of the response, whatever its status.
 * @throws Error if there is no such response
 */
export type SendJson = (url: string, request: Request) => Promise<JsonResponse>;

export const sendJson: SendJson = async (url, request) => {
  const response = await send(url, request);
  return { status: response.status, json: JSON.parse(response.text) };
};
