import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { text } from 'node:stream/consumers';

export interface Request {
  readonly method: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** Ends the request, and the reading of its answer. */
  readonly signal?: AbortSignal;
}

export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends a request over Node's own client, which keeps connections for the next one, and which the SDK has loaded already: `fetch` would
 * take a first event 25 ms longer (docs/performance.md). Follows no redirection.
 * @throws Error if there is no answer, or not all of it in time
 */
export function send(url: string, { body, ...options }: Request): Promise<Response> {
  const request = url.startsWith('http:') ? overHttp : overHttps;
  return new Promise((resolve, reject) => {
    request(url, options, (response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((all) => resolve({ status, headers, text: all }), reject);
    })
      .on('error', reject)
      .end(body);
  });
}

export interface JsonResponse {
  readonly status: number;
  readonly json: unknown;
}

/** Sends a request and reads the JSON that answers it, whatever its status. @throws Error if there is no such answer */
export type SendJson = (url: string, request: Request) => Promise<JsonResponse>;

export const sendJson: SendJson = async (url, request) => {
  const answer = await send(url, request);
  return { status: answer.status, json: JSON.parse(answer.text) };
};
