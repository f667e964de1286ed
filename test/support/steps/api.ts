import * as z from 'zod';

const HeaderFields = z.record(z.string(), z.string());

/** A request without its method and path. */
export interface Message {
  /** Sent as `Authorization: Bearer <token>`. */
  readonly token?: string | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. Its content type is JSON, unless the headers say otherwise. */
  readonly rawBody?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response. Names of headers are in lower case. `body` is the parsed text if that is JSON. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: unknown;
}

/** An HTTP API, over the network or in this process. */
export interface Api {
  request(method: string, path: string, message?: Message): Promise<ApiResponse>;
}

/** The API at a base URL. */
export function httpApi(baseUrl: string): Api {
  return {
    async request(method, path, message = {}) {
      const { headers, body } = outgoing(message);
      const init: RequestInit = { method, headers, redirect: 'manual', ...(body !== undefined && { body }) };
      const response = await fetch(baseUrl + path, init);
      return apiResponse(response.status, Object.fromEntries(response.headers), await response.text());
    },
  };
}

/** The headers and the body of a message as they are sent. Names of headers are in lower case. */
export function outgoing(message: Message): {
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | undefined;
} {
  const body = message.rawBody ?? (message.body === undefined ? undefined : JSON.stringify(message.body));
  const given = Object.entries(message.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(message.token !== undefined && { authorization: `Bearer ${message.token}` }),
      ...HeaderFields.parse(Object.fromEntries(given)),
    },
    body,
  };
}

export function apiResponse(status: number, headers: Readonly<Record<string, string>>, text: string): ApiResponse {
  return { status, headers, text, body: jsonOf(text) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
