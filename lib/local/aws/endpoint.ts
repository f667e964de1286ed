import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { bodyOf, type Operation, respondTo } from './aws-json.ts';
import { FunctionError } from './function-error.ts';
import { guardedServer } from './guard.ts';
import { Json } from './json.ts';

export interface EndpointOptions {
  /** Admits to the endpoint. */
  readonly secret: string;
  /** By target, as in awsJsonServer. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** @throws FunctionError */
  readonly invoke: (name: string, payload: Json) => Promise<Json>;
}

const INVOCATION = /^\/2015-03-31\/functions\/(?<name>[\w-]+)\/invocations$/;

/**
 * The emulators of one cell for other processes: AWS's JSON protocols, and Invoke of the Lambda API.
 */
export function endpoint({ secret, operations, invoke }: EndpointOptions): Server {
  const server = guardedServer(secret, (request, response) => {
    const name = request.method === 'POST' ? INVOCATION.exec(request.url ?? '')?.groups?.name : undefined;
    if (name === undefined) return void respondTo(operations, request, response);
    return void invokeFor(name, invoke, request, response);
  });
  // Clients reuse their connections: one that is closed while it is used is an error for them.
  server.keepAliveTimeout = 0;
  return server;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function invokeFor(
  name: string,
  invoke: EndpointOptions['invoke'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, headers: Record<string, string>, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
  try {
    const payload = await payloadOf(request);
    if (payload === undefined) {
      return send(
        400,
        { 'x-amzn-errortype': 'InvalidRequestContentException' },
        { message: 'the payload is not JSON' },
      );
    }
    send(200, {}, await invoke(name, payload));
  } catch (error) {
    const failed = error instanceof FunctionError ? error : new FunctionError('Error', String(error));
    const { name: errorType, message, trace, notCalled } = failed;
    if (notCalled) return send(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }, { message });
    const failure = { errorType, errorMessage: message, trace: trace?.split('\n') };
    send(200, { 'x-amz-function-error': 'Unhandled' }, failure);
  }
}

async function payloadOf(request: IncomingMessage): Promise<Json | undefined> {
  const text = await bodyOf(request).catch(() => 'too large');
  try {
    return Json.parse(text === '' ? {} : JSON.parse(text));
  } catch {
    return undefined;
  }
}
