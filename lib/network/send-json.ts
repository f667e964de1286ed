import { type OutgoingHttpHeaders, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { json } from 'node:stream/consumers';

export interface JsonRequest {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
  /** Ends the request, and the reading of its answer. */
  readonly signal: AbortSignal;
}

export interface JsonAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Sends a request and reads the JSON that answers it, whatever its status. @throws Error if there is no such answer in time */
export type SendJson = (url: string, request: JsonRequest) => Promise<JsonAnswer>;

/**
 * Over Node's own client, which keeps connections for the next request, and which the SDK has loaded already: `fetch` would take a first
 * event 25 ms longer (docs/performance.md).
 */
export const sendJson: SendJson = (url, { method, headers, body, signal }) => {
  const request = url.startsWith('http:') ? overHttp : overHttps;
  return new Promise((resolve, reject) => {
    request(url, { method, headers, signal }, (response) => {
      json(response).then((answer) => resolve({ status: response.statusCode ?? 0, json: answer }), reject);
    })
      .on('error', reject)
      .end(body);
  });
};
