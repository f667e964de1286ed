import { HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Operation, respond } from './aws-json.ts';

const UTF_8 = new TextDecoder();

type Handle = NodeHttpHandler['handle'];
type Options = NonNullable<Parameters<Handle>[1]>;

/**
 * Gives the SDK's requests to an endpoint of this process straight to its operations. Over a socket
 * each would cost half as much again. The clients, in functions and elsewhere, know nothing of it.
 * Their requests to any other endpoint go over sockets as always.
 * @param port of the endpoint
 * @param operations by target, as in awsJsonServer
 */
export function serveInProcess(port: number, operations: Readonly<Record<string, Operation>>): void {
  const overSockets = NodeHttpHandler.prototype.handle;
  const handle: Handle = async function (this: NodeHttpHandler, request, options) {
    if (request.port !== port || request.hostname !== '127.0.0.1') return overSockets.call(this, request, options);
    // Not by String(): the SDK warns of that for the bytes that it sends.
    const sent = UTF_8.decode(request.body);
    const responding = respond(operations, request.headers['x-amz-target'], sent);
    const { status, body } = await unlessGivenUp(responding, options?.abortSignal);
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return { response: new HttpResponse({ statusCode: status, headers, body: Buffer.from(body) }) };
  };
  NodeHttpHandler.prototype.handle = handle;
}

/** The caller may give up, as over a socket. The operation goes on. */
async function unlessGivenUp<T>(responding: Promise<T>, giveUp: Options['abortSignal']): Promise<T> {
  if (!giveUp) return responding;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  giveUp.onabort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
  return Promise.race([responding, aborted]);
}
